import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedUsd, readToolInput } from '../../../../src/vscode/chat/toolInput.ts';

test('what a model hands over is taken as it was meant', () => {
  const cases = [
    [
      { question: ' Why? ', paths: ['a.log'] },
      { paths: ['a.log'], maxCostUsd: null },
    ],
    [
      { question: 'Why?', paths: 'a.log' },
      { paths: ['a.log'], maxCostUsd: null },
    ],
    [
      { question: 'Why?', paths: ['a', 'b', 'a'] },
      { paths: ['a', 'b'], maxCostUsd: null },
    ],
    [
      { question: 'Why?', paths: ['a'], maxCostUsd: 0.5 },
      { paths: ['a'], maxCostUsd: 0.5 },
    ],
    [
      { question: 'Why?', paths: ['a'], maxCostUsd: null },
      { paths: ['a'], maxCostUsd: null },
    ],
  ] as const;
  for (const [input, expected] of cases)
    assert.deepEqual(readToolInput(input), { question: 'Why?', ...expected });
});

test('what is no question, no path or no money is refused in words that say what to write', () => {
  const cases = [
    [null, /"question"/],
    ['Why?', /"question"/],
    [{ question: '  ', paths: ['a'] }, /"question"/],
    [{ question: 7, paths: ['a'] }, /"question"/],
    [{ question: 'Why?' }, /"paths".*"logs\/platform.log"/],
    [{ question: 'Why?', paths: [] }, /"paths"/],
    [{ question: 'Why?', paths: [1] }, /"paths"/],
    [{ question: 'Why?', paths: Array.from({ length: 1_001 }, String) }, /1000 at most/],
    [{ question: 'Why?', paths: ['a'], maxCostUsd: 0 }, /"maxCostUsd"/],
    [{ question: 'Why?', paths: ['a'], maxCostUsd: -1 }, /"maxCostUsd"/],
    [{ question: 'Why?', paths: ['a'], maxCostUsd: '1' }, /"maxCostUsd"/],
    [{ question: 'Why?', paths: ['a'], maxCostUsd: Number.NaN }, /"maxCostUsd"/],
  ] as const;
  for (const [input, why] of cases) assert.throws(() => readToolInput(input), why);
});

test('a model can lower the limit of money, and never raise it', () => {
  const cases = [
    [null, 1, 1],
    [0.2, 1, 0.2],
    [5, 1, 1],
    [5, null, 5],
    [null, null, null],
  ] as const;
  for (const [wanted, allowed, expected] of cases)
    assert.equal(allowedUsd(wanted, allowed), expected);
});
