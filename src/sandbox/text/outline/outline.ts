import { grouped, type TextItem } from '../textItem.ts';
import type { WindowSizes } from '../windows.ts';
import { findColumns, readTable } from './csvColumns.ts';
import { findDefinitions, shareOfCode } from './definitions.ts';
import { findHeadings } from './headings.ts';
import { findHtmlHeadings, isHtml } from './htmlHeadings.ts';
import { findKeys, isJson } from './jsonKeys.ts';
import { findRecords, findYamlKeys, isYaml, recordKey } from './keyLines.ts';
import { LineReader, sampleLines } from './lineReader.ts';
import { findDays, shareOfStamped } from './logDays.ts';
import { findMails, isMail } from './mailFolder.ts';
import { Rows } from './rows.ts';

/** Lines of a whole outline. */
const mostLines = 200;
/** Characters of one of them. */
const rowChars = 160;
const pathChars = 400;
/** Of lines that are not blank. */
const logShare = 0.5;
const codeShare = 0.3;

/**
 * What texts are built of, by fixed rules, a line for each part with its line number. With `paths` each
 * text's path comes first, with its number of lines.
 */
export function outlineItems(
  items: readonly TextItem[],
  paths: boolean,
  sizes: WindowSizes,
): string {
  if (!paths) {
    const [only] = items;
    return only === undefined ? noParts(0) : outlineOne(only, sizes);
  }
  const told = items.slice(0, items.length > mostLines ? mostLines - 1 : mostLines);
  const found = told.map((item) => findParts(item, sizes));
  const shares = shareOut(
    found.map(({ count }) => (count === 1 ? 0 : count)),
    mostLines - told.length - (told.length < items.length ? 1 : 0),
  );
  const lines = told.flatMap((item, index) => {
    const rows = found[index] ?? new Rows();
    const share = shares[index] ?? 0;
    return share < 2 ? [oneLine(item, rows)] : [headOf(item), ...shown(rows, share)];
  });
  const more = items.length - told.length;
  if (more > 0) lines.push(`... and ${grouped(more)} more paths (${grouped(items.length)} in all)`);
  return lines.join('\n');
}

function outlineOne(item: TextItem, sizes: WindowSizes): string {
  const rows = findParts(item, sizes);
  return rows.count === 0 ? noParts(item.lines.count) : shown(rows, mostLines).join('\n');
}

function noParts(lines: number): string {
  return `No headings, functions, keys, columns or dates that would divide this text were found in ${grouped(lines)} ${lines === 1 ? 'line' : 'lines'}.`;
}

/** What kind of text it is decides what its parts are. */
function findParts(item: TextItem, sizes: WindowSizes): Rows {
  const rows = new Rows();
  const reader = new LineReader(item);
  const sample = sampleLines(reader);
  if (isMail(sample)) findMails(reader, rows);
  else if (shareOfStamped(sample) >= logShare) findDays(reader, rows);
  else if (isJson(sample)) findKeys(item, rows);
  else if (isHtml(sample)) findHtmlHeadings(item, sizes, rows);
  else if (sample[0]?.startsWith('#!') || shareOfCode(sample) >= codeShare)
    findDefinitions(reader, rows);
  if (rows.count > 0) return rows;
  const table = readTable(item);
  const key = recordKey(sample);
  if (table !== null) findColumns(item, reader, table, rows);
  else if (key !== null) findRecords(reader, key, rows);
  else if (isYaml(sample)) findYamlKeys(reader, rows);
  else findHeadings(reader, sample, rows);
  return rows;
}

function shown(rows: Rows, most: number): readonly string[] {
  return rows
    .pick(most)
    .map(({ line, text }) => (line === null ? text : cut(`L${line + 1}: ${text}`, rowChars)));
}

function headOf({ path, lines }: TextItem): string {
  return `${cut(path, pathChars)} (${grouped(lines.count)} ${lines.count === 1 ? 'line' : 'lines'})`;
}

/** The path with what says most of it. */
function oneLine(item: TextItem, rows: Rows): string {
  const { first } = rows;
  if (first === null) return headOf(item);
  const more = rows.count > 1 ? `, ${grouped(rows.count)} parts` : '';
  return `${headOf(item)}${more}: ${cut(`L${first.line + 1}: ${first.text}`, rowChars)}`;
}

/** Shares a number of lines out: who wants less than an even share leaves the rest to the others. */
function shareOut(wanted: readonly number[], most: number): readonly number[] {
  const shares = wanted.map(() => 0);
  const order = wanted
    .map((_, index) => index)
    .sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  let left = most;
  order.forEach((index, done) => {
    const even = Math.floor(left / (order.length - done));
    const share = Math.min(wanted[index] ?? 0, even);
    shares[index] = share;
    left -= share;
  });
  return shares;
}

function cut(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars)}…`;
}
