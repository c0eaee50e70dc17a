import type { AskedDate } from './dates.ts';
import { failureLevels, levelsNamed } from './fields.ts';
import type { Where } from './task.ts';
import { type Sought, singular } from './words.ts';

/** Words that join or bound statements: never part of a text that is looked for. */
const joiningWords =
  'and or nor but after before since until between without that which who when where while because than'.split(
    ' ',
  );
/** Words that show that a phrase says more than what to look for. */
const functionWords =
  `a an the not no of in on at by for from to with during whom whose if as per each every all any some
  more less most least over under above below about into through is are was were be been being did do does has have had
  this these those it its they their there how what why many much`
    .split(/\s+/)
    .concat(joiningWords);

/** What the parts of a question stand for: texts to look for, nouns, levels. */
export class Targets {
  readonly #quotes: readonly string[];
  readonly date: AskedDate | null;

  /** `quotes`: the texts that stand as QUOTE0, QUOTE1 ... in the question. */
  constructor(quotes: readonly string[], date: AskedDate | null) {
    this.#quotes = quotes;
    this.date = date;
  }

  all(): Where {
    return { levels: null, levelWord: null, sought: null, date: this.date };
  }

  #ofLevel(word: string): Where | null {
    const levels = levelsNamed(word);
    return levels === null ? null : { ...this.all(), levels, levelWord: singular(word) };
  }

  /** Conditions from "failed", "logged errors", "had warnings"; null when the last word is no level. */
  failure(text: string): Where | null {
    if (/^(?:failed|crashed|broke|went|were|are|was|is)\b/i.test(text)) {
      return { ...this.all(), levels: failureLevels, levelWord: 'failure' };
    }
    const words = text.replace(/ (?:lines|messages|entries)$/i, '').split(' ');
    return this.#ofLevel(words.at(-1) ?? '');
  }

  /** `loose`: a whole phrase is looked for, not only a few words. */
  where(target: string | undefined, isNoun: boolean, loose = false): Where | null {
    const text = (target ?? '').trim().replace(/^(?:(?:any|an?|the|all) )+(?=\S)/i, '');
    const word = text.replace(/ (?:lines?|messages?|entries|entry|events?)$/i, '');
    const ofLevel = isNoun && !loose ? this.#ofLevel(word) : null;
    if (ofLevel !== null) return ofLevel;
    const sought = this.#sought(text, isNoun, loose);
    return sought === null ? null : { ...this.all(), sought };
  }

  #sought(text: string, isNoun: boolean, loose: boolean): Sought | null {
    const [, kind, number] = /^(QUOTE|WORD)(\d+)$/.exec(text) ?? [];
    if (kind !== undefined) {
      return { text: this.#quotes[Number(number)] ?? '', quoted: kind === 'QUOTE', noun: false };
    }
    const words = text.toLowerCase().split(' ');
    const barred = loose ? [] : isNoun ? functionWords : joiningWords;
    // The text's own units are no words to look for.
    const isUnit =
      isNoun && /^(?:characters?|letters?|bytes|tokens|sentences?|paragraphs?|pages?)$/i.test(text);
    const isTooMuch =
      words.length > (loose ? 12 : 6) || words.some((word) => barred.includes(word));
    if (text === '' || /(?:QUOTE|WORD)\d/.test(text) || isTooMuch || isUnit) return null;
    return { text, quoted: false, noun: isNoun };
  }

  /** Singular of a noun such as "services" or "IP addresses"; null when it is more than a noun. */
  noun(text: string): string | null {
    const bare = text
      .trim()
      .toLowerCase()
      .replace(/^(?:the|all|different|distinct|unique|of the) /, '');
    const words = bare.split(' ');
    const isMore = words.length > 2 || words.some((word) => functionWords.includes(word));
    return bare === '' || isMore || /quote\d/.test(bare) ? null : singular(bare);
  }
}
