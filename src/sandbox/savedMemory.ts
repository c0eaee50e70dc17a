import { Buffer } from 'node:buffer';
import { maxSlabs, type SavedMemory } from '../protocol/sandbox.ts';

/** Bytes `start` to `end`, exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Texts of the Context that states leave out, where they take so many bytes: so many of them. */
export const leftOutTexts = { leastBytes: 1_048_576, most: 8 } as const;
/** Small enough that little is copied along with a change, large enough to be compared at full speed. */
export const pageBytes = 16_384;
/**
 * The place of a page is `slab * pagesOfSlab + page of that slab`, or one of these marks: of a page
 * of zeros;
 */
export const blankPage = -1;
/** of one that whoever restores the memory fills itself. */
export const leftOutPage = -2;
const pagesOfSlab = 65_536;
/** A slab takes up at least so much, and at least an eighth of what there is already. */
const leastSlabBytes = 524_288;
/** Times the memory: a base, a state, room for the next one. */
const mostHeld = 4;
const none = new SharedArrayBuffer(0);
const blank = Buffer.alloc(pageBytes);

/** Memory that REPLs start from, as a state of its own: what is not blank, in one slab. */
export function baseMemory(memory: Uint8Array): SavedMemory {
  const bytes = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
  const pageAt = (page: number) => bytes.subarray(page * pageBytes, (page + 1) * pageBytes);
  let places = 0;
  const pages = Int32Array.from({ length: bytes.length / pageBytes }, (_, page) => {
    if (blank.equals(pageAt(page))) return blankPage;
    places += 1;
    return places - 1;
  });
  const slab = new SharedArrayBuffer(places * pageBytes);
  const into = Buffer.from(slab);
  for (const [page, place] of pages.entries()) {
    if (place !== blankPage) pageAt(page).copy(into, place * pageBytes);
  }
  return { bytes: bytes.length, pages, slabs: [slab] };
}

/** The same in memory that nobody else can write to. */
export function copyMemory({ bytes, pages, slabs }: SavedMemory): SavedMemory {
  const copies = slabs.map((slab) => {
    const copy = new SharedArrayBuffer(slab.byteLength);
    new Uint8Array(copy).set(new Uint8Array(slab, 0, copy.byteLength));
    return copy;
  });
  return { bytes, pages: Int32Array.from(pages), slabs: copies };
}

/** The same with all that is not blank in one slab, and nothing else in it. */
export function compactMemory({ bytes, pages, slabs }: SavedMemory): SavedMemory {
  const places = pages.reduce((count, place) => count + (place < 0 ? 0 : 1), 0);
  const slab = new SharedArrayBuffer(places * pageBytes);
  const into = Buffer.from(slab);
  let next = 0;
  const compact = pages.map((place) => {
    if (place < 0) return place;
    const from = slabs[slabOf(place)];
    if (from === undefined) throw new RangeError('The state is not whole.');
    Buffer.from(from, offsetOf(place), pageBytes).copy(into, next * pageBytes);
    next += 1;
    return next - 1;
  });
  return { bytes, pages: compact, slabs: [slab] };
}

/** Bytes that a state holds. */
export function heldBytes({ slabs }: SavedMemory): number {
  return slabs.reduce((sum, slab) => sum + slab.byteLength, 0);
}

/**
 * Puts a state into the memory of a new instance, which has been grown to its size. `used`: so many
 * bytes at its beginning may hold something; what was grown behind them is zeros.
 */
export function restoreMemory(saved: SavedMemory, memory: Uint8Array, used: number): void {
  const { pages } = saved;
  const slabs = saved.slabs.map((slab) => new Uint8Array(slab));
  for (let page = 0; page < pages.length; ) {
    const first = pages[page] ?? blankPage;
    let next = page + 1;
    if (first < 0) {
      const start = page * pageBytes;
      if (start < used) memory.fill(0, start, start + pageBytes);
    } else {
      // Pages that stand side by side are copied at once.
      while (pages[next] === first + next - page) next += 1;
      const start = offsetOf(first);
      const from = slabs[slabOf(first)];
      const end = start + (next - page) * pageBytes;
      if (from === undefined || end > from.length) throw new RangeError('The state is not whole.');
      memory.set(from.subarray(start, end), page * pageBytes);
    }
    page = next;
  }
}

/** Whether what another thread has sent is a state of at most so many bytes. Never throws. */
export function isSavedMemory(value: unknown, mostBytes: number): value is SavedMemory {
  if (typeof value !== 'object' || value === null) return false;
  const { bytes, pages, slabs } = value as Partial<Record<keyof SavedMemory, unknown>>;
  if (!(pages instanceof Int32Array) || !Array.isArray(slabs)) return false;
  if (bytes !== pages.length * pageBytes || bytes > mostBytes) return false;
  const isWhole = slabs.every((slab) => slab instanceof SharedArrayBuffer);
  if (!isWhole || slabs.length === 0 || slabs.length > maxSlabs) return false;
  const held = slabs.reduce((sum, slab) => sum + slab.byteLength, 0);
  return held <= mostHeld * mostBytes && pages.every((place) => isPlace(place, slabs));
}

function isPlace(place: number, slabs: readonly SharedArrayBuffer[]): boolean {
  if (place < 0) return place === blankPage || place === leftOutPage;
  const slab = slabs[slabOf(place)]?.byteLength ?? 0;
  return offsetOf(place) + pageBytes <= slab;
}

/** Shared memory that pages are copied to. */
interface Slab {
  readonly shared: SharedArrayBuffer;
  readonly bytes: Buffer;
  /** Made here and handed to nobody who keeps it: its pages are used again. */
  isOwn: boolean;
}

/**
 * Keeps a linear memory as it changes: each state costs the pages that differ from the one before,
 * and a look at the others. While a state is made the one before it stays as it is; the pages of
 * older ones are used again, unless they were released.
 */
export class MemorySaver {
  #pages: Int32Array;
  readonly #slabs: Slab[];
  /** Places of own slabs that the last state does not need. */
  #free: number[] = [];

  /** @param from what the memory was restored from; null: it began with no state. */
  constructor(from: SavedMemory | null) {
    this.#pages = from?.pages ?? new Int32Array(0);
    this.#slabs = (from?.slabs ?? [none]).map((shared) => makeSlab(shared, false));
  }

  /** @param leftOut pages wholly within are neither looked at nor kept. */
  save(memory: Uint8Array, leftOut: readonly ByteRange[] = []): SavedMemory {
    const live = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
    const before = this.#pages;
    const own = this.#slabs.map(({ isOwn }) => isOwn);
    const pages = Int32Array.from({ length: live.length / pageBytes }, (_, page) =>
      Math.max(before[page] ?? blankPage, blankPage),
    );
    for (const { start, end } of leftOut) {
      const last = Math.floor(end / pageBytes);
      pages.fill(leftOutPage, Math.ceil(start / pageBytes), Math.max(0, last));
    }
    const changed = this.#changedPages(live, pages);
    changed.push(...this.#scattered(pages, new Set(changed)));
    this.#makeRoom(changed.length, pages.length);
    for (const page of changed) {
      const place = this.#free.pop();
      if (place === undefined) throw new Error('There is no room for a page.');
      const start = page * pageBytes;
      live.copy(this.#slabAt(place).bytes, offsetOf(place), start, start + pageBytes);
      pages[page] = place;
    }
    for (const [page, place] of before.entries()) {
      if (place !== pages[page] && own[slabOf(place)]) this.#free.push(place);
    }
    this.#pages = pages;
    return {
      bytes: live.length,
      pages: pages.slice(),
      slabs: this.#slabs.map(({ shared }) => shared),
    };
  }

  /** Others go on from what was saved so far: it is never written to again. */
  release(): void {
    for (const slab of this.#slabs) slab.isOwn = false;
    this.#free = [];
  }

  /** Pages to copy; those that have become blank are noted in `pages`. */
  #changedPages(live: Buffer, pages: Int32Array): number[] {
    const changed: number[] = [];
    for (let page = 0; page < pages.length; page += 1) {
      const place = pages[page] ?? blankPage;
      if (place === leftOutPage) continue;
      const [start, end] = [page * pageBytes, (page + 1) * pageBytes];
      const kept = place === blankPage ? blank : this.#slabAt(place).bytes;
      const at = place === blankPage ? 0 : offsetOf(place);
      if (kept.compare(live, start, end, at, at + pageBytes) === 0) continue;
      if (blank.compare(live, start, end) === 0) pages[page] = blankPage;
      else changed.push(page);
    }
    return changed;
  }

  /** Pages in slabs of others of which less than half is in use: all of such a slab would be held for them. */
  #scattered(pages: Int32Array, changed: ReadonlySet<number>): number[] {
    const bySlab = new Map<number, number[]>();
    pages.forEach((place, page) => {
      const slab = slabOf(place);
      if (slab < 1 || this.#slabs[slab]?.isOwn !== false || changed.has(page)) return;
      const there = bySlab.get(slab);
      if (there === undefined) bySlab.set(slab, [page]);
      else there.push(page);
    });
    return this.#slabs.flatMap((slab, index) => {
      if (index === 0 || slab.isOwn) return [];
      const there = bySlab.get(index) ?? [];
      if (there.length * pageBytes * 2 >= slab.bytes.length) return [];
      this.#slabs[index] = makeSlab(none, false);
      return there;
    });
  }

  /** Sees to it that so many places are free, of a memory of `all` pages. */
  #makeRoom(places: number, all: number): void {
    const missing = places - this.#free.length;
    if (missing <= 0) return;
    const least = Math.max(missing, leastSlabBytes / pageBytes, Math.ceil(all / 8));
    const slab = makeSlab(new SharedArrayBuffer(Math.min(least, pagesOfSlab) * pageBytes), true);
    const given = this.#slabs.findIndex(({ bytes }, at) => at > 0 && bytes.length === 0);
    const index = given === -1 ? this.#slabs.length : given;
    if (index >= maxSlabs) throw new Error('The state has too many parts.');
    this.#slabs[index] = slab;
    // From the last to the first, since they are taken from the end.
    for (let page = slab.bytes.length / pageBytes - 1; page >= 0; page -= 1) {
      this.#free.push(index * pagesOfSlab + page);
    }
    this.#makeRoom(places, all);
  }

  #slabAt(place: number): Slab {
    const slab = this.#slabs[slabOf(place)];
    if (slab === undefined) throw new Error('The state is not whole.');
    return slab;
  }
}

function makeSlab(shared: SharedArrayBuffer, isOwn: boolean): Slab {
  return { shared, bytes: Buffer.from(shared), isOwn };
}

function slabOf(place: number): number {
  return Math.floor(place / pagesOfSlab);
}

/** Of a page in its slab, in bytes. */
function offsetOf(place: number): number {
  return (place % pagesOfSlab) * pageBytes;
}
