import type { Language } from '../options.ts';
import type { Parses } from '../parts.ts';

/** What a parser costs at the least, in characters: one that refuses a word is no quicker. */
const leastChars = 200;

/** A parser for so many characters in all; to whatever is asked after them it says no. */
export class ParseBudget {
  /** That of code of which it isn't said. */
  readonly #language: Language;
  readonly #parses: Parses;
  #chars: number;

  constructor(chars: number, language: Language, parses: Parses) {
    this.#chars = chars;
    this.#language = language;
    this.#parses = parses;
  }

  get isSpent(): boolean {
    return this.#chars <= 0;
  }

  spend(chars: number): void {
    this.#chars -= chars;
  }

  parses(code: string, language = this.#language): boolean {
    if (this.isSpent) return false;
    this.spend(Math.max(code.length, leastChars));
    return this.#parses(code, language);
  }
}
