import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../../../src/core/events.ts';
import { markdownReport, progressLine, table } from '../../eval/report.ts';
import { script } from './support.ts';

const head = { seq: 1, at: 0, run: '', iteration: 1 };
const replied = { ...head, type: 'model.replied', purpose: 'iteration', costUsd: 0, durationMs: 1 };
const used = { inputTokens: 600, cachedInputTokens: 400, outputTokens: 15, estimated: false };
const call = {
  ...{ ...head, type: 'call.finished', call: 1, status: 'ok', response: '', responseChars: 0 },
  ...{ costUsd: 0, durationMs: 1, error: null },
};
/** Two turns, the first of which breaks the protocol, a call that is paid, and one of a child run. */
const spending = [
  { ...replied, text: 'Let me think.', usage: used },
  { ...replied, text: 'FINAL(1)', usage: used },
  { ...call, usage: { ...used, inputTokens: 70 } },
  { ...call, usage: null },
  { ...replied, run: '1', text: 'FINAL(1)', usage: { ...used, inputTokens: 30 } },
] as readonly RunEvent[];

test('the table has the means of each task, size and method, and says what was not asked', async () => {
  const { collect } = script({ facts: { window: 4_000 }, events: spending });
  const all = await collect('--tasks oolong --sizes 2k,4k --seeds 1,2 --methods plain,python');
  const lines = table(all).split('\n');
  assert.match(lines[0] ?? '', /^task +tokens +method +score +exact/);
  assert.deepEqual(
    lines.slice(1, 5).map((line) => line.split(/ {2,}/).slice(0, 9)),
    [
      ['oolong', '2k', 'plain', '0.00', '0 %', '2', '100', '0', '10'],
      ['oolong', '2k', 'python', '0.00', '0 %', '2', '1,200', '800', '30'],
      ['oolong', '4k', 'plain', '-', '-', '0 of 2', '-', '-', '-'],
      ['oolong', '4k', 'python', '0.00', '0 %', '2', '1,200', '800', '30'],
    ],
  );
  assert.ok(
    lines.includes('2 x plain: skipped: the text is longer than the window of 4,000 tokens.'),
  );
});

test('an unknown cost is said to be unknown, not zero', async () => {
  const { collect } = script({ engine: () => ({ costUsd: null }) });
  const all = await collect('--tasks oolong --methods python');
  assert.match(table(all), /\$ unknown/);
  assert.match(progressLine(all[0] ?? assert.fail()), /oolong 8k, seed 1, python: .*\$ unknown/);
});

test('tokens are told by whom they were for, and what broke the protocol', async () => {
  const { collect } = script({ events: spending });
  const [one] = await collect('--tasks oolong --methods python');
  const { rootIn, rootCached, rootOut, subIn, subCached, subOut } = one?.tokens ?? assert.fail();
  assert.deepEqual([rootIn, rootCached, rootOut], [1_200, 800, 30]);
  assert.deepEqual([subIn, subCached, subOut], [100, 800, 30]);
  assert.match(table(one === undefined ? [] : [one]), / 1 of 3 +0 +0 of 0 +0 /);
});

test('the report is a page of Markdown that names models, texts and what was not asked', async () => {
  const { collect } = script({ facts: { window: 1_000 } });
  const page = markdownReport(await collect('--tasks oolong --sizes 2k --methods plain,python'));
  assert.match(page, /^# Evaluation\n\nRoot model gpt-4o, sub-model gpt-4o-mini\.\n\n\| task /);
  assert.match(page, /\n\| oolong \| +2k \| python +\| +0\.00 \|/);
  assert.match(page, /\n- 1 x plain: skipped: the text is longer than the window/);
  assert.match(page, /## Texts\n\n- oolong: texts that are made\n$/);
});

test('citations are counted: those shown to a model, those that are there, all', async () => {
  const cited = { path: '', startLine: 1, endLine: 1, sha256: '' };
  const { collect } = script({
    engine: () => ({
      citations: [
        { ...cited, verified: true, shown: true },
        { ...cited, verified: true, shown: false },
        { ...cited, verified: false },
      ],
    }),
  });
  assert.match(table(await collect('--tasks oolong --methods python')), / 1 \/ 2 \/ 3 /);
});
