import type { AskedDate } from './dates.ts';
import { failureLevels, levelsNamed } from './field.ts';
import { functionWords, joiningWords, singular } from './phrases.ts';
import type { Where } from './task.ts';
import type { Sought } from './words.ts';

/** What the parts of a question stand for: texts to look for, nouns, levels. */
export class Targets {
  readonly #quotes: readonly string[];
  readonly date: AskedDate | null;

  /** `quotes`: the texts that stand as QUOTE0, QUOTE1 ... in the question. */
  constructor(quotes: readonly string[], date: AskedDate | null) {
    this.#quotes = quotes;
    this.date = date;
  }

  /** Conditions from "failed", "logged errors", "had warnings"; null when the last word is no level. */
  failure(text: string): Where | null {
    const words = text
      .toLowerCase()
      .replace(/ (?:lines|messages|entries)$/, '')
      .split(' ');
    if (
      /^(?:failed|crashed|broke|went|were|are|was|is)$/.test(words[0] ?? '') ||
      text === 'had failures'
    ) {
      return { ...this.all(), levels: failureLevels, levelWord: 'failure' };
    }
    const levels = levelsNamed(words.at(-1) ?? '');
    return levels === null
      ? null
      : { ...this.all(), levels, levelWord: singular(words.at(-1) ?? '') };
  }

  where(target: string | undefined, noun: boolean, loose = false): Where | null {
    const text = (target ?? '').trim().replace(/^(?:any |an? |the |all )+(?=\S)/i, '');
    if (text === '') return null;
    const levels = levelsNamed(text.replace(/ (?:lines?|messages?|entries|entry|events?)$/i, ''));
    if (noun && !loose && levels !== null) {
      return { ...this.all(), levels, levelWord: singular(text.split(' ')[0] ?? text) };
    }
    const sought = this.sought(text, noun, loose);
    return sought === null ? null : { ...this.all(), sought };
  }

  sought(target: string | undefined, noun: boolean, loose = false): Sought | null {
    const text = (target ?? '').trim();
    const quote = /^QUOTE(\d+)$/.exec(text);
    if (quote !== null) {
      return { text: this.#quotes[Number(quote[1])] ?? '', quoted: true, noun: false };
    }
    const quotedWord = /^WORD(\d+)$/.exec(text);
    if (quotedWord !== null) {
      return { text: this.#quotes[Number(quotedWord[1])] ?? '', quoted: false, noun: false };
    }
    if (text === '' || /(?:QUOTE|WORD)\d/.test(text)) return null;
    const words = text.split(' ');
    if (words.length > (loose ? 12 : 6)) return null;
    const barred = noun ? functionWords : joiningWords;
    if (!loose && words.some((word) => barred.has(word.toLowerCase()))) return null;
    return { text, quoted: false, noun };
  }

  /** Singular of a noun such as "services" or "IP addresses"; null when it is more than a noun. */
  noun(text: string): string | null {
    const bare = text
      .trim()
      .toLowerCase()
      .replace(/^(?:the|all|different|distinct|unique|of the) /, '');
    const words = bare.split(' ');
    if (bare === '' || words.length > 2 || /quote\d/.test(bare)) return null;
    if (words.some((word) => functionWords.has(word))) return null;
    return singular(bare);
  }

  all(): Where {
    return { levels: null, levelWord: null, sought: null, date: this.date };
  }
}
