/** Replies whose median says how fast a server is. */
const judged = 8;
/** So many times slower than at the beginning is slow. */
const slowdown = 2;

interface Times {
  /** The first ones, at about the width that the run began with; ms. */
  readonly first: number[];
  /** The last ones since the width has halved; ms. */
  recent: number[];
}

/** How long servers take to the first byte of a reply, by model: against what it was when the run began. */
export class FirstBytes {
  readonly #start: number;
  readonly #times = new Map<string, Times>();

  /** @param start the width that the run began with. */
  constructor(start: number) {
    this.#start = start;
  }

  /**
   * Adds a time, of a request that was sent as one of `among` on their way; `isNew`: since the width has
   * halved last. True where the server is slow now.
   */
  add(
    model: string,
    ms: number,
    { among, isNew }: { readonly among: number; readonly isNew: boolean },
  ): boolean {
    const times = this.#times.get(model) ?? { first: [], recent: [] };
    this.#times.set(model, times);
    const isOfStart = among * 2 > this.#start && among <= this.#start;
    if (times.first.length < judged) {
      if (isOfStart) times.first.push(ms);
      return false;
    }
    if (!isNew) return false;
    times.recent = [...times.recent, ms].slice(-judged);
    if (times.recent.length < judged) return false;
    return median(times.recent) > slowdown * median(times.first);
  }

  /** The width has halved: what was measured before says nothing of it. */
  forgetRecent(): void {
    for (const times of this.#times.values()) times.recent = [];
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return ((sorted[middle] ?? 0) + (sorted[Math.floor((sorted.length - 1) / 2)] ?? 0)) / 2;
}
