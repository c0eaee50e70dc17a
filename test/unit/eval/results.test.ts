import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { InvalidOption } from '../../../src/core/errors.ts';
import { compareResults } from '../../eval/comparison.ts';
import type { Answered } from '../../eval/report.ts';
import { Results, readResults } from '../../eval/results.ts';
import { script } from './support.ts';

async function answersOf(argv: string, more: Partial<Answered> = {}) {
  const all = await script({}).collect(argv);
  return all.map((each): Answered => ({ ...each, ...more }));
}

const score = (share: number) => ({ score: share, isExact: share === 1 });

test('a folder has a file for each task and method, and what is asked again takes its place', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-results-'));
  try {
    const argv = '--tasks oolong,s-niah --sizes 1k --seeds 2,1 --methods plain,python';
    const first = await Results.open(folder);
    for (const each of await answersOf(argv)) await first.add(each);
    const again = await Results.open(folder);
    const [one] = await answersOf('--tasks oolong --sizes 1k --methods python', { costUsd: 7 });
    await again.add(one ?? assert.fail());
    assert.deepEqual((await readdir(folder)).sort(), [
      'oolong.plain.json',
      'oolong.python.json',
      'report.md',
      's-niah.plain.json',
      's-niah.python.json',
    ]);
    const all = await readResults(folder);
    assert.deepEqual(
      all.map(({ task, method, seed, costUsd }) => `${task} ${method} ${seed} ${costUsd}`),
      [
        's-niah plain 1 0.25',
        's-niah plain 2 0.25',
        's-niah python 1 0.25',
        's-niah python 2 0.25',
        'oolong plain 1 0.25',
        'oolong plain 2 0.25',
        'oolong python 1 7',
        'oolong python 2 0.25',
      ],
    );
    assert.match(
      await readFile(path.join(folder, 'report.md'), 'utf8'),
      /\| oolong +\| +1k \| plain/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a folder that is none, and a file of another kind, are said to be so', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-results-'));
  try {
    await assert.rejects(readResults(path.join(folder, 'none')), /none" can't be read/);
    await writeFile(path.join(folder, 'a.b.json'), '{"format": 2}');
    await assert.rejects(
      readResults(folder),
      (error) =>
        error instanceof InvalidOption && /"a.b.json" holds no results/.test(error.message),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('two evaluations are compared question by question', async () => {
  const argv = '--tasks oolong --sizes 1k --seeds 1,2 --methods python';
  const before = await answersOf(argv, { score: score(0.5) });
  const after = (await answersOf(argv, { score: score(0.5), costUsd: 0.1 })).map((each) =>
    each.seed === 2 ? { ...each, score: score(1), iterations: 4 } : each,
  );
  const page = compareResults(before, after);
  assert.match(page, /Models: gpt-4o with gpt-4o-mini\./);
  assert.match(page, /\| oolong \| +1k \| python \| +2 \| 0\.50 → 0\.75 \|/);
  assert.match(page, /\| 2\.0 → 3\.0 \| .*\$0\.25 → \$0\.10 \|/);
  assert.match(page, /\n- oolong 1k, seed 2, python: 0\.50 → 1\.00, better\n/);
  assert.doesNotMatch(page, /seed 1|Not compared/);
});

test('answers about other texts, without a score, or of one side alone are not compared', async () => {
  const [one, two, three] = await answersOf(
    '--tasks oolong --sizes 1k --seeds 1,2,3 --methods python',
  );
  if (one === undefined || two === undefined || three === undefined) assert.fail();
  const page = compareResults(
    [one, two, three],
    [
      { ...one, textSha256: 'x' },
      { ...two, score: null },
    ],
  );
  assert.match(page, /no answers in common/);
  assert.match(
    page,
    /- 1 asked about another text\.\n- 1 not scored in both\.\n- 1 in one of the two alone\.\n$/,
  );
});
