import { levelField } from './shape.ts';
import type { Look } from './step.ts';
import { isTableHeader } from './table.ts';
import type { Task } from './task.ts';

/** What the demo's rules would read wrongly. */
interface Obstacle {
  readonly name: string;
  readonly source: string;
  /** Why rules can't answer from a text that has it. */
  readonly says: string;
}

const notPlain =
  '(?<![\\s\\S])(?:\\x1f[^\\r\\n]\\x08|PK\\x03\\x04|SQLite format 3\\x00|%PDF-|\\x7fELF)|(?:[ -~]\\x00){3}|(?:\\x00[ -~]){3}';
const inWords = '[\\x1b\\x9b\\x08]|\\w[\\xad\\u200b-\\u200d\\u2060\\ufeff]+\\w';
const atStarts = '^[\\x00\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]';
const traces =
  '^(?:[ \\t]+at [^\\r\\n]*[:(]|Caused by: |[ \\t]+\\.\\.\\. \\d+ more|Traceback \\(most recent call last\\)|[ \\t]+File "[^"\\r\\n]*", line \\d|goroutine \\d+ \\[|stack backtrace:|[ \\t]+from [^\\r\\n]*:\\d+:in )';

/** What would make the answer to this question wrong, if this text had it. */
export function obstaclesTo(task: Task, { shape }: Look): readonly Obstacle[] {
  const where = 'where' in task ? task.where : null;
  const isOfFields = readsFields(task);
  const isOfLevels = Boolean(where?.levels) && levelField(shape) === null;
  const hasTimes = shape.parts.some(({ name }) => name === 'time');
  const found: Obstacle[] = [
    {
      name: 'not plain text',
      source: notPlain,
      says: 'It is packed or made for a program, or a part of it is in another encoding, with two bytes a letter: nothing would be found there.',
    },
  ];
  if (/[^\0-\x7f]/.test(where?.sought?.text ?? '')) {
    found.push({
      name: 'unreadable characters',
      source: '\\ufffd',
      says: 'Some of its characters could not be read, in which what is looked for may stand.',
    });
  }
  if (where !== null || isOfFields || (task.form === 'total' && task.unit === 'word')) {
    found.push({
      name: 'hidden characters',
      source: isOfFields ? `${inWords}|${atStarts}` : inWords,
      says: 'Its lines hold control codes, of colours for instance, or characters that nobody sees, which can stand before and inside words and levels.',
    });
  }
  if (isOfFields && (shape.table !== null || isTableHeader(shape.sample))) {
    found.push({
      name: 'open quotes',
      source: '^[^"\\r\\n]*(?:"[^"\\r\\n]*"[^"\\r\\n]*)*"[^"\\r\\n]*(?![^\\r\\n])',
      says: 'Some of its quoted cells go over several lines, so that a row is not a line.',
    });
  }
  if (isOfLevels || (task.form === 'total' && task.unit === 'entry' && !hasTimes)) {
    found.push({
      name: 'stack traces',
      source: traces,
      says: 'Stack traces stand between its lines, and the demo can not tell which lines are entries of which level.',
    });
  }
  return found;
}

/** What the sample itself shows to be in the way; null: nothing. */
export function obstacleInSight(task: Task, { shape }: Look): string | null {
  return readsFields(task) && /^\ufeff?sep=.$/.test(shape.sample[0]?.text ?? '')
    ? 'Its first line says how its columns are separated, which the demo does not follow.'
    : null;
}

/** Whether the answer hangs on what stands where in a line, not only on what stands somewhere. */
function readsFields(task: Task): boolean {
  switch (task.form) {
    case 'total':
      return task.unit === 'entry';
    case 'outline':
      return false;
    case 'frequent':
      return task.noun !== 'word';
    default:
      return (
        (task.form === 'which' && task.noun !== 'file') ||
        task.where.levels !== null ||
        task.where.date !== null
      );
  }
}
