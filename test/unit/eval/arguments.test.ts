import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidOption } from '../../../src/core/errors.ts';
import { readEvalArguments, usage } from '../../eval/arguments.ts';

function read(...argv: readonly string[]) {
  const found = readEvalArguments(argv);
  assert.ok(found !== 'help' && !('compare' in found));
  return found;
}

test('without options all tasks are asked in all ways, once, at 8k tokens', () => {
  const { tasks, sizes, seeds, repeat, methods, maxCostUsd, results, recordings } = read();
  assert.deepEqual(tasks, ['s-niah', 'oolong', 'oolong-pairs']);
  assert.deepEqual(methods, ['plain', 'no-sub-calls', 'javascript', 'python']);
  assert.deepEqual([sizes, seeds, repeat, maxCostUsd], [[8_000], [1], 1, 5]);
  assert.deepEqual([results, recordings], [null, null]);
});

test('real texts are named one by one or all together', () => {
  const real = ['mails', 'speeches', 'verses', 'docs-changes', 'changelogs', 'source-tree'];
  assert.deepEqual(read('--tasks', 'real').tasks, real);
  assert.deepEqual(read('--tasks', 'verses,made,oolong').tasks, [
    'verses',
    's-niah',
    'oolong',
    'oolong-pairs',
  ]);
});

test('replies are recorded, or taken from a record alone', () => {
  assert.deepEqual(read('--record', 'a').recordings, { folder: 'a', mayAsk: true });
  assert.deepEqual(read('--replay', 'a').recordings, { folder: 'a', mayAsk: false });
});

test('two folders of results are compared', () => {
  assert.deepEqual(readEvalArguments(['--compare', 'a', 'b']), { compare: ['a', 'b'] });
});

test('sizes are tokens, with k and M, each once', () => {
  assert.deepEqual(read('--sizes', '8k, 1M,2.5k,8000').sizes, [8_000, 1_000_000, 2_500]);
});

test('models and limits of a run are read as the runner reads them', () => {
  const { runner, maxCostUsd } = read(
    ...['--root-model', 'a', '--price', 'a=1,2', '--price=b=3,4', '--max-run-cost-usd', '0.5'],
    ...['--max-cost-usd', '20', '--max-depth=2', '--base-url', 'http://localhost:1/v1'],
  );
  assert.deepEqual(runner.options, { rootModel: 'a', maxCostUsd: 0.5, maxDepth: 2 });
  assert.deepEqual(Object.keys(runner.prices), ['a', 'b']);
  assert.equal(runner.baseUrl, 'http://localhost:1/v1');
  assert.equal(maxCostUsd, 20);
});

test('what is wrong is said in a sentence that names the option as typed', () => {
  for (const [argv, sentence] of [
    [['--sizes', '8x'], /--sizes takes tokens from 1k to 8M.*not "8x"/],
    [['--sizes', '999'], /--sizes/],
    [
      ['--tasks', 'niah'],
      /--tasks takes some of made, real, s-niah, oolong, oolong-pairs,.* not "niah"/,
    ],
    [['--methods', ','], /--methods names nothing/],
    [['--seeds', '1.5'], /--seeds takes whole numbers.*"1.5"/],
    [['--repeat', '0'], /--repeat takes whole numbers from 1/],
    [['--max-cost-usd', '-1'], /--max-cost-usd/],
    [['--max-cost-usd='], /--max-cost-usd takes a number/],
    [
      ['--max-run-cost-usd', 'much'],
      /--max-run-cost-usd takes a number from 0 to 10000, not "much"/,
    ],
    [['--max-depth', '0'], /--methods no-sub-calls/],
    [['--provider', 'x'], /--provider takes auto, openai, anthropic, demo, not "x"/],
    [['--wrong'], /'--wrong'.*--help/],
    [['8k'], /What is "8k"\?/],
    [['--compare', 'a'], /--compare takes two folders/],
    [['--compare', 'a', 'b', 'c'], /What is "c"\?/],
    [['--record', 'a', '--replay', 'b'], /--record and --replay exclude each other/],
  ] as const) {
    assert.throws(
      () => readEvalArguments(argv),
      (error) => error instanceof InvalidOption && sentence.test(error.message),
      argv.join(' '),
    );
  }
});

test('help names every option', () => {
  assert.equal(readEvalArguments(['--help']), 'help');
  for (const flag of [
    '--tasks',
    '--results',
    '--replay',
    '--language',
    '--root-model',
    '--sandbox-memory-mb',
    '--window',
  ]) {
    assert.ok(usage.includes(flag), flag);
  }
  for (const line of usage.split('\n')) assert.ok(line.length <= 110, line);
});
