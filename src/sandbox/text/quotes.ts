import type { LineRange } from '../../core/environment.ts';
import type { TextItem } from './textItem.ts';
import { isBlankUnit } from './units.ts';

/** Characters, folded, whose hash is looked for: the last ones of a quote's longest part. */
const anchorLength = 11;
/** By so many bits a hash is shifted for each character: after `anchorLength` of them one is gone. */
const shift = 3;
/** Between the parts of a quote that leaves something out. */
const mostLeftOut = 5_000;
const slots = 4_096;
const blank = 32;
const ignored = 0;

/** A quote as it is looked for. */
interface Sought {
  readonly index: number;
  /** Between ellipses, folded, in order. */
  readonly parts: readonly string[];
  readonly longest: number;
  /** Of the last characters of the longest part. */
  readonly hash: number;
  readonly exact: string;
}

/**
 * The place where each quote stands first, exactly if it does, else but for white space, line ends, the
 * form of quotes and apostrophes, Markdown's `*` and backticks, a last punctuation mark, and what an
 * ellipsis leaves out. Null where it doesn't stand.
 *
 * One pass over the text for all quotes together, whether they are found or not: a rolling hash of the
 * folded characters is compared with those of the quotes.
 */
export function locateQuotes(
  items: readonly TextItem[],
  quotes: readonly string[],
): readonly (LineRange | null)[] {
  const open = new Map<number, Sought[]>();
  const filter = new Uint8Array(slots);
  let left = 0;
  quotes.forEach((quote, index) => {
    const sought = prepare(quote, index);
    if (sought === null) return;
    open.set(sought.hash, [...(open.get(sought.hash) ?? []), sought]);
    filter[slotOf(sought.hash)] = 1;
    left += 1;
  });
  const places: (LineRange | null)[] = quotes.map(() => null);
  for (const item of items) {
    if (left === 0) break;
    scan(item, filter, (hash, end) => {
      const candidates = open.get(hash);
      if (candidates === undefined) return true;
      for (const sought of candidates) {
        const range = verify(item, sought, end);
        if (range === null) continue;
        const isExact = item.slice(range[0], range[0] + sought.exact.length) === sought.exact;
        if (!isExact && places[sought.index] !== null) continue;
        places[sought.index] = linesOf(item, range);
        if (!isExact) continue;
        open.set(
          hash,
          (open.get(hash) ?? []).filter((other) => other !== sought),
        );
        left -= 1;
      }
      return left > 0;
    });
  }
  return places;
}

function prepare(quote: string, index: number): Sought | null {
  const parts = quote
    .split(/\[?(?:\.{3,}|…)\]?/)
    .map((part) => fold(part))
    .filter((part) => part !== '');
  const last =
    parts
      .at(-1)
      ?.replace(/[.,;:!?]$/, '')
      .trimEnd() ?? '';
  const all = [...parts.slice(0, -1), ...(last === '' ? [] : [last])];
  const longest = all.reduce((best, part, at) => {
    return part.length > (all[best]?.length ?? 0) ? at : best;
  }, 0);
  const anchor = all[longest]?.slice(-anchorLength) ?? '';
  if (anchor.length < anchorLength) return null;
  let hash = 0;
  for (let at = 0; at < anchor.length; at += 1) hash = rolled(hash, anchor.charCodeAt(at));
  return { index, parts: all, longest, hash, exact: quote };
}

/** Calls back at the end of whatever could be an anchor; false from there ends it. */
function scan(
  { units }: TextItem,
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

/** The range of the quote whose longest part ends at this offset; null when it isn't there. */
function verify(item: TextItem, { parts, longest }: Sought, end: number): [number, number] | null {
  const start = startOf(item, parts[longest] ?? '', end);
  if (start === null) return null;
  let range: [number, number] = [start, end + 1];
  for (const part of parts.slice(longest + 1)) {
    const to = Math.min(item.length, range[1] + mostLeftOut + 2 * part.length);
    const at = find(item, part, range[1], to);
    if (at === null) return null;
    range = [range[0], at[1]];
  }
  for (const part of parts.slice(0, longest).reverse()) {
    const from = Math.max(0, range[0] - mostLeftOut - 2 * part.length);
    const at = find(item, part, from, range[0]);
    if (at === null) return null;
    range = [at[0], range[1]];
  }
  return range;
}

/** Where a folded part begins that ends with the unit at `end`; null when another text does. */
function startOf({ units }: TextItem, part: string, end: number): number | null {
  let at = end;
  for (let index = part.length - 1; index >= 0; ) {
    if (at < 0) return null;
    const unit = folded[units[at] ?? 0] ?? 0;
    if (unit !== ignored) {
      if (unit !== part.charCodeAt(index)) return null;
      index -= 1;
    }
    at -= 1;
    if (unit !== blank) continue;
    while (at >= 0 && isSkipped(folded[units[at] ?? 0] ?? 0)) at -= 1;
  }
  return at + 1;
}

/** The first place of a folded part within a range. */
function find(item: TextItem, part: string, from: number, to: number): [number, number] | null {
  const last = part.charCodeAt(part.length - 1);
  for (let end = from; end < to; end += 1) {
    if (folded[item.units[end] ?? 0] !== last) continue;
    const start = startOf(item, part, end);
    if (start !== null && start >= from) return [start, end + 1];
  }
  return null;
}

function linesOf(item: TextItem, [start, end]: [number, number]): LineRange {
  return {
    path: item.path,
    startLine: item.lineAt(start) + 1,
    endLine: item.lineAt(end - 1) + 1,
  };
}

function fold(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = folded[text.charCodeAt(at)] ?? 0;
    if (unit !== ignored) result += String.fromCharCode(unit);
  }
  return result.replace(/ +/g, ' ').trim();
}

function isSkipped(unit: number): boolean {
  return unit === blank || unit === ignored;
}

function rolled(hash: number, unit: number): number {
  return (hash << shift) ^ (spread[unit] ?? 0);
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 12)) & (slots - 1);
}

/** What each unit counts as. */
const folded = Uint16Array.from({ length: 65_536 }, (_, unit) => {
  if (isBlankUnit(unit) || (unit >= 0x2000 && unit <= 0x200a) || unit === 0x202f) return blank;
  if (unit === 0x200b || unit === 0xad || unit === 42 || unit === 96) return ignored;
  if (unit >= 0x2018 && unit <= 0x201b) return 39;
  if ((unit >= 0x201c && unit <= 0x201f) || unit === 0xab || unit === 0xbb) return 34;
  return unit;
});

/** What each unit adds to a hash, over all its bits; nothing when it is ignored. */
const spread = Int32Array.from(folded, (unit) => Math.imul(unit, 0x9e3779b1));
