import type { DateForm } from './dates.ts';

const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const weekday = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';

/** A writing of points in time. */
export interface TimeForm {
  readonly dates: DateForm;
  /** Source, flags `iu`. */
  readonly source: string;
  /** The text of a function that makes such a text sortable; null where the text lacks what that needs. */
  readonly sortKey: string | null;
}

/** Digits in the order year, month, day, clock. */
const byDigits = "(time) => time.replaceAll('/', '-').replace(/[T ]+/, ' ').replace(',', '.')";
/** Year, month's name, day, clock, wherever they stand. */
const byMonthName = `(time) => {
  const names = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
  const month = names.findIndex((name) => new RegExp('(?<![a-z])' + name, 'i').test(time));
  const year = time.match(/\\d{4}/)[0];
  const day = time.match(/(?<![\\d:])\\d{1,2}(?![\\d:])/)[0];
  const clock = (time.match(/(?<=[: ])\\d{2}:\\d{2}(?::\\d{2})?(?!\\d)/) ?? [''])[0];
  return [year, String(month + 11), day.padStart(2, '0'), clock].join(' ');
}`;
const byDots =
  "(time) => time.replace(/^(\\d+)\\.(\\d+)\\.(\\d+)/, (_, d, m, y) => [y, m.padStart(2, '0'), d.padStart(2, '0')].join('-'))";

const clock = '\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?';
const zone = '(?:Z| ?[+-]\\d{2}:?\\d{2})?';

/** The writings of time that the demo reads, the most specific first. */
export const timeForms: readonly TimeForm[] = [
  { dates: 'numbers', source: `\\d{4}-\\d{2}-\\d{2}[T ]${clock}${zone}`, sortKey: byDigits },
  { dates: 'numbers', source: `\\d{4}/\\d{2}/\\d{2}[T ]${clock}`, sortKey: byDigits },
  {
    dates: 'dayMonth',
    source: `\\d{1,2}/${month}/\\d{4}:\\d{2}:\\d{2}:\\d{2}(?: [+-]\\d{4})?`,
    sortKey: byMonthName,
  },
  {
    dates: 'dayMonth',
    source: `${weekday},? +\\d{1,2} ${month} \\d{4}(?: +${clock}(?: [+-]\\d{4}| [A-Z]{3})?)?`,
    sortKey: byMonthName,
  },
  {
    dates: 'monthDay',
    source: `${weekday} ${month} [ \\d]\\d ${clock} \\d{4}`,
    sortKey: byMonthName,
  },
  { dates: 'monthDay', source: `${month} [ \\d]\\d ${clock}`, sortKey: null },
  { dates: 'dots', source: `\\d{1,2}\\.\\d{1,2}\\.\\d{4}(?:,? ${clock})?`, sortKey: byDots },
  {
    dates: 'slashes',
    source: '\\d{1,2}/\\d{1,2}/\\d{2,4}(?:,? \\d{1,2}:\\d{2}(?::\\d{2})?(?: ?[AP]M)?)?',
    sortKey: null,
  },
  { dates: 'numbers', source: '\\d{4}-\\d{2}-\\d{2}(?!\\d)', sortKey: byDigits },
  { dates: 'dayMonth', source: `\\d{1,2} ${month}[a-z]* \\d{4}`, sortKey: byMonthName },
  { dates: 'monthDay', source: `${month}[a-z]*\\.? \\d{1,2},? \\d{4}`, sortKey: byMonthName },
];

/** Source for any of them. */
export const anyTime = `(?:${timeForms.map((form) => form.source).join('|')})`;

/** The first point in time that a text names, and in which writing; null for none. */
export function findTime(
  text: string,
): { readonly text: string; readonly form: TimeForm; readonly index: number } | null {
  const found = timeForms.flatMap((form) => {
    const match = new RegExp(`(?<![\\w.])${form.source}`, 'iu').exec(text);
    return match === null ? [] : [{ text: match[0], form, index: match.index }];
  });
  const earliest = Math.min(...found.map(({ index }) => index));
  return found.find(({ index }) => index === earliest) ?? null;
}
