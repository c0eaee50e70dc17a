import { Cancelled } from '../core/errors.ts';

/** ms after which a request is given up. */
export interface Patience {
  /** Without the first byte of the reply: a slow local model reads a long prompt for minutes. */
  readonly firstMs: number;
  /** Between two bytes of it. */
  readonly nextMs: number;
  /** For the whole of it, whatever comes; absent: no matter how long. */
  readonly totalMs?: number;
}

/** Node's own fetch gives up after 300 s in both places; an editor's fetch has no such limit. */
export const defaultPatience: Required<Patience> = {
  firstMs: 600_000,
  nextMs: 300_000,
  totalMs: 1_800_000,
};

/** The server said nothing for too long. */
export class Silence extends Error {
  readonly ms: number;
  constructor(ms: number) {
    super(`Nothing came for ${ms} ms`);
    this.name = 'Silence';
    this.ms = ms;
  }
}

/** The server went on for too long. */
export class Overtime extends Error {
  readonly ms: number;
  constructor(ms: number) {
    super(`The reply was not complete after ${ms} ms`);
    this.name = 'Overtime';
    this.ms = ms;
  }
}

/** One request's own abort, and where signs of life are reported. */
export interface Watch {
  readonly controller: AbortController;
  readonly heard: () => void;
}

/**
 * Runs one request so that it ends at once when the signal fires (throws `Cancelled`) and when
 * nothing is heard for too long (throws `Silence`) or it isn't over in time (throws `Overtime`),
 * whatever the request itself makes of its abort.
 */
export async function underWatch<T>(
  signal: AbortSignal,
  patience: Patience,
  request: (watch: Watch) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  // A second one, since the package aborts the first for reasons of its own.
  const ending = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true });
  });
  const end = (error: Error) => {
    ending.abort(error);
    controller.abort();
  };
  const cancel = () => end(new Cancelled());
  if (signal.aborted) throw new Cancelled();
  signal.addEventListener('abort', cancel, { once: true });
  let timer = setTimeout(() => end(new Silence(patience.firstMs)), patience.firstMs);
  const { totalMs } = patience;
  const whole =
    totalMs === undefined ? undefined : setTimeout(() => end(new Overtime(totalMs)), totalMs);
  let heardAt = 0;
  const watchOn = () => {
    const leftMs = heardAt + patience.nextMs - performance.now();
    if (leftMs <= 0) end(new Silence(patience.nextMs));
    else timer = setTimeout(watchOn, leftMs);
  };
  const heard = () => {
    if (ending.signal.aborted) return;
    const first = heardAt === 0;
    heardAt = performance.now();
    if (!first) return;
    // One timer that looks back, not a new one for each of thousands of pieces.
    clearTimeout(timer);
    watchOn();
  };
  try {
    return await Promise.race([request({ controller, heard }), ended]);
  } finally {
    clearTimeout(timer);
    clearTimeout(whole);
    signal.removeEventListener('abort', cancel);
  }
}
