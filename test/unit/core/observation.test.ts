import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellResult } from '../../../src/core/environment.ts';
import { cutOutput, observation } from '../../../src/core/observation.ts';
import { cellResult } from './support.ts';

const left = { turns: 3, subcalls: 9, costUsd: 0.5, tokens: null };
const observe = (facts: Partial<CellResult>, code = 'x') =>
  observation(2, [{ code, result: cellResult(facts) }], [], left, 100);

test('a long output keeps its head and tail and says what to do about the rest', () => {
  const cut = cutOutput(`${'a'.repeat(60)}${'b'.repeat(3_000)}${'c'.repeat(60)}`, 100);
  assert.ok(cut.startsWith('a'.repeat(50)));
  assert.ok(cut.endsWith('c'.repeat(50)));
  assert.match(cut, /3,020 characters were left out here; print less, or print that part again/);
});

test('what the sandbox left out already is counted too', () => {
  assert.match(cutOutput('x'.repeat(200), 100, 1_000_200), /1,000,100 characters/);
});

test('a cut never splits a surrogate pair', () => {
  const cut = cutOutput('😀'.repeat(101), 101);
  assert.equal(cut.isWellFormed(), true);
});

test('silence is hinted at, but not after an error', () => {
  assert.match(observe({}), /printed nothing/);
  const error = { name: 'RangeError', message: 'too big', line: 2 };
  const failed = observe({ status: 'error', error }, 'a\nb.c()\n');
  assert.doesNotMatch(failed, /printed nothing/);
  assert.match(failed, /Error in the cell, line 2: RangeError: too big\n> b\.c\(\)/);
});

test('the message is headed by the turn and ends with what is left', () => {
  const shown = observe({ output: 'hello', outputChars: 5, notes: ['A note.'] });
  assert.equal(
    shown,
    'Turn 2\n\nOutput of the cell:\n"""\nhello\n"""\n\nA note.\n\nTurns left 3, sub-calls left 9, budget left $0.50',
  );
});

test('variables are listed, the newest thirty of them', () => {
  const variables = Array.from({ length: 32 }, (_, n) => ({
    name: `v${n}`,
    type: 'Array',
    size: '2 items',
  }));
  const shown = observe({ output: 'o', variables });
  assert.match(
    shown,
    /Variables: v2 \(Array, 2 items\), .*v31 \(Array, 2 items\) and 2 older ones/,
  );
});
