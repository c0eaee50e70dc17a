import { mostWords } from '../said.ts';
import { readCounts } from './counts.ts';
import { type Dialect, firstDialects, lastDialects, lengthDialects } from './makers.ts';
import type { Meaning, Seen } from './meaning.ts';
import { readParameters } from './parameters.ts';

/** What came of looking: the meaning, and the row of the table that told it, where one did. */
export interface Reading {
  readonly meaning: Meaning;
  readonly dialect: Dialect | null;
}

/** What a refusal means, by the table of makers' dialects and the grammar of counts. */
export function readMeaning(given: Seen): Meaning {
  return readRefusal(given).meaning;
}

/** The same, with the row of the table. */
export function readRefusal(given: Seen): Reading {
  const seen = { ...given, words: given.words.slice(0, mostWords) };
  const early = firstDialects.find((dialect) => fits(dialect, seen));
  if (early !== undefined) return told(early, seen);
  // What a minute holds is spoken of in tokens too; only a request that is too large alone is one.
  const isRate = seen.status === 429 && !/too large/i.test(seen.words);
  const counts = isRate || seen.isPage ? null : readCounts(seen.words, seen.sent);
  if (counts?.kind === 'outputLimit' && counts.most !== null) return counted(counts);
  const parameter = isRate ? null : readParameters(seen);
  if (parameter !== null) return counted(parameter);
  if (counts !== null) return counted(counts);
  const length = isRate ? undefined : lengthDialects.find((dialect) => fits(dialect, seen));
  if (length !== undefined) return told(length, seen);
  const late = lastDialects.find((dialect) => fits(dialect, seen));
  if (late !== undefined) return told(late, seen);
  return counted({ kind: seen.isPage ? 'webPage' : 'unknown' });
}

function fits({ status, codes, words }: Dialect, seen: Seen): boolean {
  // 0 in a row stands for an error within a reply of status 200.
  if (status !== undefined && !status.includes(seen.status ?? 0)) return false;
  if (codes !== undefined && !codes.test(seen.codes)) return false;
  if (words !== undefined && (seen.isPage || !words.test(seen.words))) return false;
  return true;
}

function counted(meaning: Meaning): Reading {
  return { meaning, dialect: null };
}

function told(dialect: Dialect, { words, isPage }: Seen): Reading {
  return { dialect, meaning: meaningOf(dialect, words, isPage) };
}

function meaningOf({ means }: Dialect, words: string, isPage: boolean): Meaning {
  switch (means) {
    case 'noBalance': {
      const affords = /can only afford (\d+)/i.exec(words)?.[1];
      return { kind: means, affords: affords === undefined ? null : Number(affords) };
    }
    case 'promptTooLong':
      return { kind: means, window: null, prompt: null };
    case 'unknownModel':
      return isPage ? { kind: 'webPage' } : { kind: means };
    default:
      return { kind: means };
  }
}
