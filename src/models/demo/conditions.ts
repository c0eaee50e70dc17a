import type { Pattern } from './cells.ts';
import { confusable, findTime, isConfusable } from './dates.ts';
import {
  type Field,
  findField,
  type LineParts,
  levelField,
  linePattern,
  type Shape,
} from './shape.ts';
import type { Where } from './task.ts';
import { nameOf, occurrenceOf, ruleOf } from './words.ts';

/** The conditions of a question as they apply to one text. */
export interface Conditions {
  /** Matches each of the lines once; with the value of a field, where one is given, as its group. */
  pattern(field?: Field | null, more?: Pick<LineParts, 'isOptional' | 'value'>): Pattern;
  /** `of level ERROR`, `that contain "timeout"`: continues "lines ...". */
  readonly says: string;
  /** How the conditions are meant, to check the figures by; whole sentences. */
  readonly rules: string;
  /** The text writes dates such as 03/04/2026, of which the asked one can't be told. */
  readonly doubtful: boolean;
}

export function conditionsOn(where: Where, shape: Shape): Conditions {
  const { date, sought } = where;
  const levels = where.levels !== null && levelField(shape) !== null ? where.levels : null;
  const time = date === null ? null : findField(shape, 'time');
  const has: string[] = [];
  const says: string[] = [];
  const rules: string[] = [];
  if (date !== null) {
    rules.push(
      time === null
        ? `A line counts for ${date.text} if that date stands anywhere in it.`
        : `The date is the one at the line's time, not one in its message.`,
    );
  }
  if (levels !== null) says.push(`of level ${orList(levels.map((level) => level.toUpperCase()))}`);
  else if (where.levels !== null) {
    const word = { text: where.levelWord ?? '', quoted: false, noun: true };
    has.push(occurrenceOf(word));
    says.push(`that contain ${nameOf(word)}`);
    rules.push(`The lines have no recognisable level, so the word counts (${ruleOf(word)}).`);
  }
  if (sought !== null) {
    has.push(occurrenceOf(sought));
    says.push(`that contain ${nameOf(sought)}`);
    rules.push(`The text is looked for ${ruleOf(sought)}.`);
  }
  if (date !== null) says.push(`${time === null ? 'with the date' : 'on'} ${date.text}`);
  return {
    pattern: (field = null, more = {}) => ({
      source: linePattern(shape, { date, levels, has, field, ...more }),
    }),
    says: says.join(' '),
    rules: rules.join(' '),
    doubtful:
      date !== null &&
      isConfusable(date) &&
      shape.sample.some(({ text }) => isDoubtful(text, time)),
  };
}

/** Where lines have a time, a date in their message confuses nobody. */
function isDoubtful(text: string, time: Field | null): boolean {
  return confusable.test(time?.kind === 'part' ? (findTime(text)?.text ?? '') : text);
}

function orList(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
