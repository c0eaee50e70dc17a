import type { QuotePlace } from '../../core/environment.ts';
import { longLine } from './citedLines.ts';
import { blank, FoldedText, fold, spread } from './folded.ts';
import type { TextItem } from './textItem.ts';

/** Characters, folded, whose hash is looked for. */
const anchorLength = 11;
/** By so many bits a hash is shifted for each character: after `anchorLength` of them one is gone. */
const shift = 3;
/** Between the parts of a quote that leaves something out. */
const mostLeftOut = 5_000;
/**
 * Characters that are compared for one quote in all. What stands in every line and yet nowhere
 * whole is given up; what was found alike by then is its place.
 */
const mostCompared = 4_000_000;
const slots = 4_096;
/** What is read of the text to know which anchors are rare. */
const sampleChars = 4_096;
const mostSamples = 256;

/** A quote as it is looked for. */
interface Sought {
  readonly index: number;
  /** Between ellipses, folded, in order. */
  readonly parts: readonly string[];
  /** The part that the anchor is in, and where in it the anchor ends. */
  readonly part: number;
  readonly anchorEnd: number;
  readonly hash: number;
  readonly exact: string;
  /** Of `mostCompared`, what is left. */
  left: number;
}

/**
 * The place where each quote stands first, exactly if it does, else as FoldedText compares, and but
 * for a last punctuation mark and what an ellipsis leaves out. Null where it doesn't stand.
 *
 * One pass over the text for all quotes together, whether they are found or not: a rolling hash of
 * the folded characters is compared with one of each quote, that of its rarest characters.
 */
export function locateQuotes(
  items: readonly TextItem[],
  quotes: readonly string[],
): readonly (QuotePlace | null)[] {
  const frequencies = sample(items);
  const open = new Map<number, readonly Sought[]>();
  const filter = new Uint8Array(slots);
  quotes.forEach((quote, index) => {
    const sought = prepare(quote, index, frequencies);
    if (sought === null) return;
    open.set(sought.hash, [...(open.get(sought.hash) ?? []), sought]);
    filter[slotOf(sought.hash)] = 1;
  });
  const places: (QuotePlace | null)[] = quotes.map(() => null);
  for (const item of items) {
    if (open.size === 0) break;
    const text = new FoldedText(item);
    scan(item.units, filter, (hash, end) => {
      for (const sought of open.get(hash) ?? []) {
        const before = text.compared;
        const range = verify(text, item.length, sought, end);
        const isExact = range !== null && text.isExact(sought.exact, range[0]);
        if (range !== null && (isExact || places[sought.index] === null)) {
          places[sought.index] = linesOf(item, range);
        }
        sought.left -= text.compared - before;
        if (isExact || sought.left < 0) close(open, sought);
      }
      return open.size > 0;
    });
  }
  return places;
}

function close(open: Map<number, readonly Sought[]>, sought: Sought): void {
  const others = (open.get(sought.hash) ?? []).filter((other) => other !== sought);
  if (others.length === 0) open.delete(sought.hash);
  else open.set(sought.hash, others);
}

/** How often hashes of each slot stand in pieces of the text that are spread over it. */
function sample(items: readonly TextItem[]): Uint32Array {
  const frequencies = new Uint32Array(slots);
  const everything = new Uint8Array(slots).fill(1);
  const chars = items.reduce((sum, { length }) => sum + length, 0);
  const stride = Math.max(sampleChars, Math.ceil(chars / mostSamples));
  let passed = 0;
  let next = 0;
  for (const { units, length } of items) {
    for (; next < passed + length; next += stride) {
      const from = next - passed;
      scan(units.subarray(from, from + sampleChars), everything, (hash) => {
        const slot = slotOf(hash);
        frequencies[slot] = (frequencies[slot] ?? 0) + 1;
        return true;
      });
    }
    passed += length;
  }
  return frequencies;
}

function prepare(quote: string, index: number, frequencies: Uint32Array): Sought | null {
  const parts = quote
    .split(/\[?(?:\.{3,}|…)\]?/)
    .map((part) => fold(part))
    .filter((part) => part !== '');
  const last =
    parts
      .pop()
      ?.replace(/[.,;:!?]$/, '')
      .trimEnd() ?? '';
  if (last !== '') parts.push(last);
  let rarest = Number.POSITIVE_INFINITY;
  let anchor: Pick<Sought, 'part' | 'anchorEnd' | 'hash'> | null = null;
  for (const [part, text] of parts.entries()) {
    let hash = 0;
    for (let at = 0; at < text.length; at += 1) {
      hash = (hash << shift) ^ (spread[text.charCodeAt(at)] ?? 0);
      const frequency = frequencies[slotOf(hash)] ?? 0;
      if (at + 1 < anchorLength || frequency >= rarest) continue;
      rarest = frequency;
      anchor = { part, anchorEnd: at + 1, hash };
    }
  }
  return anchor && { index, parts, ...anchor, exact: quote, left: mostCompared };
}

/** Calls back at the end of whatever could be an anchor; false from there ends it. */
function scan(
  units: TextItem['units'],
  filter: Uint8Array,
  found: (hash: number, end: number) => boolean,
): void {
  // In the processor's first cache where that is enough.
  const table = units.BYTES_PER_ELEMENT === 1 ? spread.slice(0, 256) : spread;
  const spreadBlank = spread[blank];
  let hash = 0;
  let before = spreadBlank;
  for (let at = 0; at < units.length; at += 1) {
    const unit = table[units[at] as number] as number;
    if (unit === 0 || (unit === spreadBlank && before === spreadBlank)) continue;
    before = unit;
    hash = (hash << shift) ^ unit;
    if (filter[(hash ^ (hash >>> 12)) & (slots - 1)] === 1 && !found(hash, at)) return;
  }
}

/** The range of the quote whose anchor ends with the unit at this offset; null: it isn't there. */
function verify(
  text: FoldedText,
  length: number,
  { parts, part, anchorEnd }: Sought,
  at: number,
): [start: number, end: number] | null {
  const anchored = parts[part] ?? '';
  let start = text.startOf(anchored, anchorEnd, at);
  let end = start === null ? null : text.endOf(anchored, anchorEnd, at + 1);
  if (start === null || end === null) return null;
  for (const after of parts.slice(part + 1)) {
    const place = text.find(after, end, Math.min(length, end + mostLeftOut + 2 * after.length));
    if (place === null) return null;
    end = place[1];
  }
  for (const before of parts.slice(0, part).reverse()) {
    const from = Math.max(0, start - mostLeftOut - 2 * before.length);
    const place = text.findLast(before, from, start);
    if (place === null) return null;
    start = place[0];
  }
  return [start, end];
}

function linesOf(item: TextItem, [start, end]: [number, number]): QuotePlace {
  const line = item.lineAt(start);
  const lineStart = item.lines.start(line);
  const isLong = item.lines.end(line) - lineStart > longLine;
  return {
    path: item.path,
    startLine: line + 1,
    endLine: item.lineAt(end - 1) + 1,
    ...(isLong && { column: start - lineStart + 1 }),
  };
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 12)) & (slots - 1);
}
