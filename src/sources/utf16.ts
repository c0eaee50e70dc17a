import { Buffer } from 'node:buffer';
import { pieceBytes } from './transcode.ts';

export type Utf16 = 'utf-16le' | 'utf-16be';

/** Places at which a file is looked at, and the bytes of each. */
const windows = 8;
const windowBytes = 512;
/** Bytes at the start and at the end that must not be ASCII alone. */
const edgeBytes = 8;
/** Units that a stretch of UTF-16 begins with, each of them ASCII. */
const stretchUnits = 6;
/** Bytes in a row that are ASCII characters, in UTF-16 hardly so many. */
const asciiRun = 32;
/** NULs that a search for such a stretch looks at. */
const mostProbes = 10_000;

/**
 * UTF-16 without a mark, where every second byte says so, at all places that are looked at. Null for what
 * isn't. For bytes that have a NUL; others are never taken for it.
 */
export function utf16ByParity(bytes: Uint8Array): Utf16 | null {
  if (bytes.length < 4) return null;
  const last = Math.max(0, bytes.length - windowBytes);
  const starts = Array.from({ length: windows }, (_, index) => (last * index) / (windows - 1));
  const places = [...new Set(starts.map((start) => Math.floor(start / 2) * 2))];
  const isAll = (order: Utf16): boolean =>
    places.every((start) => isUtf16(bytes.subarray(start, start + windowBytes), order));
  const found = isAll('utf-16le') ? 'utf-16le' : isAll('utf-16be') ? 'utf-16be' : null;
  if (found === null) return null;
  // A line of another encoding before or behind it is short beside a window.
  const tail = Math.floor(Math.max(0, bytes.length - edgeBytes) / 2) * 2;
  const edges = [bytes.subarray(0, edgeBytes), bytes.subarray(tail)];
  return edges.some((edge) => edge.every(isPlain)) ? null : found;
}

/** Whether these bytes can hardly be anything but UTF-16 of that order: most units are text in it alone. */
function isUtf16(window: Uint8Array, order: Utf16): boolean {
  const other: Utf16 = order === 'utf-16le' ? 'utf-16be' : 'utf-16le';
  const own = look(window, order);
  // Text that is ASCII is rows of hanzi if it is read so.
  if (own.units === 0 || own.asciiPairs > own.units * 0.4) return false;
  // In UTF-16 all but the rarest texts have a space, a digit or an end of line.
  if (own.ascii < own.units / 100 || own.usual < own.units * 0.97) return false;
  const against = look(window, other);
  return own.usual + own.ascii > against.usual + against.ascii;
}

interface Look {
  readonly units: number;
  /** Characters of ASCII: their other byte is NUL. */
  readonly ascii: number;
  /** Characters that text is made of, ASCII included. */
  readonly usual: number;
  /** Units both of whose bytes are ASCII characters. */
  readonly asciiPairs: number;
}

function look(window: Uint8Array, order: Utf16): Look {
  const [high, low] = order === 'utf-16le' ? [1, 0] : [0, 1];
  const units = Math.floor(window.length / 2);
  let ascii = 0;
  let usual = 0;
  let asciiPairs = 0;
  for (let at = 0; at < units * 2; at += 2) {
    const first = window[at + high] ?? 0;
    const second = window[at + low] ?? 0;
    if (isPlain(first) && isPlain(second)) asciiPairs += 1;
    const isAscii = first === 0 && isPlain(second);
    if (isAscii) ascii += 1;
    if (isAscii || isUsual(first * 256 + second)) usual += 1;
  }
  return { units, ascii, usual, asciiPairs };
}

/** Printable ASCII and white space. */
function isPlain(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d) || byte === 0x1b;
}

/** Of scripts that are in use: unassigned and private ones are not, nor are control characters. */
function isUsual(unit: number): boolean {
  if (unit < 0xa0) return false;
  if (unit < 0x0700 || (unit >= 0x0900 && unit < 0x1200)) return true;
  if (unit >= 0x1e00 && unit < 0x2700) return true;
  if (unit >= 0x3000 && unit < 0x3400) return true;
  if (unit >= 0x4e00 && unit < 0xa000) return true;
  if (unit >= 0xac00 && unit < 0xe000) return true;
  return (unit >= 0xff00 && unit < 0xfff0) || unit === 0xfeff;
}

/**
 * Where UTF-16 begins in a text of another encoding, as when a program appends to another's log; -1
 * where nothing does. `from`: the first NUL. Finds what begins with ASCII characters.
 */
export function utf16Start(bytes: Uint8Array, from: number): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let nul = from;
  for (let probe = 0; nul >= 0 && probe < mostProbes; probe += 1) {
    if (beginsUtf16(bytes, nul)) {
      const before = bytes[nul - 1] ?? 0x0a;
      // The end of the line before belongs to the other encoding.
      return before === 0x0a || before === 0x0d ? nul : nul - 1;
    }
    nul = buffer.indexOf(0, nul + 1);
  }
  return -1;
}

/** Whether from this NUL on every second byte is one, and those between are characters. */
function beginsUtf16(bytes: Uint8Array, nul: number): boolean {
  for (let unit = 0; unit < stretchUnits; unit += 1) {
    const at = nul + unit * 2;
    if (bytes[at] !== 0 || (unit > 0 && !isPlain(bytes[at - 1] ?? 0))) return false;
  }
  return true;
}

/** Whether all NULs of these bytes are those of UTF-16 characters, in whatever stretches. */
export function hasOnlyUtf16Nuls(bytes: Uint8Array): boolean {
  let nuls = 0;
  let odd = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== 0) continue;
    nuls += 1;
    const isBetween = isPlain(bytes[at - 1] ?? 0x0a) && isPlain(bytes[at + 1] ?? 0x0a);
    if (!isBetween || (bytes[at - 2] !== 0 && bytes[at + 2] !== 0 && nuls > 1)) odd += 1;
  }
  return nuls >= stretchUnits && odd <= nuls / 20;
}

/**
 * Where text begins in UTF-16 that has one byte a character, as when a program appends to another's log;
 * -1 where none does. Finds what has some ASCII characters in a row.
 */
export function* asciiStart(bytes: Uint8Array): Generator<void, number> {
  let run = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    run = isPlain(bytes[at] ?? 0) ? run + 1 : 0;
    // By chance, hanzi whose bytes are all such come together once in many gigabytes.
    if (run === asciiRun) {
      const start = at + 1 - asciiRun;
      // The second byte of a character of big endian, an end of line for instance.
      return bytes[start - 1] === 0 ? start + 1 : start;
    }
    if (at % pieceBytes === 0) yield;
  }
  return -1;
}

/** Lines that have begun before `end`, and the one that begins there. They end as VS Code ends them. */
export function* countLines(
  bytes: Uint8Array,
  end: number,
  encoding: string,
): Generator<void, number> {
  const width = encoding.startsWith('utf-16') ? 2 : 1;
  const [low, high] = encoding === 'utf-16be' ? [1, 0] : [0, 1];
  const unit = (at: number): number =>
    width === 1 ? (bytes[at] ?? 0) : (bytes[at + low] ?? 0) + 256 * (bytes[at + high] ?? 0);
  let lines = 1;
  for (let at = 0; at + width <= end; at += width) {
    const each = unit(at);
    if (each === 0x0a || (each === 0x0d && unit(at + width) !== 0x0a)) lines += 1;
    if (at % pieceBytes === 0) yield;
  }
  return lines;
}
