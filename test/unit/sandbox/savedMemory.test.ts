import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SavedMemory } from '../../../src/protocol/sandbox.ts';
import {
  baseMemory,
  copyMemory,
  heldBytes,
  isSavedMemory,
  leftOutPage,
  MemorySaver,
  pageBytes,
  restoreMemory,
} from '../../../src/sandbox/savedMemory.ts';

/** Pages that are filled with these numbers. */
function memoryOf(...fills: readonly number[]): Uint8Array {
  const memory = new Uint8Array(fills.length * pageBytes);
  fills.forEach((fill, page) => {
    memory.fill(fill, page * pageBytes, (page + 1) * pageBytes);
  });
  return memory;
}

function restored(saved: SavedMemory): Uint8Array {
  // What stands in a new instance already is no part of the state.
  const memory = new Uint8Array(saved.bytes).fill(99);
  restoreMemory(saved, memory, saved.bytes);
  return memory;
}

/** Whole slabs hold more than is in use. */
function pagesUsed({ pages }: SavedMemory): number {
  return new Set(pages.filter((place) => place >= 0)).size;
}

test('a state gives back every byte, blank pages and grown memory included', () => {
  const saver = new MemorySaver(null);
  const first = saver.save(memoryOf(1, 0, 3));
  assert.deepEqual(restored(first), memoryOf(1, 0, 3));
  const second = saver.save(memoryOf(1, 2, 0, 0, 5));
  assert.deepEqual(restored(second), memoryOf(1, 2, 0, 0, 5));
  assert.deepEqual(restored(first), memoryOf(1, 0, 3));
});

test('what was grown is zeros, and is not written to again', () => {
  const saved = new MemorySaver(null).save(memoryOf(1, 0, 0, 4));
  const memory = memoryOf(9, 9, 8, 9);
  restoreMemory(saved, memory, 2 * pageBytes);
  assert.deepEqual(memory, memoryOf(1, 0, 8, 4));
});

test('pages that have not changed stand where they stood', () => {
  const saver = new MemorySaver(null);
  const memory = memoryOf(...Array.from({ length: 200 }, (_, page) => page + 1));
  const first = saver.save(memory);
  memory[150 * pageBytes + 7] = 0;
  const second = saver.save(memory);
  const moved = second.pages.filter((place, page) => place !== first.pages[page]);
  assert.equal(moved.length, 1);
  assert.deepEqual(restored(second), memory);
});

test('the pages of the state before the last are used again: a long run holds no more than two states', () => {
  const saver = new MemorySaver(null);
  const count = 100;
  let held = 0;
  for (let turn = 1; turn <= 50; turn += 1) {
    held = heldBytes(saver.save(memoryOf(...Array<number>(count).fill(turn))));
  }
  assert.ok(held <= 2.5 * count * pageBytes, `${held} bytes`);
});

test('the last state stays as it is while the next is made', () => {
  const saver = new MemorySaver(null);
  saver.save(memoryOf(1, 1, 1));
  const last = saver.save(memoryOf(2, 2, 1));
  saver.save(memoryOf(3, 3, 3));
  assert.deepEqual(restored(last), memoryOf(2, 2, 1));
});

test('what was released is never written to again', () => {
  const saver = new MemorySaver(null);
  saver.save(memoryOf(1, 1));
  const kept = saver.save(memoryOf(2, 1));
  saver.release();
  for (let turn = 3; turn < 9; turn += 1) saver.save(memoryOf(turn, turn));
  assert.deepEqual(restored(kept), memoryOf(2, 1));
});

test('a state that was taken up goes on without a copy of what it holds', () => {
  const many = Array.from({ length: 40 }, (_, page) => page + 1);
  const first = new MemorySaver(null).save(memoryOf(...many));
  const one = new MemorySaver(first).save(memoryOf(...many, 41));
  const other = new MemorySaver(first).save(memoryOf(99, ...many.slice(1)));
  assert.deepEqual(
    [restored(first), restored(one), restored(other)],
    [memoryOf(...many), memoryOf(...many, 41), memoryOf(99, ...many.slice(1))],
  );
  assert.deepEqual([one.slabs[1], other.slabs[1]], [first.slabs[1], first.slabs[1]]);
  assert.deepEqual(
    [one.pages.slice(0, 40), other.pages.slice(1)],
    [first.pages, first.pages.slice(1)],
  );
});

test('a chain of states that were all released holds no more than twice what the last one needs', () => {
  const count = 400;
  const fills = Array.from({ length: count }, (_, page) => (page % 250) + 1);
  let saved = new MemorySaver(null).save(memoryOf(...fills));
  for (let turn = 0; turn < 100; turn += 1) {
    for (let each = 0; each < 9; each += 1) fills[(turn * 9 + each) % count] = (turn % 250) + 2;
    saved = new MemorySaver(saved).save(memoryOf(...fills));
  }
  assert.deepEqual(restored(saved), memoryOf(...fills));
  assert.ok(heldBytes(saved) < 3 * count * pageBytes, `${heldBytes(saved)} bytes`);
});

test('a base is shared: a state of it holds what differs alone', () => {
  const base = baseMemory(memoryOf(...Array<number>(300).fill(7), 0, 7));
  assert.equal(heldBytes(base), 301 * pageBytes, 'blank pages are not held');
  const memory = restored(base);
  memory[5 * pageBytes] = 1;
  const saved = new MemorySaver(base).save(memory);
  assert.equal(saved.slabs[0], base.slabs[0]);
  assert.equal(saved.pages.filter((place, page) => place !== base.pages[page]).length, 1);
  assert.deepEqual(restored(saved), memory);
  memory.fill(3);
  assert.equal(pagesUsed(new MemorySaver(base).save(memory)), 302);
});

test('a copy is the same, and nobody else’s', () => {
  const base = baseMemory(memoryOf(1, 0, 2));
  const copy = copyMemory(base);
  for (const slab of base.slabs) new Uint8Array(slab).fill(9);
  base.pages.fill(0);
  assert.deepEqual(restored(copy), memoryOf(1, 0, 2));
});

test('what is left out is not kept, and is kept again when it is left out no longer', () => {
  const saver = new MemorySaver(null);
  const memory = memoryOf(1, 2, 3, 4);
  const range = { start: pageBytes - 5, end: 3 * pageBytes + 5 };
  const saved = saver.save(memory, [range]);
  assert.deepEqual(
    [...saved.pages].map((place) => place === leftOutPage),
    [false, true, true, false],
  );
  assert.deepEqual(restored(saved), memoryOf(1, 0, 0, 4));
  assert.deepEqual(restored(saver.save(memory)), memory);
  assert.equal(saver.save(memory, [{ start: 5, end: 10 }]).pages.includes(leftOutPage), false);
});

test('states at random are what the memory was', () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  let saver = new MemorySaver(null);
  const fills = [1];
  const states: { saved: SavedMemory; memory: Uint8Array }[] = [];
  const kept: typeof states = [];
  for (let turn = 0; turn < 200; turn += 1) {
    if (random(3) === 0) fills.push(random(3));
    for (let change = random(8); change > 0; change -= 1) fills[random(fills.length)] = random(4);
    const memory = memoryOf(...fills);
    const saved = saver.save(memory);
    states.push({ saved, memory });
    for (const state of states.slice(-2)) assert.deepEqual(restored(state.saved), state.memory);
    if (random(10) > 0) continue;
    kept.push({ saved, memory });
    if (random(2) === 0) saver.release();
    else saver = new MemorySaver(saved);
  }
  for (const { saved, memory } of kept) assert.deepEqual(restored(saved), memory);
});

const whole = new MemorySaver(null).save(memoryOf(1, 2));
const forged: readonly (readonly [string, unknown])[] = [
  ['nothing', null],
  ['a page outside of its slab', { ...whole, pages: Int32Array.of(65_536 + 9_999, -1) }],
  ['a page of no slab', { ...whole, pages: Int32Array.of(9 * 65_536, -1) }],
  ['an unknown mark', { ...whole, pages: Int32Array.of(-3, -1) }],
  ['another length', { ...whole, bytes: 5 }],
  ['no shared memory', { ...whole, slabs: [new ArrayBuffer(5)] }],
  ['no slabs', { ...whole, slabs: [] }],
  [
    'more than there may be',
    { ...whole, slabs: [new SharedArrayBuffer(0), new SharedArrayBuffer(2 ** 24)] },
  ],
  ['a list for a table', { ...whole, pages: [-1, -1] }],
];
for (const [what, value] of forged) {
  test(`what another thread sends is no state: ${what}`, () => {
    assert.equal(isSavedMemory(value, 2 ** 20), false);
    assert.equal(isSavedMemory(whole, 2 ** 20), true);
  });
}

test('a memory larger than may be is no state', () => {
  assert.equal(isSavedMemory(whole, pageBytes), false);
});
