/** Bytes that a sample has, about. */
const mostBytes = 4_096;
/** Places, spread over a file, from which on something beyond ASCII is looked for. */
const probes = 16;
/** Bytes that one look for it goes over. */
const longestLook = 512 * 1024;
/** Bytes of one place, and those before it that may belong to the same words. */
const mostAtOnce = 512;
const mostBefore = 1_024;
/** Under `0` stand the space and the signs that are no second byte of any character. */
const firstOfWords = 0x30;

/**
 * Words with bytes beyond ASCII and their neighbours, a line each, from all over a text: what tells its
 * encoding, without the figures and English words that a log is full of. `ranges`: where such bytes are.
 */
export function sampleText(
  bytes: Uint8Array,
  ranges: readonly (readonly [start: number, end: number])[],
): Uint8Array {
  const sample: number[] = [];
  const total = ranges.reduce((sum, [start, end]) => sum + end - start, 0);
  const perProbe = Math.ceil(total / probes);
  let taken = 0;
  let done = 0;
  for (const [start, end] of ranges) {
    const step = Math.max(1, perProbe);
    for (let at = start; at < end && sample.length < mostBytes; at += step) {
      const look = Math.min(at + Math.min(step, longestLook), end);
      // A fair share for each place, and what earlier ones have left.
      const share = Math.ceil((mostBytes * (taken + look - at)) / total);
      taken += look - at;
      done = collect(
        bytes,
        [Math.max(at, done), look, end],
        Math.max(share, mostAtOnce / 2),
        sample,
      );
    }
  }
  return Uint8Array.from(sample);
}

/** Adds words from `start` to `look` until the sample has `most` bytes; says how far it came. */
function collect(
  bytes: Uint8Array,
  [start, look, end]: readonly [start: number, look: number, end: number],
  most: number,
  sample: number[],
): number {
  let at = start;
  for (; at < look && sample.length < most; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    let from = at;
    while (from > start && at - from < mostBefore && (bytes[from - 1] ?? 0) >= firstOfWords)
      from -= 1;
    let to = at;
    // To the end of a word, and on while words beyond ASCII follow closely.
    let lastBeyond = at;
    while (to < end && to - from < mostBefore + mostAtOnce) {
      const byte = bytes[to] ?? 0;
      if (byte >= 0x80) lastBeyond = to;
      if (byte < firstOfWords && (to - lastBeyond > 12 || to - at > mostAtOnce)) break;
      to += 1;
    }
    for (let each = from; each < to; each += 1) sample.push(bytes[each] ?? 0);
    sample.push(0x0a);
    at = to;
  }
  return at;
}
