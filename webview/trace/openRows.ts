import type { KeptTrace } from '../../src/protocol/panel.ts';

/** Rows opened or closed by hand that are kept. */
const mostKept = 300;

/** Which rows are open: by hand, by themselves, or because their iteration runs. */
export class OpenRows {
  /** What was opened or closed by hand, the latest last. */
  readonly #byHand: Map<string, boolean>;
  /** Key of the iteration that is open because it runs, or ran last before the eyes of the user. */
  #followed = '';

  constructor(kept: KeptTrace['opened'] = []) {
    this.#byHand = new Map(kept);
  }

  has(key: string, byDefault: boolean): boolean {
    return this.#byHand.get(key) ?? (byDefault || key === this.#followed);
  }

  set(key: string, open: boolean): void {
    this.#byHand.delete(key);
    this.#byHand.set(key, open);
  }

  /** The iteration that runs: open, and the one before no more. */
  follow(key: string): void {
    this.#followed = key;
  }

  /** `goesOn`: the next iteration that runs will be followed; else what is followed stays open as if by hand. */
  kept(goesOn: boolean): KeptTrace['opened'] {
    const followed = this.#followed;
    const byHand = [...this.#byHand];
    if (!goesOn && followed !== '' && !this.#byHand.has(followed)) byHand.push([followed, true]);
    return byHand.slice(-mostKept);
  }
}
