import { escapePattern } from './words.ts';

/** How a date is written: 2026-03-14, 14 Mar 2026, Mar 14, 14.03.2026, 03/14/2026. */
export type DateForm = 'numbers' | 'dayMonth' | 'monthDay' | 'dots' | 'slashes';

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

const names = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const monthName = `(?<month>${names.map((name) => `${name}|${name.slice(0, 3)}\\.?`).join('|')}|Sept\\.?)`;
const day = '(?<day>\\d{1,2})(?:st|nd|rd|th)?';
const year = '(?<year>\\d{4})';

/** Ways a question writes a date, most specific first. */
const writings = [
  '(?<year>\\d{4})-(?<number>\\d{2})-(?<day>\\d{2})',
  `(?:the )?${day} (?:of )?${monthName}(?:,? ${year})?`,
  `${monthName} (?:the )?${day}(?:,? ${year})?`,
  '(?<day>\\d{1,2})\\.(?<number>\\d{1,2})\\.(?<year>\\d{4})',
  `${monthName}(?: ${year})?`,
].map((source) => new RegExp(`,?\\s*\\b(?:on|in|during|for|of|from)\\s+${source}(?![\\w-])`, 'i'));

/** Takes the date out of a question: `null` when it has none. */
export function takeDate(question: string): { date: AskedDate; rest: string } | null {
  for (const writing of writings) {
    const match = writing.exec(question);
    const groups = match?.groups;
    if (match === null || groups === undefined) continue;
    const month =
      groups.number === undefined ? monthNumber(groups.month ?? '') : Number(groups.number);
    const dayNumber = groups.day === undefined ? null : Number(groups.day);
    if (month < 1 || month > 12 || (dayNumber !== null && (dayNumber < 1 || dayNumber > 31)))
      continue;
    const text = match[0].replace(/^,?\s*\w+\s+(?:the )?/, '');
    return {
      date: {
        year: groups.year === undefined ? null : Number(groups.year),
        month,
        day: dayNumber,
        text,
      },
      rest: (question.slice(0, match.index) + question.slice(match.index + match[0].length)).trim(),
    };
  }
  return null;
}

/**
 * Source (flags `iu`) for the date in every common writing: 2026-03-14, 2026/03/14, 14/Mar/2026,
 * Mar 14, 14 March 2026, 14.03.2026. Numbers with slashes (03/04/2026) are in it only where day and
 * month can't be confused. `only`: in these writings alone.
 */
export function datePattern(date: AskedDate, only: ReadonlySet<DateForm> | null = null): string {
  const yearPart = date.year === null ? '\\d{4}' : String(date.year);
  const month = pad(date.month);
  const name = names[date.month - 1] ?? '';
  const short = `${name.slice(0, 3)}(?:${escapePattern(name.slice(3))}|\\.)?`;
  const dayPart = date.day === null ? '\\d{2}' : pad(date.day);
  const loose =
    date.day === null ? '[ 0-3]?\\d' : date.day < 10 ? `[ 0]?${date.day}` : String(date.day);
  const optionalYear = date.year === null ? '' : `(?!,? +(?!${yearPart})\\d{4}(?![\\d:]))`;
  const wanted = (form: DateForm): boolean => only === null || only.has(form);
  const forms: string[] = [];
  if (wanted('numbers')) forms.push(`${yearPart}[-/.]${month}[-/.]${dayPart}(?!\\d)`);
  if (wanted('dayMonth')) {
    forms.push(`(?<!\\d)${loose}[-/ ]${short}[-/ ,]+${yearPart}(?!\\d)`);
    if (date.year === null) forms.push(`(?<!\\d)${loose} ${short}(?![\\p{L}])`);
  }
  if (wanted('monthDay')) forms.push(`(?<![\\p{L}])${short} +${loose}(?!\\d)${optionalYear}`);
  if (wanted('dots')) forms.push(`(?<!\\d)${dayPart}\\.${month}\\.(?:${yearPart})?`);
  if (wanted('slashes') && date.day !== null && date.day > 12) {
    forms.push(
      `(?<!\\d)${dayPart}/0?${date.month}/(?:${yearPart}|\\d{2}(?!\\d))`,
      `(?<!\\d)0?${date.month}/${dayPart}/(?:${yearPart}|\\d{2}(?!\\d))`,
    );
  }
  // Nothing that such dates could match.
  if (forms.length === 0) return '(?!)';
  if (forms.length === 1) return forms[0] ?? '';
  return `(?:${forms.join('|')})`;
}

/** Source for dates in numbers whose day and month can be confused: 03/04/2026. */
export const confusableDates = '(?<!\\d)(?:0?\\d|1[0-2])/(?:0?\\d|1[0-2])/(?:\\d{4}|\\d{2})(?!\\d)';

/** True when {@link datePattern} can't tell the date from its mirror image in such writings. */
export function isConfusable(date: AskedDate): boolean {
  return date.day === null || date.day <= 12;
}

function monthNumber(word: string): number {
  const start = word.slice(0, 3).toLowerCase();
  return names.findIndex((name) => name.slice(0, 3).toLowerCase() === start) + 1;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
