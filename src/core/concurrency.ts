import { Cancelled } from './errors.ts';
import { FirstBytes } from './firstBytes.ts';
import type { Rates } from './model.ts';
import type { Clock } from './parts.ts';

/** Requests that a run begins with at a time. */
const firstWidth = 16;
/** However slow a server gets, so many are not too many. */
const leastWhenSlow = 4;
/** ms: a longer wait says nothing of what may be sent now. */
const longestPauseMs = 90_000;
/** ms that a wait must outlast the one that is known to be told anew. */
const toldAgainMs = 1_000;

/** Of one attempt at a request, from before it is sent until it has ended. */
export interface Place {
  /** The first byte of its reply came so many ms after it was sent. */
  heard(model: string, ms: number): void;
  /** What the server says that may still be sent. */
  told(rates: Rates): void;
  /** The server has too much to do. True where that narrows the width: of each round the first. */
  refused(): boolean;
  /** Its reply is there, of so many tokens with its prompt: gives the place back. */
  replied(tokens: number): void;
  /** Gives the place back. */
  leave(): void;
}

/**
 * How many requests of a tree are on their way at a time: a width that finds its own level. It grows by
 * one with each reply until a server refuses or gets slow; then it halves, once a round (what was sent
 * before says nothing of the new width), and grows by one a round. What the server says of its rates
 * bounds it.
 */
export class Concurrency {
  readonly #most: number;
  readonly #clock: Clock;
  readonly #firstBytes: FirstBytes;
  /** Each lets in one that waits. */
  readonly #queue: (() => void)[] = [];
  #width: number;
  #taken = 0;
  /** How often the width has halved. */
  #round = 0;
  /** Since the width last changed. */
  #replies = 0;
  /** ms since 1970 before which nothing is sent. */
  #pausedUntil = 0;
  /** What the server takes until then, ms since 1970. */
  #allowed = { requests: Number.POSITIVE_INFINITY, until: 0 };
  /** Of requests and their replies. */
  #tokens = { sum: 0, replies: 0 };
  #stopTimer: (() => void) | null = null;

  constructor(most: number, clock: Clock) {
    this.#most = most;
    this.#clock = clock;
    this.#width = Math.min(firstWidth, most);
    this.#firstBytes = new FirstBytes(this.#width);
  }

  /** Requests that may be on their way together now. */
  get width(): number {
    const { requests, until } = this.#allowed;
    return this.#clock.now() < until ? Math.min(this.#width, requests) : this.#width;
  }

  /**
   * A place for one attempt, as soon as there is one. `again`: what was refused before goes ahead of what
   * was never sent. Rejects with Cancelled when the signal fires before that.
   */
  async take(signal: AbortSignal, again = false): Promise<Place> {
    if (signal.aborted) throw new Cancelled();
    if (this.#isFull || (this.#queue.length > 0 && !again)) await this.#nextFree(signal, again);
    else this.#taken += 1;
    return this.#newPlace();
  }

  /**
   * The server asks that nothing is sent for so long. Returns till when, ms since 1970; null where that
   * was as good as known.
   */
  pause(ms: number): number | null {
    const until = this.#clock.now() + ms;
    const isNews = until > this.#pausedUntil + toldAgainMs;
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    this.#wakeInTime();
    return isNews ? until : null;
  }

  get #isFull(): boolean {
    return this.#taken >= this.width || this.#clock.now() < this.#pausedUntil;
  }

  #newPlace(): Place {
    const round = this.#round;
    const among = this.#taken;
    let isOver = false;
    const leave = (): void => {
      if (isOver) return;
      isOver = true;
      this.#taken -= 1;
      this.#letIn();
    };
    return {
      heard: (model, ms) => {
        const isSlow = this.#firstBytes.add(model, ms, { among, isNew: round === this.#round });
        if (isSlow && this.#width > leastWhenSlow) this.#halve(leastWhenSlow);
      },
      told: (rates) => this.#bound(rates),
      refused: () => {
        if (round < this.#round) return false;
        this.#halve(1);
        return true;
      },
      replied: (tokens) => {
        this.#tokens.sum += tokens;
        this.#tokens.replies += 1;
        this.#grow();
        leave();
      },
      leave,
    };
  }

  #halve(least: number): void {
    this.#width = Math.max(least, Math.floor(this.#width / 2));
    this.#round += 1;
    this.#replies = 0;
    this.#firstBytes.forgetRecent();
  }

  #grow(): void {
    this.#replies += 1;
    const isEnough = this.#round === 0 || this.#replies >= this.#width;
    if (!isEnough) return;
    this.#replies = 0;
    this.#width = Math.min(this.#most, this.#width + 1);
  }

  #bound({ requests, tokens }: Rates): void {
    const { sum, replies } = this.#tokens;
    const bounds = [
      ...(requests === null ? [] : [requests]),
      // In requests of the usual size, where one is known.
      ...(tokens === null || sum === 0
        ? []
        : [{ ...tokens, left: Math.floor((tokens.left * replies) / sum) }]),
    ].sort((one, other) => one.left - other.left);
    const [tightest] = bounds;
    if (tightest === undefined) return;
    const { left, resetMs } = tightest;
    // One more is sent in any case: it may be small.
    this.#allowed = { requests: Math.max(1, left), until: this.#clock.now() + resetMs };
    if (requests?.left === 0 && requests.resetMs <= longestPauseMs) this.pause(requests.resetMs);
    this.#wakeInTime();
  }

  #letIn(): void {
    while (!this.#isFull) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      this.#taken += 1;
      next();
    }
    this.#wakeInTime();
  }

  /** Whoever waits for a time alone, and for no reply, needs a timer; or none, where it has just gone by. */
  #wakeInTime(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    if (this.#queue.length === 0) return;
    const now = this.#clock.now();
    const times = [this.#pausedUntil, this.#allowed.until].filter((time) => time > now);
    if (times.length === 0) {
      if (!this.#isFull) this.#letIn();
      return;
    }
    this.#stopTimer = this.#clock.after(Math.min(...times) - now, () => this.#letIn());
  }

  #nextFree(signal: AbortSignal, again: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = (): void => {
        this.#queue.splice(this.#queue.indexOf(enter), 1);
        this.#wakeInTime();
        reject(new Cancelled());
      };
      if (again) this.#queue.unshift(enter);
      else this.#queue.push(enter);
      signal.addEventListener('abort', stop, { once: true });
      this.#wakeInTime();
    });
  }
}
