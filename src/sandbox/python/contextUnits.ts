import type { SharedText } from '../../core/context.ts';

/** A text as Python counts it. */
export interface PythonShape {
  /** Characters: a pair of surrogates is one. */
  readonly length: number;
  /** The greatest character, which decides how wide all of them stand in memory. */
  readonly greatest: number;
}

const lastOfBmp = 0xffff;
const astral = 0x10_ffff;

/** One pass over the text, or a quarter of one where it is ASCII. */
export function shapeOf({ units, width, length }: SharedText): PythonShape {
  if (width === 1) return { length, greatest: greatestByte(new Uint8Array(units, 0, length)) };
  const all = new Uint16Array(units, 0, length);
  let greatest = 0;
  let pairs = 0;
  for (let at = 0; at < length; at += 1) {
    const unit = all[at] ?? 0;
    if (unit > greatest) greatest = unit;
    if (isHigh(unit) && isLow(all[at + 1] ?? 0)) {
      pairs += 1;
      at += 1;
    }
  }
  return { length: length - pairs, greatest: pairs > 0 ? astral : greatest };
}

/** 127 or 255: more needs not be known of bytes. */
function greatestByte(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
  for (const word of words) if ((word & 0x8080_8080) !== 0) return 0xff;
  for (let at = words.length * 4; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) > 0x7f) return 0xff;
  }
  return 0x7f;
}

/** Writes the text's characters at `start`, each of `width` bytes, as the shape asks for. */
export function writeCharacters(
  text: SharedText,
  memory: ArrayBuffer,
  start: number,
  width: number,
): void {
  const { length } = text;
  if (text.width === 1) {
    new Uint8Array(memory, start, length).set(new Uint8Array(text.units, 0, length));
    return;
  }
  const from = new Uint16Array(text.units, 0, length);
  if (width < 4) {
    const into =
      width === 1 ? new Uint8Array(memory, start, length) : new Uint16Array(memory, start, length);
    into.set(from);
    return;
  }
  const into = new Uint32Array(memory, start);
  for (let at = 0, to = 0; at < length; at += 1, to += 1) {
    const unit = from[at] ?? 0;
    const next = from[at + 1] ?? 0;
    if (isHigh(unit) && isLow(next)) {
      into[to] = lastOfBmp + 1 + ((unit - 0xd800) << 10) + (next - 0xdc00);
      at += 1;
    } else into[to] = unit;
  }
}

function isHigh(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

function isLow(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}
