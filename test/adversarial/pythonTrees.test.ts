import assert from 'node:assert/strict';
import { copyFile, cp } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { RunEvent } from '../../src/core/events.ts';
import { defaultOptions } from '../../src/core/options.ts';
import { createEngine } from '../../src/engine.ts';
import { violationsOf } from '../support/eventChecker.ts';
import { ScriptedModel, textContext } from '../unit/core/support.ts';
import { python, wasmPath, workerBundle } from '../unit/sandbox/support.ts';

const limits = { timeout: 180_000 };

/** Each run but the deepest starts three others, and waits for them with its thread. */
const branch = (deeper: string) =>
  `Next.\n\`\`\`repl\nparts = rlm_query_batched([{'question': '${deeper}', 'context': context}] * 3)\ntotal = sum(map(int, parts))\n\`\`\``;
const leaf = "Next.\n```repl\ntotal = count('o') + len(context) - len(context)\n```";

function reply(messages: readonly { readonly content: string }[]): string {
  const asked = messages[1]?.content ?? '';
  if (messages.length > 2) return 'FINAL(total)';
  if (asked.includes('level three')) return leaf;
  return branch(asked.includes('level two') ? 'level three' : 'level two');
}

async function openEngine() {
  const distFolder = path.dirname(await workerBundle());
  await copyFile(wasmPath, path.join(distFolder, 'quickjs.wasm'));
  await copyFile(python.wasmPath, path.join(distFolder, 'python.wasm'));
  await cp(python.guestFolder, path.join(distFolder, 'python'), { recursive: true });
  const bugs: Error[] = [];
  const engine = createEngine({ distFolder, reportBug: (error) => bugs.push(error) });
  const ask = async (runId: string, signal: AbortSignal) => {
    const events: RunEvent[] = [];
    const model = new ScriptedModel(
      Array.from(
        { length: 60 },
        () =>
          ({ messages }) =>
            reply(messages),
      ),
      async () => 'leaf',
    );
    const result = await engine.ask(
      {
        runId,
        question: 'level one',
        context: textContext('one\ntwo\nthree\n'),
        options: { ...defaultOptions, language: 'python', maxDepth: 3, sandboxMemoryMb: 64 },
        model,
        signal,
      },
      (event) => events.push(event),
    );
    assert.deepEqual(violationsOf(events), []);
    return result;
  };
  return { engine, ask, bugs };
}

test(
  'trees whose threads wait for each other come to their end, side by side too',
  limits,
  async () => {
    const { engine, ask, bugs } = await openEngine();
    const { signal } = new AbortController();
    const results = await Promise.all(['r1', 'r2'].map((runId) => ask(runId, signal)));
    assert.deepEqual(
      results.map(({ answer, status }) => [answer, status]),
      Array(2).fill(['18', 'answered']),
    );
    await engine.dispose();
    assert.deepEqual(bugs, []);
  },
);

test('Stop ends a tree of waiting threads, and the next run has their places', limits, async () => {
  const { engine, ask, bugs } = await openEngine();
  for (const ms of [300, 900]) {
    const { status } = await ask(`stopped${ms}`, AbortSignal.timeout(ms));
    assert.ok(['cancelled', 'answered'].includes(status), status);
  }
  assert.equal((await ask('last', new AbortController().signal)).answer, '18');
  await engine.dispose();
  assert.deepEqual(bugs, []);
});
