import type { Pattern } from './cells.ts';
import { levelField } from './shape.ts';
import type { Look } from './step.ts';
import { isTableHeader } from './table.ts';
import type { Task } from './task.ts';

/** How often a text holds each thing that the demo's rules would read wrongly. */
export type Obstacles = Readonly<Record<string, number>>;

interface Obstacle {
  readonly name: string;
  readonly source: string;
  /** The questions whose answer hangs on it. */
  readonly matters: (task: Task) => boolean;
  /** Whether it does for this text; always where absent. */
  readonly misleads?: (task: Task, look: Look) => boolean;
  readonly says: string;
}

const all: readonly Obstacle[] = [
  {
    name: 'packed files',
    source: '(?<![\\s\\S])(?:\\x1f[^\\r\\n]\\x08|PK\\x03\\x04|SQLite format 3\\x00|%PDF-|\\x7fELF)',
    matters: () => true,
    says: 'It is packed, or made for a program: its text is not in sight.',
  },
  {
    name: 'two bytes a letter',
    source: '(?:[ -~]\\x00){3}|(?:\\x00[ -~]){3}',
    matters: () => true,
    says: 'A part of it is text in another encoding, with two bytes a letter, in which nothing would be found.',
  },
  {
    name: 'unreadable',
    source: '\\ufffd',
    matters: (task) => 'where' in task && /[^\0-\x7f]/.test(task.where.sought?.text ?? ''),
    says: 'Some of its characters could not be read, in which what is looked for may stand.',
  },
  {
    name: 'control codes',
    source: '[\\x1b\\x9b\\x08]',
    matters: isOfWords,
    says: 'Its lines hold control codes, of colours for instance, which can stand before and inside words and levels.',
  },
  {
    name: 'unseen in words',
    source: '[\\w][\\xad\\u200b-\\u200d\\u2060\\ufeff]+[\\w]',
    matters: isOfWords,
    says: 'Some of its words have characters in them that nobody sees, so that they would not be found.',
  },
  {
    name: 'separator named',
    source: '^\\ufeff?sep=[^\\r\\n](?![^\\r\\n])',
    matters: readsFields,
    says: 'Its first line says how its columns are separated, which the demo does not follow.',
  },
  {
    name: 'unseen at starts',
    source: '^[\\x00\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]',
    matters: readsFields,
    says: 'Some of its lines begin with characters that nobody sees, so that their fields would not be found.',
  },
  {
    name: 'open quotes',
    source: '^[^"\\r\\n]*(?:"[^"\\r\\n]*"[^"\\r\\n]*)*"[^"\\r\\n]*(?![^\\r\\n])',
    matters: readsFields,
    misleads: (_, { shape }) => shape.table !== null || isTableHeader(shape.sample),
    says: 'Some of its quoted cells go over several lines, so that a row is not a line.',
  },
  {
    name: 'stack traces',
    source:
      '^(?:[ \\t]+at [^\\r\\n]*[:(]|Caused by: |[ \\t]+\\.\\.\\. \\d+ more|Traceback \\(most recent call last\\)|[ \\t]+File "[^"\\r\\n]*", line \\d|goroutine \\d+ \\[|stack backtrace:|[ \\t]+from [^\\r\\n]*:\\d+:in )',
    matters: readsFields,
    misleads: (task, { shape }) =>
      'where' in task
        ? task.where.levels !== null && levelField(shape) === null
        : task.form === 'total' && !shape.parts.some(({ name }) => name === 'time'),
    says: 'Stack traces stand between its lines, and the demo can not tell which lines are entries of which level.',
  },
];

/** What to count before this question is answered. */
export function obstaclePatterns(task: Task): Readonly<Record<string, Pattern>> {
  const own = all.filter(({ matters }) => matters(task));
  return Object.fromEntries(own.map(({ name, source }) => [name, { source, exact: true }]));
}

/** Why rules can't answer this from such a text, in a sentence; null when they can. */
export function obstacleTo(task: Task, look: Look, found: Obstacles): string | null {
  const first = all.find(
    ({ name, misleads }) => (found[name] ?? 0) > 0 && (misleads?.(task, look) ?? true),
  );
  return first?.says ?? null;
}

/** Whether the answer hangs on words. */
function isOfWords(task: Task): boolean {
  return 'where' in task || (task.form === 'total' && /word|entry/.test(task.unit));
}

/** Whether the answer hangs on what stands where in a line, not only on what stands somewhere. */
function readsFields(task: Task): boolean {
  switch (task.form) {
    case 'total':
      return task.unit === 'entry';
    case 'which':
      return task.noun !== 'file' || task.where.levels !== null || task.where.date !== null;
    case 'frequent':
      return task.noun !== 'word';
    case 'outline':
      return false;
    default:
      return task.where.levels !== null || task.where.date !== null;
  }
}
