import { isBlankUnit } from './units.ts';

/** Where a printed line says that it comes from. */
export interface Numbering {
  /** What stands before the number; it may end in a path. */
  readonly before: string;
  /** The line of the item, from 1. */
  readonly line: number;
  /** The offset in the printed text at which the line itself may begin. */
  readonly at: number;
}

/** Characters at the start of a printed line in which a number or another addition is looked for. */
const longestAddition = 300;
const mostGuesses = 6;

/** A text that was printed or sent to a model, in lines. Its offsets are UTF-16 units. */
export class Printed {
  readonly text: string;
  readonly count: number;
  /** Each line's first unit. */
  readonly #starts: number[] = [];
  /** The line ends before this, its `\r\n`, `\n` or `\r` not counted. */
  readonly #ends: number[] = [];

  constructor(text: string) {
    this.text = text;
    let start = 0;
    let lineFeed = text.indexOf('\n');
    let carriageReturn = text.indexOf('\r');
    while (lineFeed >= 0 || carriageReturn >= 0) {
      const isReturn = carriageReturn >= 0 && (lineFeed < 0 || carriageReturn < lineFeed);
      const end = isReturn ? carriageReturn : lineFeed;
      const next = isReturn && lineFeed === end + 1 ? end + 2 : end + 1;
      this.#starts.push(start);
      this.#ends.push(end);
      start = next;
      if (lineFeed >= 0 && lineFeed < next) lineFeed = text.indexOf('\n', next);
      if (carriageReturn >= 0 && carriageReturn < next) carriageReturn = text.indexOf('\r', next);
    }
    this.#starts.push(start);
    this.#ends.push(text.length);
    this.count = this.#starts.length;
  }

  start(line: number): number {
    return this.#starts[line] ?? this.text.length;
  }

  end(line: number): number {
    return this.#ends[line] ?? this.text.length;
  }

  /** The line's first and last offset without white space around it. */
  trimmed(line: number): [from: number, to: number] {
    return trimmedText(this.text, this.start(line), this.end(line));
  }

  isBlank(line: number): boolean {
    const [from, to] = this.trimmed(line);
    return from >= to;
  }

  /** The line without quotes, commas and `…` around it. */
  bare(line: number): [from: number, to: number] {
    let [from, to] = this.trimmed(line);
    while (from < to && isWrapping(this.text[from])) from += 1;
    while (from < to && isWrapping(this.text[to - 1])) to -= 1;
    return trimmedText(this.text, from, to);
  }

  /** `L12: text`, `12|text`, `path:12:5: text`, `[12] text`: each number that could be a line's. */
  numberings(line: number): Numbering[] {
    const [from, to] = this.trimmed(line);
    const head = this.text.slice(from, Math.min(to, from + longestAddition));
    const found: Numbering[] = [];
    for (const match of head.matchAll(numbered)) {
      const [, number = '', separator = '', column = ''] = match;
      const before = head.slice(0, match.index);
      const at = from + match.index + number.length + separator.length;
      found.push({ before, line: Number(number), at });
      if (column !== '') found.push({ before, line: Number(number), at: at + column.length });
    }
    return found;
  }

  /** Where the line itself may begin if something was put before it; the offset after each mark. */
  guesses(line: number): number[] {
    const [from, to] = this.trimmed(line);
    const head = this.text.slice(from, Math.min(to, from + longestAddition));
    return [...head.matchAll(marks)].slice(0, mostGuesses).map((mark) => {
      return from + mark.index + mark[0].length;
    });
  }
}

const numbered = /(?<!\d)(\d{1,9})(?=([\])]?[\s:|.)>→–-]+)(\d{1,9}[:)]\s*)?)/g;
const marks = /[:|>\])→=*"'`]\s*|^[-•+]\s+|\s-\s|\t/g;
const numbersOnly = /^[\s>*•"'`|[(#-]*(?:l|line )?\d*[\s:.|)\]>"'`→–-]*$/i;

/**
 * Whether what stands before a line of `length` characters can have been added to it: numbers and
 * marks; other words only before a line that is not so short that it could stand there by chance.
 */
export function isAddition(before: string, length: number): boolean {
  if (before.length > longestAddition) return false;
  return numbersOnly.test(before) || (length >= 4 && !/[\p{L}\p{N}_]$/u.test(before));
}

function trimmedText(text: string, start: number, end: number): [from: number, to: number] {
  let from = start;
  let to = end;
  while (from < to && isBlankUnit(text.charCodeAt(from))) from += 1;
  while (to > from && isBlankUnit(text.charCodeAt(to - 1))) to -= 1;
  return [from, to];
}

function isWrapping(char: string | undefined): boolean {
  return char !== undefined && '"\'`,…'.includes(char);
}
