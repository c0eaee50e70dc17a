import { isTableHeader } from './csv.ts';
import { levelField } from './shape.ts';
import { type Look, literal } from './step.ts';
import type { Task, Where } from './task.ts';

/** How often a text holds what the demo's rules would read wrongly. */
export interface Obstacles {
  /** Files that are packed, or made for a program alone. */
  readonly packed: number;
  /** Places with a letter and a NUL in turns, as text in two bytes a letter reads in one. */
  readonly wide: number;
  /** Bytes that were no text. */
  readonly broken: number;
  /** Colours and overstriking. */
  readonly codes: number;
  /** Those, and characters without a width, between two letters. */
  readonly inWords: number;
  /** Lines that begin with a character that nobody sees. */
  readonly hiddenStarts: number;
  /** Lines of stack traces. */
  readonly traces: number;
  /** Lines with an odd number of quotation marks. */
  readonly openQuotes: number;
  /** Lines that say how a table is separated. */
  readonly separators: number;
}

const code = '(?:\\u001b\\[[\\d;:]*[A-Za-z]|[\\u001b\\u009b\\u0008])';
const noWidth = '[\\u00ad\\u200b-\\u200d\\u2060\\ufeff]';
const letter = '[\\p{L}\\p{N}]';
/** Not the one that ends a code. */
const ownLetter = `(?<!\\u001b\\[[\\d;:]*)${letter}`;

const sources: Readonly<Record<keyof Obstacles, string>> = {
  packed:
    '(?<![\\s\\S])(?:\\u001f[^\\r\\n]\\u0008|PK\\u0003\\u0004|SQLite format 3\\u0000|%PDF-|\\u007fELF)',
  wide: '(?:[ -~]\\u0000){3}|(?:\\u0000[ -~]){3}',
  broken: '\\ufffd',
  codes: '[\\u001b\\u009b\\u0008]',
  inWords: `${ownLetter}(?:${code}|${noWidth})+${letter}`,
  hiddenStarts: '^[\\u0000\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]',
  traces:
    '^(?:[ \\t]+at [^\\r\\n]*[:(]|Caused by: |[ \\t]+\\.\\.\\. \\d+ more|Traceback \\(most recent call last\\)|[ \\t]+File "[^"\\r\\n]*", line \\d|goroutine \\d+ \\[|stack backtrace:|[ \\t]+from [^\\r\\n]*:\\d+:in )',
  openQuotes: '^[^"\\r\\n]*(?:"[^"\\r\\n]*"[^"\\r\\n]*)*"[^"\\r\\n]*(?![^\\r\\n])',
  separators: '^\\ufeff?sep=[^\\r\\n](?![^\\r\\n])',
};

/** Code that counts them, as the value of `obstacles`. */
export const obstacleCode = `const obstacles = {
${Object.entries(sources)
  .map(([name, source]) => `  ${name}: count(${literal(source)}, { flags: 'u' }),`)
  .join('\n')}
};
`;

/** Why rules can't answer this from such a text, in a sentence; null when they can. */
export function obstacleTo(task: Task, look: Look): string | null {
  const { obstacles, shape } = look;
  const where = 'where' in task ? task.where : null;
  if (obstacles.packed > 0) return 'It is packed, or made for a program: its text is not in sight.';
  if (obstacles.wide > 0) {
    return 'A part of it is text in another encoding, with two bytes a letter, in which nothing would be found.';
  }
  if (/[^\0-\x7f]/.test(where?.sought?.text ?? '') && obstacles.broken > 0) {
    return 'Some of its characters could not be read, in which what is looked for may stand.';
  }
  const isOfWords = where !== null || (task.form === 'total' && /word|entry/.test(task.unit));
  if (isOfWords && obstacles.codes > 0 && !(where !== null && isOneWord(where, obstacles))) {
    return 'Its lines hold control codes, of colours for instance, which can stand before and inside words and levels.';
  }
  if (isOfWords && obstacles.inWords > 0) {
    return 'Some of its words have characters in them that nobody sees, so that they would not be found.';
  }
  if (readsFields(task) && obstacles.separators > 0) {
    return 'Its first line says how its columns are separated, which the demo does not follow.';
  }
  if (readsFields(task) && obstacles.hiddenStarts > 0) {
    return 'Some of its lines begin with characters that nobody sees, so that their fields would not be found.';
  }
  const isTable = shape.csv !== null || isTableHeader(shape.sample);
  if (readsFields(task) && isTable && obstacles.openQuotes > 0) {
    return 'Some of its quoted cells go over several lines, so that a row is not a line.';
  }
  const isOfEntries = task.form === 'total' && task.unit === 'entry' && !shape.fields.has('time');
  const isOfLevels = Boolean(where?.levels) && levelField(shape) === null;
  if ((isOfEntries || isOfLevels) && obstacles.traces > 0) {
    return 'Stack traces stand between its lines, and the demo can not tell which lines are entries of which level.';
  }
  return null;
}

/** A quoted word is found whatever stands around it. */
function isOneWord({ sought, levels, date }: Where, { inWords }: Obstacles): boolean {
  return (
    sought?.quoted === true &&
    !/\s/.test(sought.text) &&
    inWords === 0 &&
    levels === null &&
    date === null
  );
}

/** Whether the answer hangs on what stands where in a line, not only on what stands somewhere. */
function readsFields(task: Task): boolean {
  switch (task.form) {
    case 'total':
      return task.unit === 'entry';
    case 'which':
      return true;
    case 'frequent':
      return task.noun !== 'word' && task.noun !== 'line';
    case 'outline':
      return false;
    default:
      return task.where.levels !== null || task.where.date !== null;
  }
}
