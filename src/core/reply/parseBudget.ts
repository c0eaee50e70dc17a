/** What a parser costs at the least, in characters: one that refuses a word is no quicker. */
const leastChars = 200;

/** A parser for so many characters in all; to whatever is asked after them it says no. */
export class ParseBudget {
  readonly #parses: (code: string) => boolean;
  #chars: number;

  constructor(chars: number, parses: (code: string) => boolean) {
    this.#chars = chars;
    this.#parses = parses;
  }

  get isSpent(): boolean {
    return this.#chars <= 0;
  }

  spend(chars: number): void {
    this.#chars -= chars;
  }

  parses(code: string): boolean {
    if (this.isSpent) return false;
    this.spend(Math.max(code.length, leastChars));
    return this.#parses(code);
  }
}
