import { type CsvShape, csvField, readCsvHeader } from './csv.ts';
import type { DateForm } from './dates.ts';
import { anyLevel, type Field, fieldByForm, fieldPattern, namesOf } from './field.ts';
import { layouts } from './layouts.ts';
import type { Place } from './step.ts';
import { anyTime, findTime } from './times.ts';
import { escapePattern, restOfLine } from './words.ts';

/** How the lines of a text are built, learnt from a sample. */
export interface Shape {
  /** What the answer calls it: "lines of the form time, level, service". */
  readonly says: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly csv: CsvShape | null;
  readonly sample: readonly Place[];
  /** How dates are written in the lines' times; null when unknown. */
  readonly dates: ReadonlySet<DateForm> | null;
}

/** Share of the sample's lines that a layout must fit. */
const enough = 0.5;

export function learnShape(sample: readonly Place[], sampleWidth: number): Shape {
  const seen = sample.filter(({ text }) => text.trim() !== '');
  const csv = readCsvHeader(seen, sampleWidth);
  if (csv !== null) {
    return {
      says: `a table with the columns ${csv.columns.join(', ')}`,
      fields: new Map(),
      csv,
      sample: seen,
      dates: null,
    };
  }
  for (const layout of layouts) {
    const matches = seen.flatMap(({ text }) => {
      const groups = layout.pattern.exec(text)?.groups;
      return groups === undefined ? [] : [groups];
    });
    if (matches.length < 2 || matches.length < seen.length * enough) continue;
    const named = layout.uncertain;
    if (named !== null) {
      const values = new Set(matches.map((groups) => groups[named]));
      if (values.size > Math.max(3, matches.length / 2)) continue;
    }
    const { fields, dates } = withTimesSeen(layout.fields, matches);
    return { says: `log lines: ${layout.says}`, fields, csv: null, sample: seen, dates };
  }
  return {
    says: 'lines of no known form',
    fields: new Map(),
    csv: null,
    sample: seen,
    dates: null,
  };
}

/** The fields with only those writings of time that the sample has: shorter and faster. */
function withTimesSeen(
  fields: ReadonlyMap<string, Field>,
  matches: readonly Readonly<Record<string, string>>[],
): { fields: ReadonlyMap<string, Field>; dates: ReadonlySet<DateForm> | null } {
  const forms = new Set(
    matches.flatMap(({ time }) => (time === undefined ? [] : (findTime(time)?.form ?? []))),
  );
  if (forms.size === 0) return { fields, dates: null };
  const sources = [...forms].map(({ source }) => source);
  const seen = sources.length === 1 ? (sources[0] ?? '') : `(?:${sources.join('|')})`;
  const narrowed = [...fields].map(([name, field]): [string, Field] => [
    name,
    {
      ...field,
      before: field.before.replaceAll(`(?:${anyTime})`, seen),
      value: field.value === anyTime ? seen : field.value,
    },
  ]);
  return { fields: new Map(narrowed), dates: new Set([...forms].map(({ dates }) => dates)) };
}

/** The field that a noun of the question means in this text; null when there is no sound one. */
export function findField(shape: Shape, noun: string): Field | null {
  const names = namesOf(noun);
  if (shape.csv !== null) {
    const field = csvField(shape.csv, names);
    if (field !== null) return field;
  }
  for (const name of names) {
    const field = shape.fields.get(name);
    if (field !== undefined) return field;
  }
  for (const name of names) {
    const field = keyedField(shape, name);
    if (field !== null) return field;
  }
  return fieldByForm(noun);
}

export function levelField(shape: Shape): Field | null {
  const field = findField(shape, 'level');
  if (field === null) return null;
  return shape.sample.some((line) => standsIn(line, { ...field, value: anyLevel })) ? field : null;
}

/** True when the line, which follows another one, has the field. */
export function standsIn({ text }: Place, field: Field): boolean {
  return new RegExp(fieldPattern(field), 'imu').test(`\n${text}`);
}

/** `name=value` or `"name": value` in at least a third of the lines. */
function keyedField(shape: Shape, name: string): Field | null {
  const key = escapePattern(name);
  const before = `${restOfLine}?`;
  const forms: readonly Omit<Field, 'name' | 'anywhere'>[] = [
    {
      before: `${before}(?<!\\\\)"${key}"[ \\t]*:[ \\t]*"`,
      value: '(?:[^"\\\\\\r\\n]|\\\\.)*',
      after: '"',
    },
    {
      before: `${before}(?<!\\\\)"${key}"[ \\t]*:[ \\t]*`,
      value: '(?:-?\\d[\\d.eE+-]*|true|false)',
      after: '(?=[ \\t,}\\]]|$)',
    },
    { before: `${before}(?<![\\w.-])${key}="`, value: '[^"\\r\\n]*', after: '"' },
    {
      before: `${before}(?<![\\w.-])${key}=`,
      // A quotation mark that is escaped belongs to a record around this one.
      value: '(?!\\\\")[^\\s",;\\]}]+',
      after: '(?![^\\s",;\\]}])',
    },
  ];
  const wanted = Math.max(2, shape.sample.length / 3);
  for (const form of forms) {
    const pattern = new RegExp(`^${form.before}(?:${form.value})${form.after}`, 'iu');
    const fitting = shape.sample.filter(({ text }) => pattern.test(text)).length;
    if (fitting >= wanted) return { name, ...form, anywhere: false };
  }
  return null;
}
