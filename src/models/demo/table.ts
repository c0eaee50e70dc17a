import { type Place, sampleWidth } from './cells.ts';
import type { Part } from './layouts.ts';
import { escapePattern } from './words.ts';

/** A table with a header: one row a line. */
export interface TableHeader {
  readonly delimiter: string;
  readonly columns: readonly string[];
}

const delimiters = [',', '\t', ';', '|'];

/** Reads the header when the sample is a table: the first line and nearly all others split alike. */
export function readHeader(sample: readonly Place[]): TableHeader | null {
  const first = sample[0];
  const isWhole = ({ text }: Place): boolean => text.length < sampleWidth;
  if (first === undefined || first.line !== 1 || !isWhole(first)) return null;
  const rows = sample.slice(1).filter(isWhole);
  if (rows.length === 0 || rows.some(({ path }) => path !== first.path)) return null;
  for (const delimiter of delimiters) {
    const columns = splitRow(first.text.replace(/^\ufeff/, ''), delimiter);
    if (columns.length < 2 || !columns.every(isColumnName)) continue;
    if (new Set(columns).size < columns.length) continue;
    const alike = rows.filter(({ text }) => splitRow(text, delimiter).length === columns.length);
    if (alike.length >= rows.length * 0.9) return { delimiter, columns };
  }
  return null;
}

/** Whether a text begins like a table, however the rest of its rows look. */
export function isTableHeader([first, second]: readonly Place[]): boolean {
  if (first === undefined || first.line !== 1 || second === undefined) return false;
  return delimiters.some((delimiter) => {
    const columns = first.text.replace(/^\ufeff/, '').split(delimiter);
    // In prose a space follows.
    const areNames = columns.every((name) => isColumnName(name) && !/^\s|=/.test(name));
    return columns.length > 1 && areNames && second.text.includes(delimiter);
  });
}

/** What a row consists of: its cells and what stands between them. */
export function tableParts({ delimiter, columns }: TableHeader): readonly Part[] {
  const end = delimiter === '\t' ? '\\t' : escapePattern(delimiter);
  const cell = `(?:"(?:[^"\\r\\n]|"")*"|[^"${end}\\r\\n]*)`;
  const inner = `(?:(?<=")(?:[^"\\r\\n]|"")*|(?<!")[^"${end}\\r\\n]*)`;
  return columns.flatMap((name, index) => [
    { name, source: cell, inner },
    { name: '', source: index < columns.length - 1 ? end : '(?![^\\r\\n])' },
  ]);
}

function isColumnName(text: string): boolean {
  return /^[\p{L}_@#][^\r\n]{0,39}$/u.test(text) && !/[.!?:]$/.test(text);
}

/** The cells of a row; a delimiter within quotation marks parts none. */
function splitRow(text: string, delimiter: string): string[] {
  const cells = [''];
  let quoted = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    if (char === delimiter && !quoted) cells.push('');
    else cells[cells.length - 1] += char;
  }
  return cells.map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"'),
  );
}
