import type { Field } from './field.ts';
import type { Place } from './step.ts';
import { escapePattern } from './words.ts';

/** A table with a header: one row a line. */
export interface CsvShape {
  readonly delimiter: string;
  readonly columns: readonly string[];
}

const delimiters = [',', '\t', ';', '|'];

/** Reads the header when the sample is a table: the first line and nearly all others split alike. */
export function readCsvHeader(sample: readonly Place[], sampleWidth: number): CsvShape | null {
  const first = sample[0];
  if (first === undefined || first.line !== 1 || first.text.length >= sampleWidth) return null;
  const rows = sample.slice(1).filter(({ text }) => text.length < sampleWidth);
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
    return (
      columns.length > 1 &&
      // In prose a space follows.
      columns.every((column) => isColumnName(column) && !/^\s|=/.test(column)) &&
      second.text.includes(delimiter)
    );
  });
}

/** The cell of the first column that has one of the names. */
export function csvField(csv: CsvShape, names: readonly string[]): Field | null {
  for (const name of names) {
    const index = csv.columns.findIndex(
      (column) =>
        normalised(column) === normalised(name) || normalised(column) === `${normalised(name)}s`,
    );
    if (index === -1) continue;
    const end = csv.delimiter === '\t' ? '\\t' : escapePattern(csv.delimiter);
    const cell = `(?:"(?:[^"\\r\\n]|"")*"|[^"${end}\\r\\n][^${end}\\r\\n]*)?`;
    return {
      name: csv.columns[index] ?? name,
      // Not the header: no line stands before it.
      before: `(?<=[\\r\\n])(?=[^\\r\\n])(?:${cell}${end}){${index}}"?`,
      value: `(?:(?<=")(?:[^"\\r\\n]|"")*|(?<!")[^"${end}\\r\\n][^${end}\\r\\n]*)?`,
      after: `"?(?=${end}|[\\r\\n]|$)`,
      anywhere: false,
    };
  }
  return null;
}

function isColumnName(text: string): boolean {
  return /^[\p{L}_@#][^\r\n]{0,39}$/u.test(text) && !/[.!?:]$/.test(text);
}

function normalised(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

function splitRow(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char === '"') {
      if (quoted && text[index + 1] === '"') {
        cell += '"';
        index++;
      } else quoted = !quoted;
    } else if (char === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  cells.push(cell.trim());
  return cells;
}
