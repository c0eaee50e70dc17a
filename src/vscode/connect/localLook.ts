import type { Offer } from './offers.ts';

/** Tells of each server of this machine as it is found. Resolves within two seconds. */
export async function findLocalServersOf(
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  onFound: (offers: readonly Offer[]) => void,
): Promise<void> {
  const { findLocalServers } = await import('../../models/provider.ts');
  await findLocalServers(environment, signal, (server) => onFound([{ kind: 'server', server }]));
}
