// What becomes of a run when a server fails in each way that servers do: real HTTP, the whole loop.
// Prints the table of it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Clock } from '../../../src/core/parts.ts';
import type { Answer } from '../../support/modelScript.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { cell, runScripted } from '../core/support.ts';
import { createTestModel } from './asking.ts';

const options = { timeout: 60_000 };
const cut = (breaks: 'socket' | 'end' | 'malformed' | 'hang' | 'error'): Answer => ({
  text: 'Half of what was to be said.',
  breaks,
});

interface Expected {
  /** Once at the root, then well: how the run ends, and after how many requests for the first reply. */
  readonly once: string;
  readonly requests: number;
  /** Always at the root: the error that the run fails with. */
  readonly always: string;
}

const faults: readonly (readonly [string, Answer, Expected])[] = [
  [
    '429, with Retry-After',
    { status: 429, headers: { 'retry-after': '1' } },
    { once: 'answered', requests: 2, always: 'RateLimited' },
  ],
  [
    '429, quota used up',
    { status: 429, code: 'insufficient_quota' },
    { once: 'failed', requests: 1, always: 'QuotaSpent' },
  ],
  ['500', { status: 500 }, { once: 'answered', requests: 2, always: 'ServerFailed' }],
  [
    '503, a page of HTML',
    { status: 503, body: '<html>busy</html>' },
    { once: 'answered', requests: 2, always: 'ServerFailed' },
  ],
  [
    'connection closed',
    { status: 0 },
    { once: 'answered', requests: 2, always: 'ServerUnreachable' },
  ],
  [
    'cut stream: connection breaks',
    cut('socket'),
    { once: 'answered', requests: 2, always: 'StreamCut' },
  ],
  ['cut stream: ends early', cut('end'), { once: 'answered', requests: 2, always: 'StreamCut' }],
  ['malformed line', cut('malformed'), { once: 'answered', requests: 2, always: 'StreamCut' }],
  [
    'error within the stream',
    cut('error'),
    { once: 'answered', requests: 2, always: 'ServerFailed' },
  ],
  [
    'hang before the reply',
    { status: -1 },
    { once: 'failed', requests: 1, always: 'ServerFailed' },
  ],
  ['hang within the reply', cut('hang'), { once: 'failed', requests: 1, always: 'ServerFailed' }],
  [
    'wrong content type',
    { status: 200, body: '<html>Welcome</html>' },
    { once: 'failed', requests: 1, always: 'WrongAddress' },
  ],
  ['401', { status: 401 }, { once: 'failed', requests: 1, always: 'KeyRefused' }],
  [
    '404, model',
    { status: 404, code: 'model_not_found' },
    { once: 'failed', requests: 1, always: 'UnknownModel' },
  ],
  [
    '404, path',
    { status: 404, body: '404 page not found' },
    { once: 'failed', requests: 1, always: 'WrongAddress' },
  ],
  [
    'context too long',
    {
      status: 400,
      code: 'context_length_exceeded',
      message: 'Your input exceeds the context window.',
    },
    { once: 'failed', requests: 1, always: 'PromptTooLong' },
  ],
  [
    'usage missing',
    { text: 'FINAL(done)', usage: null },
    { once: 'answered', requests: 1, always: '' },
  ],
];

const rows: string[][] = [];
after(() => {
  const head = ['injected', 'once, then well', 'always', 'in a sub-call, always'];
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  console.log(lines.join('\n'));
});

/** Waits take no time here either: a clock that is set forward to the end of each. */
function hastyClock(): Clock {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    after(ms, callback) {
      const timer = setImmediate(() => {
        skipped += ms;
        callback();
      });
      return () => clearImmediate(timer);
    },
  };
}

/** A run over HTTP whose server answers the root and the sub-model so. */
async function run(root: readonly Answer[] | Answer, sub: Answer = 'sub reply') {
  await using server = await startModelServer({ 'gpt-4o': root, 'gpt-4o-mini': sub });
  const patience = { firstMs: 400, nextMs: 400 };
  const { result, events, bugs } = await runScripted({
    model: createTestModel(server.url, { api: 'chat', apiKey: 'sk-test', patience }),
    parts: (parts) => ({ ...parts, clock: hastyClock() }),
    cells: {
      ask: async (call) => ({
        output: await call({ prompt: 'p' }).catch(
          (error: Error) => `${error.name}: ${error.message}`,
        ),
      }),
    },
  });
  assert.deepEqual(bugs, []);
  const output = events.find((event) => event.type === 'cell.finished')?.output ?? '';
  const host = new RegExp(server.url.replace(/^http:\/\/|\/v1$/g, ''), 'g');
  const told = (text: string): string => text.replace(host, 'HOST').replaceAll('|', '/');
  return {
    result,
    output: told(output),
    reason: told(result.reason ?? ''),
    requests: server.requests.length,
  };
}

for (const [name, fault, { once, requests, always }] of faults)
  test(
    `${name}: the run ends as expected, and a sub-call's failure is the code's to handle`,
    options,
    async () => {
      const first = await run([fault, 'FINAL(done)']);
      assert.equal(first.result.status, once);
      assert.equal(first.requests, requests);
      if (once === 'answered') assert.equal(first.result.answer, 'done');
      const forever = await run(fault);
      assert.equal(forever.result.error?.name ?? '', always);
      assert.equal(forever.result.status, always === '' ? 'answered' : 'failed');
      const inCall = await run([cell('ask'), 'FINAL(all done)'], fault);
      assert.equal(inCall.result.status, 'answered');
      if (always !== '') assert.ok(inCall.output.startsWith(`${always}: `), inCall.output);
      if (name === 'usage missing') assert.equal(first.result.usage.estimated, true);
      const tries = (count: number): string => `${count} request${count === 1 ? '' : 's'}`;
      rows.push([
        name,
        `${first.result.status}, ${tries(first.requests)}`,
        always === ''
          ? `answered, usage counted here: ${forever.result.usageSummary}`
          : `failed, ${tries(forever.requests)}: ${forever.reason}`,
        always === '' ? 'its reply' : `${always}, the run goes on and answers`,
      ]);
    },
  );
