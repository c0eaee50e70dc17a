import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Citation, RunResult } from '../../../../src/core/events.ts';
import { toolAnswer } from '../../../../src/vscode/chat/toolAnswer.ts';

const citation = (line: number, facts: Partial<Citation> = {}): Citation => ({
  ...{ path: '', startLine: line, endLine: line, verified: true, shown: true, sha256: '' },
  ...facts,
});

const result: RunResult = {
  ...{ runId: 'run-1', status: 'answered', reason: null, limit: null, answer: 'Four [L10].' },
  ...{ citations: [citation(10)], quotes: [], coverage: 0.256, searched: 1, language: 'python' },
  ...{ iterations: 2, calls: { llm: 1_200, rlm: 0, memo: 0 }, depth: 0, costUsd: 0.0123 },
  usage: {
    ...{ inputTokens: 9_000, cachedInputTokens: 0, outputTokens: 1_000, estimated: false },
    models: {},
  },
  ...{ usageSummary: '', durationMs: 5_000, error: null },
};

const told = (facts: Partial<RunResult>, notices: readonly string[] = []): string =>
  toolAnswer(
    { ...result, ...facts },
    {
      maxCostUsd: 1,
      notices,
      nameOf: ({ startLine }) => `platform.log:${startLine}`,
    },
  );

test('a model is told the answer, where it stands, how complete it is, and its cost', () => {
  assert.equal(
    told({}, ['Left out: .env.']),
    [
      'ANSWER',
      'Four [L10].',
      'CITATIONS, checked against the text\n- platform.log:10: read by a model',
      'COMPLETENESS\nModels have read 25 % of the text, code has searched 100 % of it.\nLeft out: .env.',
      'COST\n$0.01 of at most $1.00; 1,200 sub-calls.',
      'Run: run-1 (the command "RLM: Show run" opens all of its steps)',
    ].join('\n\n'),
  );
});

test('what is not whole is called so, with the reason', () => {
  const cases = [
    [{ status: 'limit', reason: 'The limit of $1.00 is reached.' }, /^ANSWER SO FAR: .*\$1\.00/],
    [{ status: 'cancelled' }, /^ANSWER SO FAR: .*stopped/],
    [{ status: 'failed', reason: 'The server is gone.' }, /^NO ANSWER: .*server is gone/],
    [{ costUsd: null }, /COST\nunknown \(10,000 tokens/],
    [{ coverage: 0.001 }, /read under 1 % of/],
    [{ coverage: 0.999 }, /read 99 % of/],
    [{ citations: [citation(9, { verified: false, shown: false })] }, /no such lines/],
    [{ citations: [citation(9, { shown: false })] }, /exist, but no model has read them/],
  ] as const;
  for (const [facts, expected] of cases) assert.match(told(facts), expected);
});

test('however long answer, citations, reason and notices are, all is under 8 KB and well formed', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => citation(index + 1));
  for (const letter of ['a', 'ä', '語', '😀']) {
    const long = letter.repeat(50_000);
    const text = told({ answer: long, citations: many, status: 'limit', reason: long }, [long]);
    assert.ok(Buffer.byteLength(text) <= 8_000, letter);
    assert.ok(Buffer.byteLength(text) > 7_500, 'the room is used');
    assert.doesNotMatch(text, /\uFFFD/);
    assert.match(text, /more characters: the run's panel has all of it/);
    assert.match(text, /- and [\d,]+ more\n/);
    assert.match(text, /COST\n\$0\.01/);
  }
  const short = told({ answer: 'x'.repeat(6_000) });
  assert.doesNotMatch(short, /more characters/);
});
