/** How much of some bytes is UTF-8. */
export interface Utf8Weight {
  /** Sequences of several bytes. */
  readonly whole: number;
  /** Bytes that belong to none. */
  readonly broken: number;
  /** Lines that have such sequences and no such bytes: other encodings make a sequence by chance, hardly a line. */
  readonly lines: number;
}

/**
 * Weighs `bytes` from `start` to `end`, which should not cut a sequence. Surrogates and NUL in UTF-8's
 * way, as Java and some databases write them, are whole: only somebody who means UTF-8 makes them.
 */
export function weighUtf8(bytes: Uint8Array, start: number, end: number): Utf8Weight {
  let whole = 0;
  let broken = 0;
  let lines = 0;
  let wholeBefore = 0;
  let brokenBefore = 0;
  const endLine = (): void => {
    if (whole > wholeBefore && broken === brokenBefore) lines += 1;
    wholeBefore = whole;
    brokenBefore = broken;
  };
  for (let at = start; at < end; ) {
    const { length, isWhole } = sequenceAt(bytes, at, end);
    if (length > 1 && isWhole) whole += 1;
    else if (!isWhole) broken += length;
    else if (bytes[at] === 0x0a || bytes[at] === 0x0d) endLine();
    at += length;
  }
  endLine();
  return { whole, broken, lines };
}

/** The bytes that are no sequence of several bytes. */
export function withoutUtf8(bytes: Uint8Array): Uint8Array {
  const rest: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { length, isWhole } = sequenceAt(bytes, at, bytes.length);
    if (length === 1 || !isWhole) rest.push(...bytes.subarray(at, at + length));
    at += length;
  }
  return Uint8Array.from(rest);
}

function sequenceAt(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly length: number; readonly isWhole: boolean } {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return { length: 1, isWhole: true };
  const length = sequenceLength(lead, bytes[at + 1] ?? 0);
  let has = 1;
  while (has < length && at + has < end && ((bytes[at + has] ?? 0) & 0xc0) === 0x80) has += 1;
  return { length: has, isWhole: length > 1 && has === length };
}

function sequenceLength(lead: number, next: number): number {
  if (lead === 0xc0) return next === 0x80 ? 2 : 1;
  if (lead < 0xc2) return 1;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return lead === 0xe0 && next < 0xa0 ? 1 : 3;
  if (lead < 0xf5) return (lead === 0xf0 && next < 0x90) || (lead === 0xf4 && next > 0x8f) ? 1 : 4;
  return 1;
}

/** Bytes at the very end that begin a sequence of UTF-8 whose rest is missing: 0 to 3. */
export function cutSequenceLength(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back += 1) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    return sequenceLength(byte, bytes[end - back + 1] ?? 0xa0) > back ? back : 0;
  }
  return 0;
}
