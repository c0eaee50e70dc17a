import type { RunStatus } from '../core/events.ts';

/** Of the process, by how the run ended. */
export const exitStatus = {
  answered: 0,
  failed: 1,
  limit: 3,
  cancelled: 130,
} as const satisfies Record<RunStatus, number>;

/** Bad arguments, or input that can't be read. */
export const badInput = 2;
