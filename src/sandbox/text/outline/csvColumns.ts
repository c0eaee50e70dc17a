import { grouped, type TextItem } from '../textItem.ts';
import type { LineReader } from './lineReader.ts';
import type { Rows } from './rows.ts';

const delimiters = [',', '\t', ';', '|'] as const;
/** Rows by which a table is known. */
const looked = 200;
const quote = '"';
/** Lines that a value in quotes may go over. */
const mostRowLines = 30;
/** Characters of a value that stand for its column. */
const exampleChars = 40;
/** Characters of one row that are read: more is no table for people. */
const rowChars = 1_000_000;

/** A table of values between delimiters, as it is told. */
export interface Table {
  readonly delimiter: string;
  readonly columns: number;
}

/** The table that a text is, by its first rows; null: none. */
export function readTable(item: TextItem): Table | null {
  let best: Table | null = null;
  for (const delimiter of delimiters) {
    const rows = firstRows(item, delimiter, looked).map(({ cells }) => cells);
    const columns = rows[0]?.length ?? 0;
    if (columns < 2 || rows.length < 3 || rows[0]?.every((cell) => cell === '')) continue;
    const alike = rows.filter(({ length }) => length === columns).length;
    const wanted = columns === 2 ? 1 : 0.9;
    const isProse = delimiter !== '\t' && rows[0]?.some((cell) => cell.length > 80);
    if (alike / rows.length < wanted || isProse) continue;
    if (columns > (best?.columns ?? 0)) best = { delimiter, columns };
  }
  return best;
}

/** The columns of a table by their names, and how many rows there are. */
export function findColumns(item: TextItem, reader: LineReader, table: Table, rows: Rows): void {
  const [first, ...rest] = firstRows(item, table.delimiter, looked);
  if (first === undefined) return;
  // Names differ, are no numbers, and don't stand again among the values.
  const isHead =
    new Set(first.cells).size === first.cells.length &&
    first.cells.every((cell) => cell.trim() !== '' && !/^[-+]?[\d.,]+$/.test(cell.trim())) &&
    !first.cells.some((cell, at) => rest.some(({ cells }) => cells[at] === cell));
  const data = isHead ? rest : [first, ...rest];
  const names = isHead ? first.cells : first.cells.map(() => '');
  const count = countRows(reader) - (isHead ? 1 : 0);
  names.forEach((name, at) => {
    const values = data.map(({ cells }) => cells[at]?.trim() ?? '');
    const example = values.find((value) => value !== '');
    rows.add(first.line, 1, () => {
      const title = name.trim() === '' ? `column ${at + 1}` : `column ${at + 1}: ${oneLine(name)}`;
      return example === undefined ? title : `${title}, e.g. ${cut(oneLine(example))}`;
    });
  });
  const line = data[0]?.line ?? first.line;
  rows.add(line, 1, () => `${grouped(count)} lines of data`);
}

interface TableRow {
  /** From 0. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows from the beginning; a value in quotes may hold line ends. */
function firstRows(item: TextItem, delimiter: string, most: number): readonly TableRow[] {
  const found: TableRow[] = [];
  const { lines } = item;
  let line = 0;
  let budget = rowChars;
  while (found.length < most && line < lines.count && budget > 0) {
    const at = line;
    let text = '';
    let row: ReturnType<typeof split>;
    do {
      const start = lines.start(line);
      const part = item.slice(start, Math.min(lines.end(line), start + budget));
      budget -= part.length + 1;
      text += text === '' ? part : `\n${part}`;
      line += 1;
      row = split(text, delimiter);
    } while (
      row.isOpen &&
      delimiter !== '\t' &&
      line < lines.count &&
      line - at < mostRowLines &&
      budget > 0
    );
    if (text.trim() !== '') found.push({ line: at, cells: row.cells });
  }
  return found;
}

/** `isOpen`: the last value is in quotes that have not ended. */
function split(
  text: string,
  delimiter: string,
): { readonly cells: readonly string[]; readonly isOpen: boolean } {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === quote && (isQuoted || cell.trim() === '')) {
      if (isQuoted && text[at + 1] === quote) {
        cell += quote;
        at += 1;
      } else isQuoted = !isQuoted;
    } else if (char === delimiter && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += char;
  }
  return { cells: [...cells, cell], isOpen: isQuoted };
}

function countRows(reader: LineReader): number {
  let count = 0;
  reader.pass(() => {
    count += 1;
  });
  return count;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function cut(text: string): string {
  return text.length <= exampleChars ? text : `${text.slice(0, exampleChars)}…`;
}
