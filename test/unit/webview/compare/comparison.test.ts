import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComparedRun } from '../../../../src/protocol/compare.ts';
import { comparedRun } from '../../../../src/vscode/history/comparedRun.ts';
import { comparisonRows } from '../../../../webview/compare/comparisonRows.ts';
import { findDifferences } from '../../../../webview/compare/differences.ts';
import { recordings } from '../../../support/sampleEvents.ts';

async function recorded(name: keyof typeof recordings): Promise<ComparedRun> {
  const { events, texts } = recordings[name]();
  const run = await comparedRun(name, events, async (sha256) => texts.get(sha256) ?? '');
  assert.ok(run !== null);
  return run;
}

async function compare(left: keyof typeof recordings, right: keyof typeof recordings) {
  const rows = comparisonRows([await recorded(left), await recorded(right)], Date.now());
  return new Map(rows.map((row) => [row.label, row]));
}

test('two runs are told apart by what they were given, used and came to', async () => {
  const rows = await compare('answered', 'limited');
  assert.deepEqual(rows.get('Status')?.values, ['Answered', 'Limit reached: cost']);
  assert.deepEqual(rows.get('Iterations')?.values, ['4', '3']);
  assert.deepEqual(rows.get('rlm.maxCostUsd')?.values, ['1', '0.05']);
  assert.equal(rows.get('Text')?.differs, false);
  assert.equal(rows.get('Cost')?.differs, true);
});

test('options that are the same in both are left out', async () => {
  const same = await compare('answered', 'answered');
  assert.deepEqual(
    [...same.keys()].filter((label) => label.startsWith('rlm.')),
    [],
  );
  assert.ok([...same.values()].every(({ differs }) => !differs));
});

test('a demo costs nothing and says so; what is not known yet is a dash', async () => {
  assert.deepEqual((await compare('demo', 'answered')).get('Cost')?.values[0], 'demo');
  const run = await recorded('answered');
  const running = {
    ...run,
    status: 'running',
    durationMs: null,
    coverage: null,
    searched: null,
  } as const;
  const rows = comparisonRows([running, run], Date.now());
  const firstOf = (label: string) => rows.find((row) => row.label === label)?.values[0];
  const labels = ['Status', 'Time', 'Read by models', 'Searched by code'];
  assert.deepEqual(labels.map(firstOf), ['Running', '–', '–', '–']);
  assert.equal(rows.find((row) => row.label === 'Searched by code')?.values[1], '90%');
});

test('of a run that failed the reason is there, of one without a start nothing', async () => {
  const failed = await recorded('failed');
  assert.match(failed.error ?? '', /refused the API key/);
  assert.equal(failed.answer, null);
  const { events } = recordings.answered();
  assert.equal(await comparedRun('cut', events.slice(1), async () => ''), null);
});

test('long texts of a compared run are whole, and their beginning where they are gone', async () => {
  const { events } = recordings.answered();
  const long = events.map((event) =>
    event.type === 'answer'
      ? { ...event, text: 'The head', refs: { text: { sha256: 'f', chars: 9_000 } } }
      : event,
  );
  const whole = await comparedRun('r', long, async () => 'The head and all the rest');
  assert.equal(whole?.answer?.text, 'The head and all the rest');
  const cut = await comparedRun('r', long, () => Promise.reject(new Error('gone')));
  assert.equal(cut?.answer?.text, 'The head…');
});

test('words that one answer has alone are found at their places in it', () => {
  const left = 'Payments failed at 09:14 because of a certificate.';
  const right = 'Payments and search failed because of a full disk.';
  const difference = findDifferences(left, right);
  const [inLeft = [], inRight = []] = difference?.only ?? [];
  const words = (text: string, stretches: typeof inLeft) =>
    stretches.map(({ from, to }) => text.slice(from, to).trim());
  assert.deepEqual(words(left, inLeft), ['at 09:14', 'certificate']);
  assert.deepEqual(words(right, inRight), ['and search', 'full disk']);
  assert.ok((difference?.alike ?? 0) > 0.4);
});

test('equal answers have no differences, and very long ones are not compared', () => {
  assert.deepEqual(findDifferences('same', 'same'), { only: [[], []], alike: 1 });
  assert.deepEqual(findDifferences('', ''), { only: [[], []], alike: 1 });
  assert.equal(findDifferences('x'.repeat(40_000), 'y'.repeat(40_000)), null);
});
