import { countMatches, narrows, patternOf, type Query } from '../../trajectory/matches.ts';

/** The long texts of one run. */
export interface LongTexts {
  hashes(): Promise<readonly string[]>;
  read(sha256: string): Promise<string>;
}

/** Files read at a time. */
const atOnce = 8;

/** Looks through the long texts of one run, which its page has only the beginnings of. */
export class TextSearch {
  readonly #texts: LongTexts;
  #latest = 0;
  /** The last search that came to its end: what it has looked through, and what of it had the words. */
  #last: { query: Query; seen: ReadonlySet<string>; found: ReadonlySet<string> } | null = null;

  constructor(texts: LongTexts) {
    this.#texts = texts;
  }

  /**
   * How often the words stand in each text that has them, by its hash; null as soon as other words are
   * asked for. A text that can't be read has none: whoever opens it is told why.
   */
  async count(query: Query): Promise<Record<string, number> | null> {
    this.#latest += 1;
    const search = this.#latest;
    const pattern = patternOf(query);
    if (pattern === null) return {};
    const hashes = await this.#texts.hashes();
    const last = this.#last !== null && narrows(query, this.#last.query) ? this.#last : null;
    const waiting = hashes.filter((sha256) => !last?.seen.has(sha256) || last.found.has(sha256));
    const counts: Record<string, number> = {};
    const readOn = async (): Promise<void> => {
      while (this.#latest === search) {
        const sha256 = waiting.pop();
        if (sha256 === undefined) return;
        const text = await this.#texts.read(sha256).catch(() => '');
        const count = countMatches(text, pattern);
        if (count > 0) counts[sha256] = count;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, readOn));
    if (this.#latest !== search) return null;
    this.#last = { query, seen: new Set(hashes), found: new Set(Object.keys(counts)) };
    return counts;
  }
}
