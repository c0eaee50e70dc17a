import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cancelled, KeyRefused, SandboxFailed, ServerFailed } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import type { ModelRequest } from '../../../src/core/model.ts';
import type { RunParts } from '../../../src/core/parts.ts';
import { type CellCode, cell, runScripted, ScriptedModel } from './support.ts';

type Trial = Parameters<typeof runScripted>[0];
/** What ends it, and how its record ends: status, limit or error, then what else ended in it. */
type End = readonly [trial: (stop: AbortController) => Trial, end: string];

const limits = { timeout: 30_000 };
const child = { name: 'rlm_query' as const, prompt: 'Part?', context: 'text' };
/** Replies for the root and for children, which are asked `Part?`. */
const tree =
  (root: string[], part: (request: ModelRequest) => string | Promise<string>) =>
  (request: ModelRequest) =>
    request.messages[1]?.content.includes('Question: Part?')
      ? part(request)
      : (root.shift() ?? 'FINAL(best)');
const asked = (root: string[], part: Parameters<typeof tree>[1]) => {
  const reply = tree(root, part);
  return new ScriptedModel(Array(20).fill(reply));
};
/** As a server does it: the request ends with its signal. */
const untilStopped = ({ signal }: { signal: AbortSignal }) =>
  new Promise<string>((_, reject) => {
    if (signal.aborted) reject(new Cancelled());
    signal.addEventListener('abort', () => reject(new Cancelled()), { once: true });
  });
const never = () => new Promise<never>(() => {});
const failed = { status: 'error' as const, error: { name: 'Error', message: 'no', line: 1 } };
const delegate: CellCode = async (call) => ({ output: await call(child) });
const call: CellCode = async (query) => ({ output: await query({ prompt: 'same' }) });
const callWell: CellCode = async (query) => ({
  output: await query({ prompt: 'x' }).catch((error: Error) => error.message),
});
const batch: CellCode = async (query) => ({
  output: String(
    (await Promise.allSettled([1, 2, 3].map((n) => query({ ...child, context: `${n}` })))).length,
  ),
});
const deep = { maxDepth: 3 };
const environment =
  (change: (environment: ReturnType<RunParts['createEnvironment']>) => void) =>
  (parts: RunParts): RunParts => ({
    ...parts,
    createEnvironment: (...given) => {
      const made = parts.createEnvironment(...given);
      change(made);
      return made;
    },
  });
const bug = () => {
  throw new TypeError('a bug');
};
const soon = (stop: AbortController) => void setTimeout(() => stop.abort(), 20);

const ends: Readonly<Record<string, End>> = {
  'an answer in code': [
    () => ({ model: new ScriptedModel([cell('a')]), cells: { a: () => ({ final: 'yes' }) } }),
    'answered',
  ],
  'an answer in prose': [() => ({ model: new ScriptedModel(['FINAL(yes)']) }), 'answered'],
  'replies without code and answer': [
    () => ({ model: new ScriptedModel(['Hm.', 'Hm.', 'Hm.', 'Well, yes.']) }),
    'answered',
  ],
  'empty replies': [() => ({ model: new ScriptedModel(['', '', '', '']) }), 'failed NoAnswer'],
  'the limit of iterations': [
    () => ({
      model: new ScriptedModel([cell('a'), 'FINAL(best)']),
      cells: { a: () => ({ output: 'x' }) },
      options: { maxIterations: 1 },
    }),
    'limit iterations',
  ],
  'the limit of errors': [
    () => ({
      model: new ScriptedModel([cell('a'), 'FINAL(best)']),
      cells: { a: () => failed },
      options: { maxConsecutiveErrors: 1 },
    }),
    'limit errors, 1 cell error',
  ],
  'the limit of sub-calls': [
    () => ({
      model: new ScriptedModel([cell('a'), 'FINAL(best)']),
      cells: { a: callWell },
      options: { maxSubcalls: 0 },
    }),
    'limit subcalls, 1 call error',
  ],
  'a call that is refused in the turn of the answer': [
    () => ({
      model: new ScriptedModel([cell('a')]),
      cells: { a: async (query) => ({ ...(await callWell(query, never as never)), final: 'yes' }) },
      options: { maxSubcalls: 0 },
    }),
    'answered, limit.reached subcalls, 1 call error',
  ],
  'the limit of tokens': [
    () => ({
      model: new ScriptedModel([cell('a'), 'FINAL(best)']),
      cells: { a: call },
      options: { maxTokens: 3_000 },
    }),
    'limit tokens',
  ],
  'the limit of money': [
    () => {
      const price = { input: 1_000, cachedInput: 1_000, output: 1_000 };
      const model = new ScriptedModel([cell('a')], undefined, {
        price,
        window: null,
        maxOutput: 100,
      });
      return { model, cells: { a: call }, options: { maxCostUsd: 2 } };
    },
    'limit cost',
  ],
  'the time, while the root is asked': [
    () => ({
      model: new ScriptedModel([untilStopped, 'FINAL(best)']),
      options: { timeoutSeconds: 0.02 },
    }),
    'limit time',
  ],
  'the time, while children are asked': [
    () => ({
      model: asked([cell('a')], untilStopped),
      cells: { a: batch },
      options: { ...deep, timeoutSeconds: 0.05 },
    }),
    'limit time, 3 runs cancelled, 3 calls cancelled',
  ],
  'a server that fails': [
    () => ({ model: new ScriptedModel([new ServerFailed('example.com', 'it broke')]) }),
    'failed ServerFailed',
  ],
  'a server that fails in a call': [
    () => ({
      model: new ScriptedModel([cell('a'), 'FINAL(yes)'], () => {
        throw new KeyRefused('example.com');
      }),
      cells: { a: callWell },
    }),
    'answered, 1 call error',
  ],
  'a server that fails in a child': [
    () => ({
      model: asked([cell('a'), 'FINAL(yes)'], () => {
        throw new ServerFailed('example.com', 'it broke');
      }),
      cells: { a: async (query) => ({ output: await query(child).catch(String) }) },
      options: deep,
    }),
    'answered, 1 run failed, 1 call error',
  ],
  'a sandbox that dies': [
    () => ({
      model: new ScriptedModel([cell('a')]),
      parts: environment((made) => {
        made.execute = () => Promise.reject(new SandboxFailed('it is gone'));
      }),
    }),
    'failed SandboxFailed, 1 cell killed',
  ],
  'a sandbox that dies with calls under way': [
    () => ({
      model: new ScriptedModel([cell('a')], (_, request) => untilStopped(request)),
      parts: (parts) => ({
        ...parts,
        createEnvironment: (context, options, calls) => {
          const made = parts.createEnvironment(context, options, calls);
          made.execute = async () => {
            const over = new AbortController();
            calls({ name: 'llm_query', prompt: 'x' }, over.signal).catch(() => {});
            await Promise.resolve();
            over.abort();
            throw new SandboxFailed('it is gone');
          };
          return made;
        },
      }),
    }),
    'failed SandboxFailed, 1 call cancelled, 1 cell killed',
  ],
  'Stop before it begins': [
    (stop) => {
      stop.abort();
      return { model: new ScriptedModel([]) };
    },
    'cancelled',
  ],
  'Stop while the text is described': [
    (stop) => ({
      model: new ScriptedModel([]),
      parts: environment((made) => {
        made.describe = () => {
          soon(stop);
          return never();
        };
      }),
    }),
    'cancelled',
  ],
  'Stop while the root is asked': [
    (stop) => {
      soon(stop);
      return { model: new ScriptedModel([untilStopped]) };
    },
    'cancelled',
  ],
  'Stop while a call is asked': [
    (stop) => {
      soon(stop);
      return {
        model: new ScriptedModel([cell('a')], (_, request) => untilStopped(request)),
        cells: { a: call },
      };
    },
    'cancelled, 1 call cancelled, 1 cell killed',
  ],
  'Stop while children are asked': [
    (stop) => {
      soon(stop);
      return { model: asked([cell('a')], untilStopped), cells: { a: batch }, options: deep };
    },
    'cancelled, 3 runs cancelled, 3 calls cancelled',
  ],
  'Stop while grandchildren are asked': [
    (stop) => {
      let depth = 0;
      soon(stop);
      const part = (request: ModelRequest) =>
        depth++ === 0 ? cell('delegate') : untilStopped(request);
      return {
        model: asked([cell('delegate')], part),
        cells: { delegate },
        options: deep,
      };
    },
    'cancelled, 2 runs cancelled, 2 calls cancelled, 2 cells killed',
  ],
  'Stop, while a model does not let itself be stopped': [
    (stop) => {
      soon(stop);
      return { model: asked([cell('a')], never), cells: { a: batch }, options: deep };
    },
    'cancelled, 3 runs cancelled, 3 calls cancelled',
  ],
  'Stop, while a sandbox does not let itself be stopped': [
    (stop) => {
      soon(stop);
      return { model: new ScriptedModel([cell('a')]), cells: { a: never } };
    },
    'cancelled, 1 cell killed',
  ],
  'Stop while the last question is asked': [
    (stop) => ({
      model: new ScriptedModel([
        cell('a'),
        (request) => {
          soon(stop);
          return untilStopped(request);
        },
      ]),
      cells: { a: () => ({ output: 'x' }) },
      options: { maxIterations: 1 },
    }),
    'cancelled, limit.reached iterations',
  ],
  'Stop while citations are looked up': [
    (stop) => ({
      model: new ScriptedModel(['FINAL(yes [L1])']),
      parts: environment((made) => {
        made.cite = () => {
          soon(stop);
          return never();
        };
      }),
    }),
    'answered',
  ],
  'Stop at the question about money': [
    (stop) => {
      const price = { input: 1_000, cachedInput: 1_000, output: 1_000 };
      const model = new ScriptedModel([], undefined, { price, window: null, maxOutput: null });
      return {
        model,
        options: { maxCostUsd: 1 },
        onBudget: () => {
          soon(stop);
          return never();
        },
      };
    },
    'cancelled',
  ],
  'a bug in the model': [
    () => ({ model: new ScriptedModel([new TypeError('a bug')]) }),
    'failed TypeError, reported',
  ],
  'a bug in a call': [
    () => ({
      model: new ScriptedModel([cell('a'), 'FINAL(yes)'], bug),
      cells: { a: callWell },
    }),
    'answered, reported, 1 call error',
  ],
  'a bug that throws no error': [
    () => ({
      model: new ScriptedModel([cell('a'), 'FINAL(yes)'], () => Promise.reject('a bug')),
      cells: { a: callWell },
    }),
    'answered, reported, 1 call error',
  ],
  'a bug in the last question': [
    () => ({
      model: new ScriptedModel([cell('a'), new TypeError('a bug')]),
      cells: { a: () => ({ output: 'x' }) },
      options: { maxIterations: 1 },
    }),
    'failed TypeError, reported, limit.reached iterations',
  ],
  'a bug in the last question when the time is up': [
    () => ({
      model: new ScriptedModel([untilStopped, new TypeError('a bug')]),
      options: { timeoutSeconds: 0.02 },
    }),
    'failed TypeError, reported, limit.reached time',
  ],
  'a bug in a cell': [
    () => ({
      model: new ScriptedModel([cell('a')]),
      parts: environment((made) => {
        made.execute = bug;
      }),
    }),
    'failed TypeError, reported, 1 cell killed',
  ],
  'a bug after Stop': [
    (stop) => ({
      model: new ScriptedModel([
        () => {
          stop.abort();
          throw new TypeError('a bug');
        },
      ]),
    }),
    'cancelled, reported',
  ],
  'a bug where environments are made': [
    () => ({
      model: new ScriptedModel([]),
      parts: (parts) => ({ ...parts, createEnvironment: bug }),
    }),
    'failed TypeError, reported',
  ],
  'a bug where the environment of a child is made': [
    () => {
      let made = 0;
      return {
        model: asked([cell('a'), 'FINAL(yes)'], never),
        cells: { a: async (query) => ({ output: await query(child).catch(String) }) },
        options: deep,
        parts: (parts) => ({
          ...parts,
          createEnvironment: (...given) =>
            made++ === 0 ? parts.createEnvironment(...given) : bug(),
        }),
      };
    },
    'answered, reported, 1 run failed, 1 call error',
  ],
  'a bug in the looking up of citations': [
    () => ({
      model: new ScriptedModel(['FINAL(yes [L1])']),
      parts: environment((made) => {
        made.cite = bug;
      }),
    }),
    'answered TypeError, reported',
  ],
  'a bug in the looking up of coverage': [
    () => ({
      model: new ScriptedModel(['FINAL(yes)']),
      parts: environment((made) => {
        made.cover = bug;
      }),
    }),
    'answered, reported',
  ],
  'a listener of events that throws': [
    () => ({
      model: new ScriptedModel(['FINAL(yes)']),
      parts: (parts) => ({
        ...parts,
        emit: (event) => {
          parts.emit(event);
          if (event.type === 'model.replied') bug();
        },
      }),
    }),
    'answered, reported',
  ],
  'a run to follow up that is gone': [
    () => ({ model: new ScriptedModel([]), follows: 'gone' }),
    'failed FollowUpGone',
  ],
  'a record that is full': [
    () => ({
      model: new ScriptedModel([cell('a'), 'FINAL(best)']),
      cells: {
        a: async (query) =>
          callWell((given) => query({ ...given, prompt: 'x'.repeat(5_000) }), never as never),
      },
      recordLimits: { whole: 1_000_000, most: 6_000 },
    }),
    'failed RecordFull, 1 call cancelled',
  ],
};

/** `3 runs cancelled, 1 call error`: what ended otherwise than well, the root not counted. */
function others(events: readonly RunEvent[]): string[] {
  const counts = new Map<string, number>();
  for (const event of events) {
    const what =
      event.type === 'run.finished' && event.run !== ''
        ? 'run'
        : event.type === 'call.finished'
          ? 'call'
          : event.type === 'cell.finished'
            ? 'cell'
            : null;
    if (what === null || !('status' in event) || event.status === 'ok') continue;
    const key = `${what} ${event.status}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) =>
    count === 1 ? `1 ${key}` : `${count} ${key.replace(' ', 's ')}`,
  );
}

for (const [what, [trial, end]] of Object.entries(ends)) {
  test(`all that began ends in the record: ${what}`, limits, async (t) => {
    const stop = new AbortController();
    let stoppedAt: number | null = null;
    stop.signal.addEventListener('abort', () => {
      stoppedAt = performance.now();
    });
    const { events, result, bugs } = await runScripted({ ...trial(stop), signal: stop.signal });
    const took = stoppedAt === null ? 0 : performance.now() - stoppedAt;
    const told = events.at(-1);
    assert.ok(told?.type === 'run.finished' && told.run === '');
    assert.equal(told.status, result.status);
    const limit = events.find((event) => event.type === 'limit.reached' && event.run === '');
    const isSaid = limit?.type === 'limit.reached' && result.limit !== limit.limit;
    const said = [
      [result.status, result.limit ?? result.error?.name ?? ''].join(' ').trim(),
      ...(bugs.length > 0 ? ['reported'] : []),
      ...(isSaid ? [`limit.reached ${limit.limit}`] : []),
      ...others(events),
    ].join(', ');
    t.diagnostic(`${what} | ${said} | ${result.reason ?? ''}`);
    assert.equal(said, end);
    // Within a second; twice that on a busy machine.
    assert.ok(took < 2_000, `${took} ms after Stop`);
  });
}
