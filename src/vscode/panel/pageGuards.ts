import type { Guard } from '../../protocol/channel.ts';

/** What a run's page may say, looked at on arrival. */
export const panelGuard: Guard = async (name, params) => {
  const { isAccepted, panelShapes } = await import('../../protocol/pageShapes.ts');
  return isAccepted(panelShapes, name, params);
};

/** What the page that compares two runs may say. */
export const compareGuard: Guard = async (name, params) => {
  const { compareShapes, isAccepted } = await import('../../protocol/pageShapes.ts');
  return isAccepted(compareShapes, name, params);
};
