import { nullWhenExpected } from '../../core/errors.ts';
import type { ApiKeys } from './apiKeys.ts';

/**
 * Whether the offline demo answers, by settings and keys alone: what `readConfigured` finds too, for
 * which it loads all that models need.
 */
export async function isDemo(
  settings: { get(name: string): unknown },
  keys: Pick<ApiKeys, 'server' | 'find'>,
): Promise<boolean> {
  const provider = settings.get('provider') ?? 'auto';
  if (provider !== 'auto') return provider === 'demo';
  const named = String(settings.get('baseUrl') ?? '').trim();
  // An address that is none leads to no server, and to no demo either.
  const server = serverOf(keys, named === '' ? null : named);
  if (server === null || server.baseUrl !== null) return false;
  return (await keys.find(server)) === null;
}

function serverOf(keys: Pick<ApiKeys, 'server'>, baseUrl: string | null) {
  try {
    return keys.server(baseUrl);
  } catch (error) {
    return nullWhenExpected(error);
  }
}
