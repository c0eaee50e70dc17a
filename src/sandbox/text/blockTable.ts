import { lastAtMost } from './lineTable.ts';
import type { TextItem } from './textItem.ts';
import { hashText, hashUnits, isSame, mix, rollIn, weightAfter } from './units.ts';

/** An offset of the text and the offset of an item at which the same 32 characters stand. */
export interface BlockHit {
  readonly at: number;
  readonly item: number;
  readonly offset: number;
}

const blockLength = 32;
/** A block is kept for every so many characters; more of them in texts over 256 M characters. */
const shortestStride = 64;
/** By which the oldest character is in the rolling hash. */
const oldest = weightAfter(blockLength - 1);

/**
 * Finds pieces of the Context wherever they were cut: blocks of 32 characters are kept at regular
 * offsets of the Context, and a hash rolls over the text (as rsync does). A piece of 96 characters
 * or more holds at least one whole block. Of equal blocks the first is kept.
 */
export class BlockTable {
  readonly #items: readonly TextItem[];
  readonly #stride: number;
  /** The number of blocks before each item: a block's number over all items is its id. */
  readonly #bases: readonly number[];
  /** Open addressing: id + 1 of a block, 0 where free. */
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;

  constructor(items: readonly TextItem[]) {
    this.#items = items;
    const chars = items.reduce((sum, { length }) => sum + length, 0);
    this.#stride = shortestStride * Math.max(1, Math.ceil(chars / 2 ** 28));
    const bases: number[] = [];
    let blocks = 0;
    for (const { length } of items) {
      bases.push(blocks);
      blocks += Math.max(0, Math.floor((length - blockLength) / this.#stride) + 1);
    }
    this.#bases = bases;
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, blocks * 2)));
    this.#slots = new Int32Array(size);
    this.#hashes = new Int32Array(blocks);
    for (const [index, item] of items.entries()) this.#hashBlocks(item, bases[index] ?? 0);
    // By itself: a processor looks at many slots at a time when no hash is in between.
    for (let id = 0; id < blocks; id += 1) {
      const slot = this.#slotOf(this.#hashes[id] ?? 0);
      if (this.#slots[slot] === 0) this.#slots[slot] = id + 1;
    }
  }

  /** The first place between `from` and `to` of the text at which a block begins. */
  find(text: string, from: number, to: number): BlockHit | null {
    if (to - from < blockLength) return null;
    let hash = hashText(text, from, from + blockLength);
    for (let at = from; ; at += 1) {
      const hit = this.#lookUp(mix(hash), text, at);
      if (hit !== null) return hit;
      if (at + blockLength >= to) return null;
      const rest = hash - Math.imul(text.charCodeAt(at), oldest);
      hash = rollIn(rest, text.charCodeAt(at + blockLength));
    }
  }

  #lookUp(hash: number, text: string, at: number): BlockHit | null {
    const id = this.#slots[this.#slotOf(hash)] ?? 0;
    if (id === 0) return null;
    const item = lastAtMost(this.#bases, id - 1);
    const offset = (id - 1 - (this.#bases[item] ?? 0)) * this.#stride;
    const units = this.#items[item]?.units;
    const isHit = units !== undefined && isSame(text, at, at + blockLength, units, offset);
    return isHit ? { at, item, offset } : null;
  }

  #hashBlocks({ units, length }: TextItem, base: number): void {
    let id = base;
    for (let start = 0; start + blockLength <= length; start += this.#stride) {
      this.#hashes[id] = mix(hashUnits(units, start, start + blockLength));
      id += 1;
    }
  }

  /** Where the hash stands, or the free slot where it would. */
  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = this.#slots[slot] ?? 0;
      if (id === 0 || this.#hashes[id - 1] === hash) return slot;
      slot = (slot + 1) & mask;
    }
  }
}
