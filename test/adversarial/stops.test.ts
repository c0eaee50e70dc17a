import assert from 'node:assert/strict';
import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunEvent, RunResult } from '../../src/core/events.ts';
import type { RunOptions } from '../../src/core/options.ts';
import { createEngine } from '../../src/engine.ts';
import { openModel } from '../../src/models/provider.ts';
import { violationsOf } from '../support/eventChecker.ts';
import { javascriptOptions } from '../support/javascriptRun.ts';
import type { Answer, Recorded } from '../support/modelScript.ts';
import { startModelServer } from '../support/modelServer.ts';
import { makeTokenAssets } from '../support/tokenAssets.ts';
import { textContext } from '../unit/core/support.ts';
import { wasmPath, workerBundle } from '../unit/sandbox/support.ts';
import { Chance } from './random.ts';

const limits = { timeout: 300_000 };
const seed = Number(process.env.RLM_SEED ?? 20_261_127);
const trees = Number(process.env.RLM_TREES ?? 24);
/** Trees at a time. */
const width = 3;
/** ms from Stop to the end that a busy machine may take; the trial says what it took. */
const mostStopMs = 3_000;

let assets: Promise<string> | undefined;
after(async () => {
  if (assets !== undefined) await rm(await assets, { recursive: true, force: true });
});

/** Everything that a tree can be doing when it is stopped. */
const codes = [
  'print(await llm_query("one " + Math.random()))',
  'print(await llm_query("the same"))',
  'print((await llm_query_batched(Array.from({ length: 6 }, (_, i) => "p" + i + Math.random()))).length)',
  'print(await rlm_query("Part " + Math.random(), "some text\\n".repeat(50)))',
  'print((await rlm_query_batched([1, 2, 3].map((n) => ({ question: "Part " + n + Math.random(), context: "text " + n })))).length)',
  'print((await Promise.all([llm_query("a" + Math.random()), rlm_query("b" + Math.random(), "x"), llm_query("the same")])).length)',
  'llm_query("lost " + Math.random()); rlm_query("lost " + Math.random(), "x"); print("on")',
  'for (;;) await llm_query("loop " + Math.random())',
  'for (;;) try { await llm_query("x".repeat(2_000_000)) } catch (error) { print(error.name) }',
  'await Promise.all([llm_query("while " + Math.random()), (async () => { for (;;); })()])',
  'for (;;) {}',
  'print(grep("e").length, count("t"))',
  'throw new Error("mine")',
  'await llm_query("x", { model: "another" })',
];

const handingOn = codes.filter(
  (code) => code.startsWith('print((await rlm_') || code.startsWith('print(await rlm_'),
);

function rootReply(chance: Chance): string {
  const kind = chance.below(10);
  if (kind === 0) return 'FINAL(done [L1])';
  if (kind === 1) return 'I am thinking about it.';
  const cells = [1, ...chance.list(1, () => 2)].map(
    // Deep trees need many that hand on.
    () => `\`\`\`repl\n${chance.of(chance.below(2) === 0 ? handingOn : codes)}\n\`\`\``,
  );
  return `Next.\n${cells.join('\n')}`;
}

function anyAnswer(chance: Chance, { messages }: Recorded): Answer {
  const fault = chance.below(40);
  if (fault === 0) return { status: 500, message: 'it broke' };
  if (fault === 1) return { status: 400, message: 'no' };
  if (fault === 2) return { status: 0 };
  const isRoot = messages[0]?.role === 'system';
  const text = isRoot ? rootReply(chance) : chance.of(['YES', 'a longer reply '.repeat(30), '']);
  const breaks = { 3: 'socket', 4: 'hang', 5: 'end' } as const;
  return {
    text,
    delayMs: chance.below(120),
    pieceDelayMs: chance.below(20),
    ...(fault in breaks && { breaks: breaks[fault as keyof typeof breaks] }),
    ...(chance.below(4) === 0 && { usage: null }),
    ...(chance.below(8) === 0 && { finish: 'length' as const }),
  };
}

interface Trial {
  readonly how: string;
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
  /** ms from Stop to the end; null where it was not stopped. */
  readonly stopMs: number | null;
}

/** Grows a tree, and ends it somehow. */
async function grow(chance: Chance, distFolder: string): Promise<Trial> {
  assets ??= makeTokenAssets();
  await using server = await startModelServer({ '*': (recorded) => anyAnswer(chance, recorded) });
  const model = await openModel({
    ...{ provider: 'openai', apiKey: 'key', baseUrl: server.url, api: 'chat', headers: {} },
    prices: { m: { input: 1, cachedInput: 0.5, output: 4 } },
    windows: { m: 50_000 },
    assetsFolder: await assets,
  });
  const bugs: Error[] = [];
  const engine = createEngine({ distFolder, reportBug: (error) => bugs.push(error) });
  const how = chance.of(['stop', 'stop', 'stop', 'close', 'time', 'money', 'calls']);
  const options: Partial<RunOptions> = {
    ...{ rootModel: 'm', subModel: 'm', maxDepth: 1 + chance.below(4), maxIterations: 4 },
    ...{ cellSeconds: 1, sandboxMemoryMb: 64, maxOutputTokens: 200, concurrency: 8 },
    ...(how === 'time' && { timeoutSeconds: 0.2 + chance.next() * 2 }),
    ...(how === 'money' && { maxCostUsd: 0.001 + chance.next() * 0.01 }),
    ...(how === 'calls' && { maxSubcalls: chance.below(12) }),
  };
  const stop = new AbortController();
  const events: RunEvent[] = [];
  const running = engine.ask(
    {
      runId: `r${chance.below(1e9)}`,
      question: 'What is it?',
      context: textContext('one\ntwo\nthree\n'.repeat(100)),
      options: { ...javascriptOptions, ...options },
      model,
      signal: stop.signal,
    },
    (event) => events.push(event),
  );
  // Those that a limit should end are stopped at last too: a server may hang.
  const stopAfter = how === 'stop' || how === 'close' ? chance.below(3_500) : 6_000;
  const isOver = await Promise.race([
    running.then(() => true),
    delay(stopAfter, false, { ref: false }),
  ]);
  const stoppedAt = performance.now();
  let closed = Promise.resolve();
  if (how === 'close') closed = engine.dispose();
  else stop.abort();
  const result = await running;
  const stopMs = isOver ? null : performance.now() - stoppedAt;
  await closed;
  await engine.dispose();
  const ended = events.length;
  await delay(50);
  assert.equal(events.length, ended, 'something came after the end');
  assert.deepEqual(
    bugs.map(({ stack }) => stack),
    [],
  );
  return { how, result, events, stopMs };
}

test('trees that are stopped anywhere, and in any way, end in their record', limits, async (t) => {
  const distFolder = path.dirname(await workerBundle());
  await copyFile(wasmPath, path.join(distFolder, 'quickjs.wasm'));
  const ends = new Map<string, number>();
  let slowest = 0;
  let deepest = 0;
  let next = 0;
  const growAll = async (): Promise<void> => {
    while (next < trees) {
      const own = seed + next++;
      const { how, result, events, stopMs } = await grow(new Chance(own), distFolder);
      assert.deepEqual(violationsOf(events), [], `seed ${own}, ${how}, ${result.status}`);
      assert.equal(events.at(-1)?.type, 'run.finished');
      const end = `${how}: ${result.status}${result.limit === null ? '' : ` ${result.limit}`}`;
      ends.set(end, (ends.get(end) ?? 0) + 1);
      deepest = Math.max(deepest, result.depth);
      slowest = Math.max(slowest, stopMs ?? 0);
      assert.ok((stopMs ?? 0) < mostStopMs, `seed ${own}: ${stopMs} ms`);
    }
  };
  await Promise.all(Array.from({ length: width }, growAll));
  for (const [end, count] of [...ends].sort()) t.diagnostic(`${count} x ${end}`);
  t.diagnostic(`depth ${deepest}; Stop took ${slowest.toFixed(0)} ms at most`);
});
