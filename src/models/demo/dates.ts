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
const two = (value: number): string => String(value).padStart(2, '0');

/** The parts of a date as sources, those that are not asked for open. */
function partsOf(asked: AskedDate | null) {
  const { year = null, month = null, day = null } = asked ?? {};
  const name = month === null ? '' : (names[month - 1] ?? '');
  return {
    year: year === null ? '\\d{4}' : String(year),
    month: month === null ? '\\d\\d' : two(month),
    name:
      month === null ? anyMonth : `${name.slice(0, 3)}(?:${name.slice(3) || '\\.'}|\\.)?(?![a-z])`,
    day: day === null ? '\\d\\d' : two(day),
    /** Also with a blank instead of the zero, or nothing. */
    looseDay: day === null ? '[ \\d]?\\d' : day < 10 ? `[ 0]?${day}` : String(day),
  };
}

/** After a date without a year: no other year than the asked one. */
function yearAfter(asked: AskedDate | null, gap: string): string {
  const year = asked?.year ?? null;
  return year === null ? '' : `(?!${gap}(?!${year})\\d{4}(?![\\d:]))`;
}

const timeForms: readonly TimeForm[] = [
  ...['-', '/'].map((gap) => ({
    date: (asked: AskedDate | null) => {
      const { year, month, day } = partsOf(asked);
      return [year, month, day].join(gap);
    },
    clock: '[T ]?[\\d:.,Z+-]*',
    sorts: true,
  })),
  {
    date: (asked) => {
      const { name, looseDay } = partsOf(asked);
      return `${weekday}(?<!\\d)${looseDay}[-/ ]${name}${yearAfter(asked, '[-/ ,]+')}`;
    },
    clock: `(?:[-/ ,]+\\d{4}(?:[: ]+${clock}(?: [+-]\\d{4})?)?)?`,
    sorts: false,
  },
  {
    date: (asked) => {
      const { name, looseDay } = partsOf(asked);
      return `${weekday}${name} +${looseDay}(?!\\d)${yearAfter(asked, ',? +')}`;
    },
    clock: `(?:,? +\\d{4}(?![\\d:])|,? +${clock}(?: \\d{4})?)?`,
    sorts: false,
  },
  {
    date: (asked) => {
      const { year, month, day } = partsOf(asked);
      return `(?<!\\d)${day}\\.${month}\\.(?:${year})?`;
    },
    clock: `(?:,? +${clock})?`,
    sorts: false,
  },
  {
    date: (asked) => {
      if (asked === null) return '\\d{1,2}/\\d{1,2}/\\d{2,4}';
      // Day and month can be told apart only where one of them is no month.
      if (asked.day === null || asked.day <= 12) return '(?!)';
      const [day, month] = [asked.day, `0?${asked.month}`];
      const year = asked.year === null ? '\\d{2,4}' : `(?:${asked.year}|${two(asked.year % 100)})`;
      return `(?<!\\d)(?:${day}/${month}|${month}/${day})/${year}(?!\\d)`;
    },
    clock: `(?:,? +${clock}(?: ?[AP]M)?)?`,
    sorts: false,
  },
];

/** Source of any point in time. */
export const anyTime = timeSource(timeForms);

/** Source of the points in time of some writings. */
export function timeSource(forms: readonly TimeForm[], asked: AskedDate | null = null): string {
  const sources = forms.map((form) => form.date(asked) + form.clock);
  const possible = sources.filter((source) => !source.startsWith('(?!)'));
  if (possible.length < 2) return possible[0] ?? '(?!)';
  return `(?:${possible.join('|')})`;
}

/** Source of the date in every common writing. */
export function anywhere(asked: AskedDate): string {
  const dates = timeForms.map((form) => form.date(asked)).filter((date) => date !== '(?!)');
  return `(?:${dates.join('|')})`;
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

const month = `(?<month>${anyMonth})`;
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
    const start = (groups.month ?? '').toLowerCase().replace('.', '');
    const named = names.findIndex((name) => {
      return (
        name.toLowerCase() === start ||
        start === name.slice(0, 3).toLowerCase() ||
        (start === 'sept' && name === 'September')
      );
    });
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
