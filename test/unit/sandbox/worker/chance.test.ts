import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chanceFrom } from '../../../../src/sandbox/worker/chance.ts';

test('numbers of one seed are the same each time, in 32 bits, spread evenly', () => {
  for (const seed of [0, 1, 2 ** 32 - 1]) {
    const numbers = Array.from({ length: 4_000 }, chanceFrom(seed));
    assert.deepEqual(numbers, Array.from({ length: 4_000 }, chanceFrom(seed)));
    assert.ok(numbers.every((number) => Number.isInteger(number) && number >= 0));
    assert.ok(numbers.every((number) => number < 2 ** 32));
    const upper = numbers.filter((number) => number >= 2 ** 31).length;
    assert.ok(upper > 1_800 && upper < 2_200, `${upper} of 4,000 in the upper half`);
  }
});
