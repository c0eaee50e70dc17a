import type { OpenRun } from './openRun.ts';
import { longestWait } from './shapes.ts';

/** ms between two signs of life: clients want one every 5 s. */
const progressMs = 4_000;

/** A request that waits. */
export interface Waiting {
  /** Fires when the request is cancelled, or its connection is gone. */
  readonly signal: AbortSignal;
  /** Tells that the run goes on; null where nobody listens. */
  readonly tell: ((seconds: number, line: string) => void) | null;
}

/**
 * Waits until the run is over, or so many seconds have passed. A request that is cancelled takes its run
 * with it: whoever waited for the answer doesn't want it any more, and it costs money.
 */
export async function waitFor(
  run: OpenRun,
  seconds: number | undefined,
  { signal, tell }: Waiting,
): Promise<void> {
  const started = performance.now();
  const sign = (): void => tell?.(Math.round((performance.now() - started) / 100) / 10, run.line);
  sign();
  const signs = setInterval(sign, progressMs);
  const stop = (): void => run.stop();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const ms = Math.min(seconds ?? longestWait, longestWait) * 1_000;
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([run.done, timeUp]);
  } finally {
    clearTimeout(timer);
    clearInterval(signs);
    signal.removeEventListener('abort', stop);
  }
}
