import { Buffer } from 'node:buffer';
import type { Units } from './lineIndex.ts';
import { checkPatternSize } from './patternSize.ts';
import type { TextItem } from './textItem.ts';

/** A method of strings, called on a whole text. What it can't answer exactly is declined. */
export type StringQuery =
  /** Where `needle` stands from `from` on, overlapping too, at most so many places. */
  | {
      readonly method: 'indexOf';
      readonly needle: string;
      readonly from: number;
      readonly most: number;
    }
  | { readonly method: 'lastIndexOf'; readonly needle: string; readonly from: number }
  | { readonly method: 'split'; readonly separator: string }
  | { readonly method: 'splitBy' | 'match'; readonly source: string; readonly flags: string }
  /** Where matches begin from `from` on, at most so many, and where to go on; -1: that was all. */
  | {
      readonly method: 'matches';
      readonly source: string;
      readonly flags: string;
      readonly from: number;
      readonly most: number;
    };

/** Parts of a text in order. */
export interface TextPieces {
  readonly units: Units;
  /** Where each begins and ends (exclusive) in turn. */
  readonly bounds: Uint32Array;
}

/** Null: declined. */
export type StringAnswer = readonly number[] | TextPieces | null;

/** Parts between two looks whether to stop. */
const stopCheck = 4_096;
/** Of a text for expressions: more would be too much to have twice. */
const mostBytes = 268_435_456;

/** What V8's own string would answer. Never throws. */
export function answerStringMethod(
  item: TextItem,
  query: StringQuery,
  shouldStop: () => boolean,
): StringAnswer {
  const needsString = 'source' in query;
  if (needsString && item.units.byteLength > mostBytes) return null;
  try {
    switch (query.method) {
      case 'indexOf':
        return placesOf(item, query.needle, query.from, query.most);
      case 'lastIndexOf':
        return [new Needle(item, query.needle).before(query.from)];
      case 'split':
        return partsBetween(item, query.separator, shouldStop);
      case 'splitBy':
        return partsBetweenMatches(item, compile(query, 'g'), shouldStop);
      case 'match':
        return matchesOf(item, compile(query, query.flags.includes('y') ? 'gy' : 'g'), shouldStop);
      case 'matches':
        return startsOfMatches(item, compile(query, query.flags.includes('y') ? 'gy' : 'g'), query);
    }
  } catch (error) {
    // Too large or too deep for V8, or no expression of V8's: the interpreter may see it otherwise.
    if (error instanceof RangeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Text to look for in the bytes of an item, without a string of them. */
class Needle {
  readonly #bytes: Buffer;
  readonly #width: number;
  readonly #encoding: 'latin1' | 'utf16le';
  /** A byte is found faster than a text of one. */
  readonly #text: Buffer | number;
  readonly #canBeThere: boolean;

  constructor({ units }: TextItem, text: string) {
    this.#width = units.BYTES_PER_ELEMENT;
    this.#encoding = this.#width === 1 ? 'latin1' : 'utf16le';
    this.#bytes = Buffer.from(units.buffer, units.byteOffset, units.byteLength);
    const bytes = Buffer.from(text, this.#encoding);
    this.#text = bytes.length === 1 ? (bytes[0] ?? 0) : bytes;
    this.#canBeThere = bytes.toString(this.#encoding) === text;
  }

  /** The first place at `from` or later; -1: there is none. */
  next(from: number): number {
    if (!this.#canBeThere) return -1;
    return this.#place(this.#bytes.indexOf(this.#text, from * this.#width, this.#encoding));
  }

  /** The last place at `from` or earlier; -1: there is none. */
  before(from: number): number {
    if (!this.#canBeThere) return -1;
    return this.#place(this.#bytes.lastIndexOf(this.#text, from * this.#width, this.#encoding));
  }

  #place(byte: number): number {
    return byte < 0 ? -1 : byte / this.#width;
  }
}

/** Begins and ends, as many as there come to be. */
class Bounds {
  #list = new Uint32Array(4_096);
  #length = 0;

  add(start: number, end: number): void {
    if (this.#length + 2 > this.#list.length) {
      const larger = new Uint32Array(this.#list.length * 2);
      larger.set(this.#list);
      this.#list = larger;
    }
    this.#list[this.#length] = start;
    this.#list[this.#length + 1] = end;
    this.#length += 2;
  }

  get count(): number {
    return this.#length / 2;
  }

  of({ units }: TextItem): TextPieces {
    return { units, bounds: this.#list.subarray(0, this.#length) };
  }
}

function placesOf(item: TextItem, needle: string, from: number, most: number): readonly number[] {
  const search = new Needle(item, needle);
  const places: number[] = [];
  for (let at = search.next(from); at !== -1; at = search.next(at + 1)) {
    places.push(at);
    if (places.length >= most) break;
  }
  return places;
}

function partsBetween(item: TextItem, separator: string, shouldStop: () => boolean): StringAnswer {
  const search = new Needle(item, separator);
  const bounds = new Bounds();
  let start = 0;
  for (let at = search.next(0); at !== -1; at = search.next(start)) {
    if (bounds.count % stopCheck === 0 && shouldStop()) return null;
    bounds.add(start, at);
    start = at + separator.length;
  }
  bounds.add(start, item.length);
  return bounds.of(item);
}

/** As `RegExp.prototype[Symbol.split]` does: a match that is empty where a part begins is none. */
function partsBetweenMatches(
  item: TextItem,
  expression: RegExp,
  shouldStop: () => boolean,
): StringAnswer {
  const { text } = item;
  // Groups would be parts too.
  if ((new RegExp(`${expression.source}|`, expression.flags).exec('')?.length ?? 0) > 1)
    return null;
  const bounds = new Bounds();
  let start = 0;
  for (let from = 0; from < text.length; ) {
    expression.lastIndex = from;
    const found = expression.exec(text);
    if (found === null || found.index >= text.length) break;
    const end = Math.min(expression.lastIndex, text.length);
    if (end === start) {
      from = after(text, found.index, expression);
      continue;
    }
    if (bounds.count % stopCheck === 0 && shouldStop()) return null;
    bounds.add(start, found.index);
    start = end;
    // An empty match where the part begins is looked at again, and passed over.
    from = end;
  }
  bounds.add(start, text.length);
  return bounds.of(item);
}

function matchesOf(item: TextItem, expression: RegExp, shouldStop: () => boolean): StringAnswer {
  const { text } = item;
  const bounds = new Bounds();
  for (let found = expression.exec(text); found !== null; found = expression.exec(text)) {
    if (bounds.count % stopCheck === 0 && shouldStop()) return null;
    const end = found.index + found[0].length;
    bounds.add(found.index, end);
    if (end === found.index) expression.lastIndex = after(text, end, expression);
  }
  return bounds.of(item);
}

function startsOfMatches(
  item: TextItem,
  expression: RegExp,
  { from, most }: { readonly from: number; readonly most: number },
): readonly number[] {
  const { text } = item;
  const starts: number[] = [];
  expression.lastIndex = from;
  for (let found = expression.exec(text); found !== null; found = expression.exec(text)) {
    starts.push(found.index);
    const end = found.index + found[0].length;
    if (end === found.index) expression.lastIndex = after(text, end, expression);
    if (starts.length >= most) return [expression.lastIndex, ...starts];
  }
  return [-1, ...starts];
}

function after(text: string, index: number, { flags }: RegExp): number {
  const isPair = /[uv]/.test(flags) && (text.codePointAt(index) ?? 0) > 0xffff;
  return index + (isPair ? 2 : 1);
}

/** Throws RangeError and SyntaxError. */
function compile(
  { source, flags }: { readonly source: string; readonly flags: string },
  how: string,
): RegExp {
  checkPatternSize(source, flags);
  return new RegExp(source, flags.replace(/[dgy]/g, '') + how);
}
