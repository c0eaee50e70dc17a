import type { LineReader } from './lineReader.ts';
import type { Rows } from './rows.ts';

const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
/** What may stand before the time: a level, a thread, an address (of a web server's log). */
const lead = String.raw`(?:\S{1,60}\s+){0,4}?[[(<"']{0,2}`;
const dates = [
  String.raw`(\d{4}[-/.]\d\d[-/.]\d\d)[T ,]+\d\d:\d\d`,
  String.raw`(\d\d?[-/. ](?:\d\d|${months})[-/. ]\d{4})[:T ,]+\d\d:\d\d`,
  String.raw`(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +)?((?:${months}) {1,2}\d{1,2}) +\d\d:\d\d`,
  String.raw`(\d{8})[T -]?\d\d:?\d\d:?\d\d`,
  String.raw`(\d{6})\s+\d\d:?\d\d:?\d\d`,
];
const stamped = new RegExp(`^${lead}(?:${dates.join('|')})`);
const timed = /^[[(]?\d\d:\d\d:\d\d\b/;
/** A title among drawn marks, of a line or of what stands behind its time. */
const banner = /(?:^|[\s\]:])([=*#~+-])\1{2,}\s*\S.*?|^[=*#~+-]{3,}\s*$/;
const marks: ReadonlySet<number> = new Set([...'=*#~+-'].map((mark) => mark.charCodeAt(0)));
const rule = /^\s*([=*#~+_-])\1{4,}\s*$/;

/** The share of these lines that begin with a time. */
export function shareOfStamped(sample: readonly string[]): number {
  const filled = sample.filter((line) => line.trim() !== '');
  const count = filled.filter((line) => stamped.test(line) || timed.test(line)).length;
  return filled.length === 0 ? 0 : count / filled.length;
}

/** Of a log: the first line of each day, and lines that are set apart as banners. */
export function findDays(reader: LineReader, rows: Rows): void {
  let day = '';
  /** How far behind the beginning of its line the day stood last. */
  let column = 0;
  reader.pass(({ line, at, indent, end }) => {
    const start = at - indent;
    const isSame = day !== '' && stands(reader, day, start + column, end);
    if (isSame && !isMarked(reader, at, end)) return;
    const text = reader.text(line);
    const match = isSame ? null : stamped.exec(text);
    const date = match?.slice(1).find((each) => each !== undefined);
    if (date !== undefined && date !== day) {
      day = date;
      column = text.indexOf(date);
      rows.add(line, 1, () => text.trim());
    } else if (isBanner(reader, line, text)) rows.add(line, 2, () => text.trim());
  });
}

function stands({ units }: LineReader, text: string, from: number, end: number): boolean {
  if (from + text.length > end) return false;
  for (let at = 0; at < text.length; at += 1)
    if (units[from + at] !== text.charCodeAt(at)) return false;
  return true;
}

/** The same mark stands there three times in a row. */
function isMarked({ units }: LineReader, from: number, end: number): boolean {
  for (let at = from + 2; at < end; at += 1) {
    const unit = units[at];
    if (unit === units[at - 1] && unit === units[at - 2] && marks.has(unit ?? 0)) return true;
  }
  return false;
}

function isBanner(reader: LineReader, line: number, text: string): boolean {
  if (rule.test(text)) return false;
  const isFramed = rule.test(reader.text(line - 1)) && rule.test(reader.text(line + 1));
  return isFramed || (banner.test(text) && /[\p{L}\d]/u.test(text));
}
