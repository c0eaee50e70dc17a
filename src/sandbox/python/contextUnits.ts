import { isAscii } from 'node:buffer';
import type { SharedText } from '../../core/context.ts';

/** A text as Python counts it. */
export interface PythonShape {
  /** Characters: a pair of surrogates is one. */
  readonly length: number;
  /** A bound of all characters, which decides how wide each of them stands in memory. */
  readonly greatest: number;
}

const ascii = 0x7f;
const latin1 = 0xff;
const twoBytes = 0xffff;
const astral = 0x10_ffff;

/** By text: reading one of 100 MB takes a tenth of a second. */
const known = new WeakMap<SharedText, PythonShape>();

export function shapeOf(text: SharedText): PythonShape {
  const shape = known.get(text) ?? readShape(text);
  known.set(text, shape);
  return shape;
}

function readShape({ units, width, length }: SharedText): PythonShape {
  if (width === 1) {
    return { length, greatest: isAscii(new Uint8Array(units, 0, length)) ? ascii : latin1 };
  }
  const all = new Uint16Array(units, 0, length);
  let bits = 0;
  let surrogates = 0;
  for (let at = 0; at < length; at += 1) {
    const unit = all[at] as number;
    bits |= unit;
    surrogates += (unit & 0xf800) === 0xd800 ? 1 : 0;
  }
  const pairs = surrogates > 0 ? countPairs(all) : 0;
  if (pairs > 0) return { length: length - pairs, greatest: astral };
  return { length, greatest: [ascii, latin1].find((bound) => bits <= bound) ?? twoBytes };
}

function countPairs(units: Uint16Array): number {
  let pairs = 0;
  let wasHigh = false;
  for (let at = 0; at < units.length; at += 1) {
    const kind = (units[at] as number) & 0xfc00;
    if (kind === 0xdc00 && wasHigh) pairs += 1;
    wasHigh = kind === 0xd800;
  }
  return pairs;
}

/** Bytes that each character of such a text takes in Python. */
export function widthOf({ greatest }: PythonShape): 1 | 2 | 4 {
  return greatest <= latin1 ? 1 : greatest <= twoBytes ? 2 : 4;
}

/**
 * Writes a text's units where its characters are to stand, in `bytes` of memory: as they are to be,
 * or, where characters take four bytes, two for each unit at the end, to be widened in place.
 */
export function writeUnits(text: SharedText, memory: ArrayBuffer, start: number, bytes: number) {
  const { units, width, length } = text;
  if (width === 1) {
    new Uint8Array(memory, start, length).set(new Uint8Array(units, 0, length));
    return;
  }
  const from = new Uint16Array(units, 0, length);
  if (bytes === length) new Uint8Array(memory, start, length).set(from);
  else new Uint16Array(memory, start + bytes - 2 * length, length).set(from);
}

const isHigh = (unit: number | undefined): boolean => ((unit ?? 0) & 0xfc00) === 0xd800;
const isLow = (unit: number | undefined): boolean => ((unit ?? 0) & 0xfc00) === 0xdc00;

/**
 * The offsets in units of these in characters, of a text of two bytes a unit: in one pass, however many
 * there are and in whatever order.
 */
export function unitOffsets(
  { units, length }: SharedText,
  characters: readonly number[],
): ReadonlyMap<number, number> {
  const all = new Uint16Array(units, 0, length);
  const offsets = new Map<number, number>();
  let [at, character] = [0, 0];
  for (const wanted of Float64Array.from(characters).sort()) {
    for (; character < wanted && at < length; character += 1) {
      at += isHigh(all[at]) && isLow(all[at + 1]) ? 2 : 1;
    }
    offsets.set(wanted, at);
  }
  return offsets;
}

/** How many characters stand from one unit to another, for places that most often come in order. */
export class CharacterCount {
  readonly #all: Uint16Array;
  /** What was counted last: from where, to where, how many. */
  #from = 0;
  #to = 0;
  #count = 0;

  /** @param text of two bytes a unit. */
  constructor({ units, length }: SharedText) {
    this.#all = new Uint16Array(units, 0, length);
  }

  between(from: number, to: number): number {
    const goesOn = from === this.#from && to >= this.#to;
    let [at, count] = goesOn ? [this.#to, this.#count] : [from, 0];
    for (; at < to; count += 1) at += isHigh(this.#all[at]) && isLow(this.#all[at + 1]) ? 2 : 1;
    // `to` may part a pair.
    if (at === to) [this.#from, this.#to, this.#count] = [from, to, count];
    return count;
  }
}
