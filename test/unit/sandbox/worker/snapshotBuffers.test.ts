import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SnapshotBuffers } from '../../../../src/sandbox/worker/snapshotBuffers.ts';

test('the last snapshot is never written over, and the one before it is', () => {
  const buffers = new SnapshotBuffers();
  const first = buffers.next(8);
  const second = buffers.next(8);
  assert.notEqual(second, first);
  assert.equal(buffers.next(8), first);
  assert.equal(buffers.next(8), second);
});

test('a memory that has grown gets buffers of its size', () => {
  const buffers = new SnapshotBuffers();
  buffers.next(8);
  buffers.next(8);
  const grown = [buffers.next(16), buffers.next(16)];
  assert.deepEqual(
    grown.map(({ byteLength }) => byteLength),
    [16, 16],
  );
  assert.equal(buffers.next(16), grown[0]);
});
