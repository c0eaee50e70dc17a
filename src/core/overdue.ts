import type { Clock } from './parts.ts';

/**
 * What the work resolves to; null where it goes on for so many ms after the signal has fired. Rejects
 * as the work does.
 */
export async function unlessOverdue<T>(
  work: Promise<T>,
  signal: AbortSignal,
  ms: number,
  after: Clock['after'],
): Promise<T | null> {
  let stopTimer = (): void => {};
  let startTimer = (): void => {};
  const overdue = new Promise<null>((resolve) => {
    startTimer = () => {
      stopTimer = after(ms, () => resolve(null));
    };
  });
  if (signal.aborted) startTimer();
  else signal.addEventListener('abort', startTimer, { once: true });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    signal.removeEventListener('abort', startTimer);
    stopTimer();
  }
}

/**
 * ms after which a run that was stopped ends, whatever it still waits for: a tree ends from its leaves
 * on.
 */
export function stopPatience(depth: number): number {
  return Math.max(200, 600 - 100 * depth);
}

/** ms after which a root whose time is up ends: with the last question, for which it has five seconds. */
export const timeUpPatience = 7_000;
