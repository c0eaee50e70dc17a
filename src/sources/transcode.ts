import { Buffer } from 'node:buffer';
import type { SharedText } from '../core/context.ts';
import type { EncodingName } from './encodings.ts';

/** Bytes worked on at a time: about a ms. */
export const pieceBytes = 512 * 1024;

/** What was made of a file's bytes. Each step of the work is one that ends soon. */
export type Transcoding = Generator<void, Transcoded>;
export interface Transcoded {
  readonly text: SharedText;
  /** Broken sequences, each of which became U+FFFD. */
  readonly replaced: number;
}

const replacementCharacter = Buffer.from('\uFFFD');
type Bytes = Uint8Array<SharedArrayBuffer>;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** `unitCount` and `isWide` of the whole, as they were found when it was looked at before. */
export function* transcodeUtf8(
  raw: Bytes,
  length: number,
  { unitCount, isWide, replaced }: { unitCount: number; isWide: boolean; replaced: number },
): Transcoding {
  const width = isWide ? 2 : 1;
  const units = new SharedArrayBuffer(unitCount * width);
  let written = 0;
  for (let start = 0; start < length; ) {
    const end = utf8Boundary(raw, start, length);
    const text = utf8.decode(raw.subarray(start, end));
    writeUnits(text, units, width, written);
    written += text.length;
    start = end;
    yield;
  }
  return { text: { units, width, length: unitCount }, replaced };
}

/** In any encoding that the platform decodes, read twice: to count the units, and to write them. */
export function* transcode(raw: Bytes, length: number, name: EncodingName): Transcoding {
  let unitCount = 0;
  let replaced = 0;
  let wide = false;
  for (const text of decoded(raw, length, name)) {
    unitCount += text.length;
    replaced += countReplacements(text);
    wide ||= hasWide(text);
    yield;
  }
  const width = wide ? 2 : 1;
  const units = new SharedArrayBuffer(unitCount * width);
  let written = 0;
  for (const text of decoded(raw, length, name)) {
    writeUnits(text, units, width, written);
    written += text.length;
    yield;
  }
  return { text: { units, width, length: unitCount }, replaced };
}

function* decoded(raw: Bytes, length: number, name: EncodingName): Generator<string> {
  const decoder = new TextDecoder(name, { ignoreBOM: true });
  for (let start = 0; start < length; start += pieceBytes) {
    const piece = raw.subarray(start, Math.min(start + pieceBytes, length));
    yield decoder.decode(piece, { stream: true });
  }
  yield decoder.decode();
}

// What windows-1252 has where Latin-1 has control characters. Node 22 reads these as Latin-1.
const c1 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Some bytes of windows-1252 as a string. */
export function decodeWindows1252(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return latin1.replace(/[\x80-\x9f]/g, (unit) => c1.charAt(unit.charCodeAt(0) - 0x80));
}

/** As Latin-1 in the very same buffer where nothing in it differs from that. */
export function* transcodeWindows1252(raw: Bytes, length: number): Transcoding {
  let differs = false;
  for (let start = 0; start < length && !differs; start += pieceBytes) {
    const piece = raw.subarray(start, Math.min(start + pieceBytes, length));
    differs = piece.some((byte) => byte >= 0x80 && byte < 0xa0);
    yield;
  }
  if (!differs) return { text: yield* cutToLength(raw, length), replaced: 0 };
  const codes = Uint16Array.from({ length: 256 }, (_, byte) =>
    byte >= 0x80 && byte < 0xa0 ? c1.charCodeAt(byte - 0x80) : byte,
  );
  const units = new Uint16Array(new SharedArrayBuffer(length * 2));
  for (let start = 0; start < length; start += pieceBytes) {
    const end = Math.min(start + pieceBytes, length);
    for (let at = start; at < end; at += 1) units[at] = codes[raw[at] ?? 0] ?? 0;
    yield;
  }
  return { text: { units: units.buffer, width: 2, length }, replaced: 0 };
}

/** Units that all fit one byte are narrowed; an odd last byte becomes U+FFFD, as everywhere. */
export function* transcodeUtf16(raw: Bytes, length: number, bigEndian: boolean): Transcoding {
  const whole = Math.floor(length / 2);
  const torn = length % 2 === 1;
  const replaced = torn ? 1 : 0;
  let wide = torn;
  for (let start = 0; start < whole; start += pieceBytes / 2) {
    const count = Math.min(pieceBytes / 2, whole - start);
    if (bigEndian) Buffer.from(raw.buffer, start * 2, count * 2).swap16();
    let seen = 0;
    for (const unit of new Uint16Array(raw.buffer, start * 2, count)) seen |= unit;
    wide ||= seen > 0xff;
    yield;
  }
  if (wide && !torn) {
    const { units } = yield* cutToLength(raw, length);
    return { text: { units, width: 2, length: whole }, replaced };
  }
  const target = wide
    ? new Uint16Array(new SharedArrayBuffer((whole + 1) * 2))
    : new Uint8Array(new SharedArrayBuffer(whole));
  for (let start = 0; start < whole; start += pieceBytes / 2) {
    const count = Math.min(pieceBytes / 2, whole - start);
    target.set(new Uint16Array(raw.buffer, start * 2, count), start);
    yield;
  }
  if (torn) target[whole] = 0xfffd;
  const text = { units: target.buffer, width: wide ? 2 : 1, length: target.length } as const;
  return { text, replaced };
}

/** Code points in four bytes each; what is none becomes U+FFFD, and so does a torn last one. */
export function* transcodeUtf32(raw: Bytes, length: number, bigEndian: boolean): Transcoding {
  const view = new DataView(raw.buffer, 0, length);
  const count = Math.ceil(length / 4);
  let replaced = 0;
  const pointAt = (index: number): number => {
    if (index * 4 + 4 > length) return -1;
    const point = view.getUint32(index * 4, !bigEndian);
    return point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? -1 : point;
  };
  // At most two units each.
  const units = new Uint16Array(new SharedArrayBuffer(count * 4));
  let written = 0;
  for (let index = 0; index < count; index += 1) {
    const point = pointAt(index);
    if (point < 0) replaced += 1;
    if (point > 0xffff) {
      units[written] = 0xd800 + ((point - 0x10000) >> 10);
      written += 1;
    }
    units[written] = point < 0 ? 0xfffd : point > 0xffff ? 0xdc00 + (point & 0x3ff) : point;
    written += 1;
    if (index % (pieceBytes / 4) === 0) yield;
  }
  const bytes = new Uint8Array(units.buffer);
  const text = yield* transcodeUtf16(bytes, written * 2, false);
  return { text: text.text, replaced };
}

/** The bytes as Latin-1, in a buffer of exactly their number: the same one where it fits. */
export function* cutToLength(raw: Bytes, length: number): Generator<void, SharedText> {
  if (raw.length === length) return { units: raw.buffer, width: 1, length };
  const target = new Uint8Array(new SharedArrayBuffer(length));
  for (let start = 0; start < length; start += pieceBytes) {
    target.set(raw.subarray(start, Math.min(start + pieceBytes, length)), start);
    yield;
  }
  return { units: target.buffer, width: 1, length };
}

/** Where a piece from `start` should end, so that no whole UTF-8 sequence is cut. */
export function utf8Boundary(raw: Uint8Array, start: number, length: number): number {
  if (length - start <= pieceBytes) return length;
  const end = start + pieceBytes;
  // Up to three bytes back stands the first byte of the sequence that `end` would cut.
  for (let back = 0; back <= 3; back += 1) {
    const byte = raw[end - back] ?? 0;
    if ((byte & 0xc0) !== 0x80) return end - back;
  }
  return end;
}

/** Whether a unit doesn't fit one byte. */
export function hasWide(text: string): boolean {
  return /[^\0-\xff]/.test(text);
}

export function countReplacements(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count += 1;
  return count;
}

export function writeUnits(text: string, units: SharedArrayBuffer, width: 1 | 2, at: number): void {
  // Only the part to write to: Node 20 miscounts in a buffer of 4 GB.
  const target = Buffer.from(units, at * width, text.length * width);
  target.write(text, width === 1 ? 'latin1' : 'utf16le');
}

/** U+FFFD that stand in the bytes as such. */
export function countWrittenReplacements(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  let at = buffer.indexOf(replacementCharacter);
  while (at >= 0) {
    count += 1;
    at = buffer.indexOf(replacementCharacter, at + 3);
  }
  return count;
}
