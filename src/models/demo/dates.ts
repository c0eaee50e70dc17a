/** A day or a month that the question restricts itself to. */
export interface AskedDate {
  readonly year: number | null;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31; null: the whole month. */
  readonly day: number | null;
  /** As the question wrote it. */
  readonly text: string;
}

/** A writing of points in time. */
export interface TimeForm {
  /** Source of its date, of any date where none is asked. */
  readonly date: (asked: AskedDate | null) => string;
  /** Source of what may follow the date. */
  readonly clock: string;
  /** Such texts sort by themselves. */
  readonly sorts: boolean;
}

const names =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const anyMonth = `(?:${names.map((name) => name.slice(0, 3)).join('|')})[a-z]*\\.?`;
const weekday = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +)?';
const clock = '\\d\\d?:\\d\\d[\\d:.,]*';
/** Matches nothing. */
const impossible = '(?!)';
const two = (value: number): string => String(value).padStart(2, '0');

/** A date's source with its parts for `{year}`, `{month}` and so on; those not asked for stay open. */
function dateSource(template: string, asked: AskedDate | null): string {
  const { year = null, month = null, day = null } = asked ?? {};
  const name = month === null ? '' : (names[month - 1] ?? '');
  const other = `(?!${year})\\d{4}(?![\\d:])`;
  const parts: Readonly<Record<string, string>> = {
    year: year === null ? '\\d{4}' : String(year),
    month: month === null ? '\\d\\d' : two(month),
    name: name === '' ? anyMonth : `${name.slice(0, 3)}(?:${name.slice(3)}|\\.|)(?![a-z])`,
    day: day === null ? '\\d\\d' : two(day),
    /** Also with a blank instead of the zero, or nothing. */
    looseDay: day === null ? '[ \\d]?\\d' : day < 10 ? `[ 0]?${day}` : String(day),
    /** Where the year stands apart, or not at all: no other year than the asked one. */
    noOtherYear: year === null ? '' : `(?![-/ ,]+${other})`,
  };
  return template.replace(/\{([a-z]\w+)\}/gi, (_, part: string) => parts[part] ?? '');
}

function form(template: string, rest: string, sorts = false): TimeForm {
  return { date: (asked) => dateSource(template, asked), clock: rest, sorts };
}

const timeForms: readonly TimeForm[] = [
  ...['{year}-{month}-{day}', '{year}/{month}/{day}'].flatMap((date) => [
    form(date, '[T ][\\d:.,]+ [+-]\\d{4}', true),
    form(date, '[T ]?[\\d:.,Z+-]*', true),
  ]),
  form(
    `${weekday}(?<!\\d){looseDay}[-/ ]{name}{noOtherYear}`,
    `(?:[-/ ,]+\\d{4}(?:[: ]+${clock}(?: [+-]\\d{4})?)?)?`,
  ),
  form(
    `${weekday}{name} +{looseDay}(?!\\d){noOtherYear}`,
    `(?:,? +\\d{4}(?![\\d:])|,? +${clock}(?: \\d{4})?)?`,
  ),
  form('(?<!\\d){day}\\.{month}\\.(?:{year})?', `(?:,? +${clock})?`),
  { date: withSlashes, clock: `(?:,? +${clock}(?: ?[AP]M)?)?`, sorts: false },
];

/** Day and month can be told apart only where one of them is no month. */
function withSlashes(asked: AskedDate | null): string {
  if (asked === null) return '\\d{1,2}/\\d{1,2}/\\d{2,4}';
  if (isConfusable(asked)) return impossible;
  const [day, month] = [asked.day, `0?${asked.month}`];
  const year = asked.year === null ? '\\d{2,4}' : `(?:${asked.year}|${two(asked.year % 100)})`;
  return `(?<!\\d)(?:${day}/${month}|${month}/${day})/${year}(?!\\d)`;
}

/** Source of any point in time. */
export const anyTime = timeSource(timeForms);

/** Source of the points in time of some writings. */
export function timeSource(forms: readonly TimeForm[], asked: AskedDate | null = null): string {
  return oneOf(forms.map((form) => [form.date(asked), form.clock]));
}

/** Source of the date in every common writing. */
export function anywhere(asked: AskedDate): string {
  return oneOf(timeForms.map((form) => [form.date(asked), '']));
}

function oneOf(sources: readonly (readonly [date: string, rest: string])[]): string {
  const possible = sources.filter(([date]) => date !== impossible).map((parts) => parts.join(''));
  const [only = impossible, ...others] = new Set(possible);
  return others.length === 0 ? only : `(?:${[only, ...others].join('|')})`;
}

/** A date in numbers whose day and month can be confused, as 03/04/2026, in a text. */
export const confusable = /(?<!\d)(?:0?\d|1[0-2])\/(?:0?\d|1[0-2])\/(?:\d{4}|\d{2})(?!\d)/;

/** True when the asked date can't be told from its mirror image in such writings. */
export function isConfusable({ day }: AskedDate): boolean {
  return day === null || day <= 12;
}

/** The first point in time that a text names, and in which writing; null for none. */
export function findTime(text: string): { readonly text: string; readonly form: TimeForm } | null {
  let first: { text: string; form: TimeForm; index: number } | null = null;
  for (const form of timeForms) {
    const match = new RegExp(`(?<![\\w.])${timeSource([form])}`, 'i').exec(text);
    if (match !== null && (first === null || match.index < first.index)) {
      first = { text: match[0].replace(/[ .,:]+$/, ''), form, index: match.index };
    }
  }
  return first;
}

const month = `(?<month>${names.map((name) => `${name}|${name.slice(0, 3)}\\.?`).join('|')}|Sept\\.?)`;
const day = '(?<day>\\d{1,2})(?:st|nd|rd|th)?';
const year = '(?<year>\\d{4})';
/** Ways a question writes a date, the most specific first. */
const writings = [
  `${year}-(?<number>\\d{2})-(?<day>\\d{2})`,
  `(?:the )?${day} (?:of )?${month}(?:,? ${year})?`,
  `${month} (?:the )?${day}(?:,? ${year})?`,
  `(?<day>\\d{1,2})\\.(?<number>\\d{1,2})\\.${year}`,
  `${month}(?: ${year})?`,
].map(
  (source) => new RegExp(`,?\\s*\\b(?:on|in|during|for|of|from)\\s+(${source})(?![\\w-])`, 'i'),
);

/** Takes the date out of a question; null when it has none. */
export function takeDate(question: string): { date: AskedDate; rest: string } | null {
  for (const writing of writings) {
    const match = writing.exec(question);
    const groups = match?.groups;
    if (match === null || groups === undefined) continue;
    const short = (groups.month ?? '').slice(0, 3).toLowerCase();
    const named = names.findIndex((name) => name.slice(0, 3).toLowerCase() === short);
    const number = groups.number === undefined ? named + 1 : Number(groups.number);
    const dayNumber = groups.day === undefined ? null : Number(groups.day);
    const isDay = dayNumber === null || (dayNumber >= 1 && dayNumber <= 31);
    if (number < 1 || number > 12 || !isDay) continue;
    const date = {
      year: groups.year === undefined ? null : Number(groups.year),
      month: number,
      day: dayNumber,
      text: (match[1] ?? '').replace(/^the /i, ''),
    };
    const rest = question.slice(0, match.index) + question.slice(match.index + match[0].length);
    return { date, rest: rest.trim() };
  }
  return null;
}
