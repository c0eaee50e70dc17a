import type { RunParts } from './parts.ts';

/** The seed of a run, from 0 to 2^32 - 1: of a root from its runId, of a child from its parent's seed and its path. */
export function seedOf({ sha256 }: Pick<RunParts, 'sha256'>, origin: string): number {
  return Number.parseInt(sha256(origin).slice(0, 8), 16);
}
