import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent, RunEventBody, RunResult, RunStarted } from '../../../src/core/events.ts';
import { answerText } from '../../../src/terminal/answer.ts';
import { createPaint } from '../../../src/terminal/paint.ts';
import { Trace } from '../../../src/terminal/trace.ts';
import { javascriptOptions } from '../../support/javascriptRun.ts';

const used = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, estimated: false };

function draw(...bodies: RunEventBody[]): string {
  let text = '';
  const trace = new Trace((written) => {
    text += written;
  }, createPaint(false));
  bodies.forEach((body, index) => {
    trace.show({ seq: index + 1, at: 0, run: '', ...body } as RunEvent);
  });
  return text;
}

/** A run begins, over such a Context. */
function begins(context: RunStarted['context']): RunEventBody {
  return {
    type: 'run.started',
    follows: null,
    runId: 'r',
    question: 'Why?',
    context,
    options: javascriptOptions,
    models: { root: 'gpt-4o', sub: 'gpt-4o-mini', provider: 'openai' },
  };
}

const iterates: RunEventBody = { type: 'iteration.started', iteration: 1 };

test('the trace shows question, text, iterations, code, calls, output and errors', () => {
  const drawn = draw(
    begins({
      kind: 'string',
      chars: 2_500_000,
      items: 1,
      lines: 1_200,
      label: 'a.log',
      sources: [],
    }),
    iterates,
    {
      type: 'model.replied',
      iteration: 1,
      purpose: 'iteration',
      text: 'Look at the head. Then count.\n```repl\nprint(1)\n```',
      usage: used,
      costUsd: 0.0123,
      durationMs: 1_500,
    },
    { type: 'cell.started', iteration: 1, cell: 1, code: 'print(1)' },
    ...[1, 2].flatMap((call): RunEventBody[] => [
      {
        type: 'call.started',
        call,
        kind: 'llm',
        model: 'gpt-4o-mini',
        promptChars: 1,
        promptSha256: '',
        prompt: 'p',
        iteration: 1,
        cell: 1,
        name: 'llm_query',
        batch: null,
      },
      {
        type: 'call.finished',
        call,
        status: call === 1 ? 'ok' : 'memo',
        response: 'r',
        responseChars: 1,
        usage: used,
        costUsd: call === 1 ? 0.002 : 0,
        durationMs: 5,
        error: null,
      },
    ]),
    {
      type: 'cell.finished',
      iteration: 1,
      cell: 1,
      status: 'error',
      output: Array.from({ length: 30 }, (_, n) => `line ${n}`).join('\n'),
      outputChars: 200,
      error: { name: 'TypeError', message: 'no', line: 3 },
      durationMs: 1,
    },
  );
  assert.match(
    drawn,
    /^Why\?\na\.log · 2\.5 M characters · 1,200 lines · gpt-4o asks gpt-4o-mini · JavaScript\n/,
  );
  assert.match(drawn, /\n1 {2}Look at the head {2}1\.5 s · \$0\.0123\n/);
  assert.match(drawn, /\n {2}│ print\(1\)\n/);
  assert.match(drawn, /\n {2}2 calls to gpt-4o-mini · 1 cached \(\$0\) · \$0\.0020\n/);
  assert.match(drawn, /> line 23\n {2}6 more lines\n {2}line 3: TypeError: no\n/);
});

test('the demo is never taken for a language model', () => {
  const drawn = draw({
    type: 'run.started',
    follows: null,
    runId: 'r',
    question: 'Why?',
    context: { kind: 'string', chars: 1, items: 1, lines: 1, label: 'a', sources: [] },
    options: javascriptOptions,
    models: { root: 'demo', sub: 'demo', provider: 'demo' },
  });
  assert.match(drawn, /Offline demo: fixed rules, no AI/);
});

test('what a request without a reply has cost is said', () => {
  const spent = { usage: { ...used, estimated: true }, costUsd: 0.0123, durationMs: 3_000 };
  const drawn = draw({ type: 'model.failed', iteration: 1, purpose: 'iteration', ...spent });
  assert.match(drawn, /no reply came · 3\.0 s · ~\$0\.0123/);
});

test('calls that were stopped are no failures', () => {
  const place = { iteration: 1, cell: 1 };
  const drawn = draw(
    begins({ kind: 'string', chars: 1, items: 1, lines: 1, label: 'a', sources: [] }),
    iterates,
    { type: 'cell.started', ...place, code: 'ask()' },
    ...(['error', 'cancelled', 'cancelled'] as const).flatMap((status, index): RunEventBody[] => [
      {
        type: 'call.started',
        call: index + 1,
        kind: 'llm',
        model: 'm',
        promptChars: 1,
        promptSha256: '',
        prompt: 'p',
        ...place,
        name: 'llm_query',
        batch: null,
      },
      {
        type: 'call.finished',
        call: index + 1,
        status,
        response: '',
        responseChars: 0,
        usage: { ...used, estimated: true },
        costUsd: 0.001,
        durationMs: 5,
        error: null,
      },
    ]),
    {
      type: 'cell.finished',
      ...place,
      status: 'killed',
      output: '',
      outputChars: 0,
      error: null,
      durationMs: 1,
    },
  );
  assert.match(drawn, /\n {2}3 calls to m · 1 failed · 2 stopped · ~\$0\.0030\n/);
});

test('a notice about a call says which', () => {
  const drawn = draw({ type: 'notice', text: 'The server is busy.', call: 3 });
  assert.match(drawn, / Call 3: The server is busy\./);
});

test('a raised limit of money is said', () => {
  const drawn = draw({ type: 'budget.raised', maxCostUsd: 2.5 });
  assert.match(drawn, /limit of cost raised to \$2\.50/);
});

test('below the trace stand answer, reason and what it cost', () => {
  const result: RunResult = {
    runId: 'r',
    status: 'limit',
    reason: 'The limit of 2 iterations is reached.',
    limit: 'iterations',
    answer: 'Perhaps.',
    citations: [
      { path: '', startLine: 1, endLine: 2, verified: true, shown: true, sha256: '' },
      { path: '', startLine: 3, endLine: 3, verified: true, shown: false, sha256: '' },
      { path: '', startLine: 9, endLine: 9, verified: false, shown: false, sha256: '' },
    ],
    quotes: [{ text: 'never\nsaid by anybody', verified: false, place: null }],
    coverage: 0.02,
    searched: 1,
    language: 'javascript',
    iterations: 2,
    calls: { llm: 1, rlm: 0, memo: 0 },
    depth: 0,
    usage: { ...used, models: {} },
    costUsd: null,
    usageSummary: '',
    durationMs: 72_000,
    error: null,
  };
  const text = answerText(result, createPaint(false));
  const step = answerText(result, createPaint(false), true);
  assert.match(step, /^\nLast step\nPerhaps\.\n/);
  assert.match(step, /There is no answer\.\n/);
  assert.doesNotMatch(step, /Answer\n/);
  assert.match(text, /Answer\nPerhaps\.\n\nThe limit of 2 iterations is reached\.\n/);
  assert.match(
    text,
    /\n2 iterations · 1 call · \$ unknown · 1 m 12 s · 2% read by models, 100% searched by code · /,
  );
  assert.match(text, /Quoted, but not found in the text: "never said by anybody"\n/);
  assert.match(text, / · 1 of 3 citations seen by a model, 1 only exists, 1 not found\n/);
  assert.doesNotMatch(text, /no proof|stands in/);
  const place = { path: 'a.json', startLine: 1, endLine: 1 };
  const long = { ...place, verified: true, shown: true, sha256: 'x', longLine: 52_000 };
  const bare = answerText({ ...result, citations: [long] }, createPaint(false));
  assert.match(
    bare,
    /\[a\.json:L1\] is a line of 52,000 characters, which is no proof: quote its words\.\n/,
  );
  const quotes = [{ text: 'the very words', verified: true, place: { ...place, column: 12_345 } }];
  const quoted = answerText({ ...result, citations: [long], quotes }, createPaint(false));
  assert.match(quoted, /"the very words" stands in a\.json:L1, at character 12,345\.\n/);
  assert.doesNotMatch(quoted, /no proof/);
  const tree = answerText({ ...result, calls: { llm: 4, rlm: 6, memo: 2 } }, createPaint(false));
  assert.match(tree, /2 iterations · 4 calls · 6 child runs · 2 cached \(\$0\) · /);
  const caches = { ...result.usage, cachedInputTokens: 9_120, cacheWriteTokens: 1_024 };
  const cached = answerText({ ...result, usage: caches, costUsd: 0.5 }, createPaint(false));
  assert.match(cached, / · \$0\.50 · 9,120 tokens cached, 1,024 written to caches · /);
  const failed = {
    ...result,
    status: 'failed' as const,
    answer: '',
    error: { name: 'E', message: 'It broke.' },
  };
  assert.match(answerText(failed, createPaint(false)), /Failed: It broke\./);
});

test('what there is one of is said in the singular, and a reply without code is an answer', () => {
  const drawn = draw(
    begins({ kind: 'map', chars: 1, items: 1, lines: 1, label: 'notes', sources: [] }),
    ...['```repl\nlook()\n```', 'FINAL(Because.)'].map(
      (text, index): RunEventBody => ({
        type: 'model.replied',
        iteration: index + 1,
        purpose: 'iteration',
        text,
        usage: used,
        costUsd: 0,
        durationMs: 1_000,
      }),
    ),
  );
  assert.match(drawn, /^notes · 1 text · 1 character · 1 line · /m);
  assert.match(drawn, /^1 {2}look\(\) /m, 'the same title as in the editor');
  assert.match(drawn, /^2 {2}The answer /m);
});
