import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellResult } from '../../../src/core/environment.ts';
import { cutOutput, observation } from '../../../src/core/observation.ts';
import { ToldVariables } from '../../../src/core/toldVariables.ts';
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

test('a print of over 4,000 characters comes back with its price', () => {
  const print = (output: string): string =>
    observation(2, [{ code: 'x', result: cellResult({ output }) }], [], left, 20_000);
  assert.match(
    print('x'.repeat(14_000)),
    /\n"""\n\nThese 14,000 characters cost about 3,500 tokens each further turn\.\n\n/,
  );
  assert.match(print('漢'.repeat(4_001)), /These 4,001 characters cost about 3,001 tokens each/);
  assert.doesNotMatch(print('x'.repeat(4_000)), /cost about/);
  // Of what was cut to its ends, those are what is sent.
  assert.match(print('x'.repeat(90_000)), /These 20,\d{3} characters cost about 5,0\d\d tokens/);
});

test('variables are told when they are new or have changed, and again when they were forgotten', () => {
  const told = new ToldVariables();
  const variable = (name: string, size: string) => ({ name, type: 'Array', size });
  const turn = (...variables: readonly ReturnType<typeof variable>[]) => {
    const result = cellResult({ output: 'o', variables });
    const message = observation(2, [{ code: 'x', result }], [], left, 100, told);
    return /^Variables: .*$/m.exec(message)?.[0] ?? '';
  };
  const [a, b] = [variable('a', '1 item'), variable('b', '2 items')];
  assert.equal(turn(a, b), 'Variables: a (Array, 1 item), b (Array, 2 items)');
  assert.equal(turn(a, b), '');
  assert.equal(turn(variable('a', '3 items'), b), 'Variables: a (Array, 3 items)');
  // One that was gone for a turn is as it was told.
  assert.equal(turn(b), '');
  assert.equal(turn(a, b), 'Variables: a (Array, 1 item)');
  told.forget();
  assert.equal(turn(a, b), 'Variables: a (Array, 1 item), b (Array, 2 items)');
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
