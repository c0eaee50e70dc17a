import type { Place } from './cells.ts';
import { type AskedDate, anywhere, findTime, type TimeForm, timeSource } from './dates.ts';
import {
  allLevels,
  formOf,
  type KeyedField,
  keyedForms,
  type Level,
  levelSource,
  namesOf,
} from './fields.ts';
import { layouts, type Part } from './layouts.ts';
import { readHeader, type TableHeader, tableParts } from './table.ts';
import { escapePattern, restOfLine, wideWords } from './words.ts';

/** How the lines of a text are built, learnt from a sample. */
export interface Shape {
  /** What the answer calls it: "log lines: time, level, service". */
  readonly says: string;
  /** What a line consists of from its start on; empty when unknown. */
  readonly parts: readonly Part[];
  readonly table: TableHeader | null;
  /** How the times at the lines' starts are written; empty when unknown. */
  readonly times: readonly TimeForm[];
  readonly sample: readonly Place[];
}

/** Where a value stands in a line. */
export type Field =
  | { readonly kind: 'part'; readonly name: string; readonly index: number }
  | ({ readonly kind: 'key'; readonly name: string } & KeyedField)
  /** Known by its own form, wherever and however often it stands. */
  | { readonly kind: 'form'; readonly name: string; readonly source: string }
  /** All that is left of the line. */
  | { readonly kind: 'rest'; readonly name: string };

/** Which lines are meant, by what stands where in them. */
export interface LineParts {
  readonly date: AskedDate | null;
  readonly levels: readonly Level[] | null;
  /** Source of what stands somewhere in the line. */
  readonly has: readonly string[];
  /** A field whose value is captured. */
  readonly field: Field | null;
  /** A line may lack the field. */
  readonly isOptional?: boolean;
  /** The field's value, where only one counts. */
  readonly value?: string;
}

/** Share of the sample's lines that a layout must fit. */
const enough = 0.5;

export function learnShape(lines: readonly Place[]): Shape {
  const sample = lines.filter(({ text }) => text.trim() !== '');
  const none = { parts: [], table: null, times: [], sample };
  const table = readHeader(sample);
  if (table !== null) {
    const says = `a table with the columns ${table.columns.join(', ')}`;
    return { ...none, says, parts: tableParts(table), table };
  }
  for (const layout of layouts) {
    const sources = layout.map(({ source }, index) => `(?<p${index}>${source})`);
    const pattern = new RegExp(`^${wideWords(sources.join(''))}`, 'iu');
    const found = sample.flatMap(({ text }) => {
      const groups = pattern.exec(text)?.groups;
      return groups === undefined ? [] : [groups];
    });
    if (found.length < 2 || found.length < sample.length * enough) continue;
    const seen = layout.map((_, index) => [...new Set(found.map((of) => of[`p${index}`] ?? ''))]);
    // Else it may be the first word of the message.
    const most = Math.max(3, found.length / 2);
    if (layout.some(({ name }, at) => name === 'service' && (seen[at]?.length ?? 0) > most))
      continue;
    const at = layout.findIndex(({ name }) => name === 'time');
    const times = [...new Set((seen[at] ?? []).flatMap((time) => findTime(time)?.form ?? []))];
    const names = layout.map(({ name }) => name).filter((name) => name !== '');
    const parts = layout.map((part, index) => narrowed(part, seen[index] ?? [], times));
    return { ...none, says: `log lines: ${names.join(', ')}`, parts, times };
  }
  return { ...none, says: 'lines of no known form' };
}

/** The part with no more choice than the sample needs: easier to read, and faster. */
function narrowed(part: Part, seen: readonly string[], times: readonly TimeForm[]): Part {
  if (part.name === 'time') return { ...part, source: timeSource(times) };
  if (part.name !== '' || part.source.includes('(?')) return part;
  if (seen.every((text) => text === '')) return { ...part, source: '' };
  return seen.every((text) => /^ +$/.test(text)) ? { ...part, source: ' +' } : part;
}

/** The field that a noun of the question means in this text; null when there is no sound one. */
export function findField({ parts, table, sample }: Shape, noun: string): Field | null {
  const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');
  const names = namesOf(noun);
  for (const name of names) {
    const wanted = table === null ? [name] : [plain(name), `${plain(name)}s`];
    const index = parts.findIndex((part) => {
      return part.name !== '' && wanted.includes(table === null ? part.name : plain(part.name));
    });
    if (index !== -1) return { kind: 'part', name: parts[index]?.name ?? name, index };
  }
  const most = Math.max(2, sample.length / 3);
  for (const name of names) {
    for (const form of keyedForms(name)) {
      const pattern = new RegExp(wideWords(form.before + form.value + form.after), 'iu');
      if (sample.filter(({ text }) => pattern.test(text)).length >= most) {
        return { kind: 'key', name, ...form };
      }
    }
  }
  const source = formOf(noun);
  return source === null ? null : { kind: 'form', name: noun, source };
}

/** The field of the lines' levels, where some of the sample have one that is known. */
export function levelField(shape: Shape): Field | null {
  const field = findField(shape, 'level');
  const where = { date: null, levels: allLevels, has: [], field: null };
  return field !== null && shape.sample.some((place) => isSuchLine(place, shape, where))
    ? field
    : null;
}

function isSuchLine({ text }: Place, shape: Shape, where: LineParts): boolean {
  // It follows another one: no header of a table.
  return new RegExp(wideWords(linePattern(shape, where)), 'imu').test(`\n${text}`);
}

/** Source that matches each such line once, from its start on; a captured value is its first group. */
export function linePattern(shape: Shape, where: LineParts): string {
  const { date, levels, has, field } = where;
  const ahead = has.map((source) => `(?=${restOfLine}?${source})`);
  const wanted = new Map<number, string>();
  const time = date === null ? null : findField(shape, 'time');
  if (date !== null) {
    const source = shape.times.length === 0 ? anywhere(date) : timeSource(shape.times, date);
    const rest = shape.table === null ? '' : '[^"\\r\\n,;]*';
    if (time?.kind === 'part') wanted.set(time.index, source + rest);
    else ahead.push(`(?=${restOfLine}?${time?.kind === 'key' ? time.before : ''}${source})`);
  }
  const level = levels === null ? null : findField(shape, 'level');
  if (levels !== null && level !== null) {
    const source = levelSource(levels);
    if (level.kind === 'part') wanted.set(level.index, source);
    else if (level.kind === 'key') {
      ahead.push(`(?=${restOfLine}?${level.before}${source}${level.after})`);
    }
  }
  const [only] = has;
  if (wanted.size === 0 && field === null && ahead.length === 1 && only !== undefined) {
    // From the first occurrence to the line's end: once a line as well, and several times faster.
    return only + restOfLine;
  }
  const isOpen = where.isOptional === true && wanted.size === 0;
  const at = field?.kind === 'part' ? field.index : -1;
  const value = where.value === undefined ? null : escapePattern(where.value);
  const last = Math.max(at, ...wanted.keys());
  // With what follows the last one, where its word ends.
  const used = shape.parts.slice(0, last === -1 ? 0 : last + 2).map((part, index) => {
    if (index !== at && !wanted.has(index)) return part.source;
    const inner = wanted.get(index) ?? part.inner ?? part.source;
    const own = index === at ? `(${value ?? inner})` : inner;
    return part.inner === undefined ? own : `"?${own}"?`;
  });
  if (field?.kind === 'key')
    used.push(`${restOfLine}?${field.before}(${value ?? field.value})${field.after}`);
  if (field?.kind === 'rest') used.push('([^\\r\\n]{1,1000})');
  const parts = folded(used);
  if (isOpen || parts === '') {
    return `^${ahead.join('')}${parts === '' ? '' : `(?:${parts})?`}${restOfLine}`;
  }
  // The header of a table has no line before it.
  const isOfTable = shape.table !== null && last !== -1;
  return `${isOfTable ? '(?<=[\\r\\n])' : '^'}${ahead.join('')}${parts}`;
}

/** Parts that repeat, such as the cells of a table that are passed over, as one with a number. */
function folded(sources: readonly string[]): string {
  let text = '';
  for (let at = 0; at < sources.length; ) {
    const pair = (sources[at] ?? '') + (sources[at + 1] ?? '');
    let next = at;
    while (
      next + 1 < sources.length &&
      (sources[next] ?? '') + (sources[next + 1] ?? '') === pair
    ) {
      next += 2;
    }
    const times = (next - at) / 2;
    if (times > 1) text += `(?:${pair}){${times}}`;
    else text += sources[at] ?? '';
    at = times > 1 ? next : at + 1;
  }
  return text;
}

/** The message of a line: a field of its own, else what follows its other parts. */
export function messageField(shape: Shape): Field {
  for (const name of ['message', 'msg', 'text', 'event', 'error']) {
    const field = findField(shape, name);
    if (field !== null) return field;
  }
  return { kind: 'rest', name: 'message' };
}
