import type { TextItem } from '../textItem.ts';
import { isBlankUnit } from '../units.ts';

/** Characters of a line that rules look at. */
const readChars = 300;

/** A line as a pass over all of them meets it, before any text of it is made. */
export interface PassedLine {
  /** From 0. */
  readonly line: number;
  /** The offset of its first unit that is not white space. */
  readonly at: number;
  readonly first: number;
  /** White space before that. */
  readonly indent: number;
  /** Behind the last unit that is not white space; of a long line, of the part that is looked at. */
  readonly end: number;
  /** The line before it is blank, or there is none. */
  readonly isAlone: boolean;
}

/** The lines of a text as the rules of an outline look at them; from 0, blank where there is none. */
export class LineReader {
  readonly count: number;
  readonly #item: TextItem;

  constructor(item: TextItem) {
    this.#item = item;
    this.count = item.lines.count;
  }

  /** Unit by offset. */
  get units(): TextItem['units'] {
    return this.#item.units;
  }

  /** All lines that are not blank, in order. The object is the same each time. */
  pass(visit: (passed: PassedLine) => void): void {
    const { lines, units } = this.#item;
    const passed = { line: 0, at: 0, first: 0, indent: 0, end: 0, isAlone: true };
    let start = 0;
    for (let line = 0; line < this.count; line += 1) {
      const next = lines.start(line + 1);
      const last = Math.min(next, start + readChars);
      let at = start;
      while (at < last && isBlankUnit(units[at] as number)) at += 1;
      if (at < last) {
        let end = last;
        while (isBlankUnit(units[end - 1] as number)) end -= 1;
        passed.line = line;
        passed.at = at;
        passed.first = units[at] as number;
        passed.indent = at - start;
        passed.end = end;
        visit(passed);
        passed.isAlone = false;
      } else passed.isAlone = true;
      start = next;
    }
  }

  /** A part of the text. */
  slice(from: number, to: number): string {
    return this.#item.slice(from, to);
  }

  /** The head of the line, without white space at its end. */
  text(line: number): string {
    if (line < 0 || line >= this.count) return '';
    const { lines } = this.#item;
    const start = lines.start(line);
    return this.#item.slice(start, Math.min(lines.end(line), start + readChars)).trimEnd();
  }

  isBlank(line: number): boolean {
    return this.#indented(line) < 0;
  }

  /** Units of white space before the line's text; 0 for a blank line. */
  indent(line: number): number {
    const at = this.#indented(line);
    return at < 0 ? 0 : at - this.#item.lines.start(line);
  }

  /** So many times the same unit stand at the beginning of the line. */
  runAt(line: number): { readonly unit: number; readonly length: number; readonly rest: number } {
    if (line < 0 || line >= this.count) return { unit: 0, length: 0, rest: 0 };
    const { lines, units } = this.#item;
    const start = lines.start(line);
    let end = Math.min(lines.end(line), start + readChars);
    while (end > start && isBlankUnit(units[end - 1] ?? 0)) end -= 1;
    let at = start;
    while (at < end && units[at] === units[start]) at += 1;
    return { unit: end > start ? (units[start] ?? 0) : 0, length: at - start, rest: end - at };
  }

  #indented(line: number): number {
    if (line < 0 || line >= this.count) return -1;
    const { lines, units } = this.#item;
    const start = lines.start(line);
    const end = Math.min(lines.start(line + 1), start + readChars);
    for (let at = start; at < end; at += 1) if (!isBlankUnit(units[at] ?? 0)) return at;
    return -1;
  }
}

/** Some lines that stand for all: the first ones, and short stretches from all over the text. */
export function sampleLines(reader: LineReader): readonly string[] {
  const sample: string[] = [];
  const first = Math.min(reader.count, 600);
  for (let line = 0; line < first; line += 1) sample.push(reader.text(line));
  const stretches = 20;
  const each = 40;
  const rest = reader.count - first;
  if (rest <= 0) return sample;
  const stride = Math.max(each, Math.floor(rest / stretches));
  for (let start = first; start < reader.count; start += stride) {
    for (let line = start; line < Math.min(start + each, reader.count); line += 1)
      sample.push(reader.text(line));
  }
  return sample;
}
