import { confusableDates, datePattern, isConfusable } from './dates.ts';
import { type Field, fieldIs, levels, lineHas } from './field.ts';
import { findField, levelField, type Shape } from './shape.ts';
import type { Where } from './task.ts';
import { describeSought, occurrencePattern, ruleOf } from './words.ts';

/** A condition under the name that it has as a variable in a cell. */
export interface Condition {
  readonly name: string;
  readonly source: string;
  /** What must stand somewhere in the line, where that is all the condition says. */
  readonly occurrence: string | null;
}

/** The condition that something stands in the line. */
export function hasOccurrence(name: string, occurrence: string): Condition {
  return { name, source: lineHas(occurrence), occurrence };
}

/** The conditions of a question as they apply to one text. */
export interface Conditions {
  /** Each a look-ahead at a line's start, flags `iu`; a date comes first. */
  readonly patterns: readonly Condition[];
  /** `of level ERROR`, `that contain "timeout"`: continues "lines ...". */
  readonly says: string;
  /** How the conditions are meant, to check the figures by; whole sentences. */
  readonly rules: readonly string[];
  /** The word or text that excerpts are read for. */
  readonly topic: string;
  /** The text writes dates such as 03/04/2026, of which the asked one can't be told. */
  readonly doubtful: boolean;
}

export function conditionsOn(where: Where, shape: Shape): Conditions {
  const patterns: Condition[] = [];
  const says: string[] = [];
  const rules: string[] = [];
  let topic = where.date?.text ?? '';
  if (where.date !== null) {
    const time = findField(shape, 'time');
    const date = datePattern(where.date, time === null ? null : shape.dates);
    patterns.push({
      name: 'onDate',
      source:
        time === null || time.anywhere
          ? lineHas(date)
          : `(?=${time.before}${shape.csv === null ? '' : '"?'}(?:${date}))`,
      occurrence: time === null || time.anywhere ? date : null,
    });
    rules.push(
      time === null
        ? `A line counts for ${where.date.text} if that date stands anywhere in it.`
        : `The date is the one at the line's time, not one in its message.`,
    );
  }
  if (where.levels !== null) {
    const field = levelField(shape);
    const word = where.levelWord ?? '';
    if (field !== null) {
      topic = (where.levels[0] ?? '').toUpperCase();
      const spelled = where.levels.flatMap((level) => levels[level]);
      patterns.push({
        name: 'ofLevel',
        source: fieldIs(closed(field), spelled),
        occurrence: null,
      });
      says.push(`of level ${orList(where.levels.map((level) => level.toUpperCase()))}`);
    } else {
      topic = word;
      const sought = { text: word, quoted: false, noun: true };
      patterns.push(hasOccurrence('hasWord', occurrencePattern(sought)));
      says.push(`that contain ${describeSought(sought)}`);
      rules.push(`The lines have no recognisable level, so the word counts (${ruleOf(sought)}).`);
    }
  }
  if (where.sought !== null) {
    topic = where.sought.text;
    patterns.push(hasOccurrence('hasText', occurrencePattern(where.sought)));
    says.push(`that contain ${describeSought(where.sought)}`);
    rules.push(`The text is looked for ${ruleOf(where.sought)}.`);
  }
  if (where.date !== null) {
    const time = findField(shape, 'time');
    says.push(`${time === null ? 'with the date' : 'on'} ${where.date.text}`);
  }
  return { patterns, says: says.join(' '), rules, topic, doubtful: isDoubtful(where, shape) };
}

function isDoubtful({ date }: Where, shape: Shape): boolean {
  if (date === null || !isConfusable(date)) return false;
  const time = findField(shape, 'time');
  const pattern = new RegExp(`^${time?.before ?? '.*?'}${confusableDates}`, 'imu');
  return shape.sample.some(({ text }) => pattern.test(`\n${text}`));
}

function orList(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** A level must end where its word ends: `ERR` is not the start of `ERRATIC`. */
function closed(field: Field): Field {
  return { ...field, after: `(?![\\w])${field.after}` };
}
