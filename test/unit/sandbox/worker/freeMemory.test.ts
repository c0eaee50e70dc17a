import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearFree } from '../../../../src/sandbox/worker/freeMemory.ts';

const megabyte = 1_048_576;

/** A memory of which the megabytes from `free` on are free, taken from the first to the last. */
function allocator(megabytes: number, free: number) {
  const memory = { buffer: new ArrayBuffer(megabytes * megabyte) };
  new Uint8Array(memory.buffer).fill(7);
  let next = free * megabyte;
  const out: number[] = [];
  return {
    memory,
    out,
    take(bytes: number): number {
      const address = next;
      next += bytes;
      out.push(address);
      if (next <= memory.buffer.byteLength) return address;
      const grown = new Uint8Array(next + bytes);
      grown.set(new Uint8Array(memory.buffer));
      memory.buffer = grown.buffer;
      return address;
    },
    giveBack(address: number): void {
      out.splice(out.indexOf(address), 1);
    },
  };
}

test('what is free is zeros again, what is in use stays, and all is given back', () => {
  const made = allocator(64, 20);
  clearFree(made);
  const bytes = new Uint8Array(made.memory.buffer);
  assert.equal(
    bytes.subarray(0, 20 * megabyte).every((byte) => byte === 7),
    true,
  );
  assert.equal(
    bytes.subarray(20 * megabyte, 52 * megabyte).every((byte) => byte === 0),
    true,
  );
  assert.deepEqual(made.out, []);
});

test('it asks for no more than there is: the memory does not grow', () => {
  const made = allocator(64, 20);
  clearFree(made);
  assert.equal(made.memory.buffer.byteLength, 64 * megabyte);
});

test('where nothing is free it grows by one piece at most, and nothing is lost', () => {
  const made = allocator(40, 40);
  clearFree(made);
  assert.equal(
    new Uint8Array(made.memory.buffer, 0, 40 * megabyte).every((byte) => byte === 7),
    true,
  );
  assert.deepEqual(made.out, []);
});

test('small memories are left as they are', () => {
  const made = allocator(16, 0);
  clearFree(made);
  assert.equal(
    new Uint8Array(made.memory.buffer).every((byte) => byte === 7),
    true,
  );
});
