import type { Units } from './lineIndex.ts';

/** White space that people and code add or take away around a line. */
export function isBlankUnit(unit: number): boolean {
  return unit <= 32 || unit === 0xa0 || unit === 0x3000 || unit === 0xfeff;
}

/** Whether units `from` and on are the same as characters `at` to `end` of a string. */
export function isSame(text: string, at: number, end: number, units: Units, from: number): boolean {
  if (from < 0 || from + (end - at) > units.length) return false;
  for (let index = at; index < end; index += 1) {
    if (text.charCodeAt(index) !== units[from + index - at]) return false;
  }
  return true;
}

/**
 * How far text and units go on alike from the two offsets; a `\n` in the text stands for any line
 * end of the units, since printed lines have lost their `\r`.
 */
export function runForward(
  text: string,
  at: number,
  units: Units,
  from: number,
): { at: number; from: number } {
  let there = from;
  let here = at;
  while (here < text.length && there < units.length) {
    const char = text.charCodeAt(here);
    const unit = units[there];
    if (char === unit) there += 1;
    else if (char === 10 && unit === 13) there += units[there + 1] === 10 ? 2 : 1;
    else break;
    here += 1;
  }
  return { at: here, from: there };
}

/** How many characters before the two offsets are alike, at most `most`; line ends as they are. */
export function runBackward(
  text: string,
  at: number,
  units: Units,
  from: number,
  most: number,
): number {
  let length = 0;
  const limit = Math.min(most, at, from);
  while (length < limit && text.charCodeAt(at - length - 1) === units[from - length - 1]) {
    length += 1;
  }
  return length;
}

const factor = 0x01000193;
const factor2 = Math.imul(factor, factor);
const factor3 = Math.imul(factor2, factor);
const factor4 = Math.imul(factor3, factor);

/** A polynomial hash; four units at a time, since each multiplication waits for the one before. */
export function hashUnits(units: Units, from: number, to: number): number {
  let hash = 0;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const first = Math.imul(units[at] ?? 0, factor3) + Math.imul(units[at + 1] ?? 0, factor2);
    const second = Math.imul(units[at + 2] ?? 0, factor) + (units[at + 3] ?? 0);
    hash = (Math.imul(hash, factor4) + first + second) | 0;
  }
  for (; at < to; at += 1) hash = (Math.imul(hash, factor) + (units[at] ?? 0)) | 0;
  return hash;
}

/** The same hash of characters of a string. */
export function hashText(text: string, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at += 1) hash = rollIn(hash, text.charCodeAt(at));
  return hash;
}

/** The hash with one more unit. */
export function rollIn(hash: number, unit: number): number {
  return (Math.imul(hash, factor) + unit) | 0;
}

/** factor ** exponent, by which the first of `exponent` + 1 units is in their hash. */
export function weightAfter(exponent: number): number {
  let weight = 1;
  for (let count = 0; count < exponent; count += 1) weight = Math.imul(weight, factor);
  return weight;
}

/** Spreads a hash over all its bits, so that its low ones can be a place in a table. */
export function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
