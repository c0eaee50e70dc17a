// The server in this process, with an engine that does what the test says.
import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';
import { Cancelled } from '../../../src/core/errors.ts';
import type { RunEvent, RunResult } from '../../../src/core/events.ts';
import type { AskedQuestion, Asker } from '../../../src/mcp/asker.ts';
import { SessionMoney } from '../../../src/mcp/money.ts';
import { openRoots } from '../../../src/mcp/roots.ts';
import { Runs } from '../../../src/mcp/runs.ts';
import { serveMcp } from '../../../src/mcp/server.ts';
import { FrameClient } from '../../support/frameClient.ts';
import { makeFolder } from '../sources/support.ts';

const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, estimated: false };

export function resultOf(asked: AskedQuestion, fields: Partial<RunResult> = {}): RunResult {
  return {
    ...{ runId: asked.runId, status: 'answered', reason: null, limit: null, answer: 'Yes.' },
    ...{ citations: [], quotes: [], coverage: 0.5, searched: 1, language: 'python' },
    ...{ iterations: 1, calls: { llm: 0, rlm: 0, memo: 0 }, depth: 0 },
    usage: { ...usage, models: { m: { ...usage, calls: 1, costUsd: 0.25 } } },
    ...{ costUsd: 0.25, usageSummary: '', durationMs: 1, error: null },
    ...fields,
  };
}

/** A question that an engine was asked, and the way to end it. */
export interface Held {
  readonly asked: AskedQuestion;
  readonly emit: (event: RunEvent) => void;
  readonly end: (fields?: Partial<RunResult>) => void;
}

/** An engine whose runs end when the test says so, or when they are stopped. */
export class HeldEngine {
  readonly held: Held[] = [];
  readonly #watchers: (() => void)[] = [];

  readonly ask: Asker['ask'] = (asked, emit) =>
    new Promise((resolve) => {
      const end = (fields: Partial<RunResult> = {}): void =>
        resolve({ result: resultOf(asked, fields), citedLines: [], runFolder: null });
      asked.signal.addEventListener('abort', () =>
        end({ status: 'cancelled', reason: new Cancelled().message, answer: '' }),
      );
      this.held.push({ asked, emit, end });
      for (const watcher of this.#watchers.splice(0)) watcher();
    });

  /** The question of that number, from 0, when it has come. */
  async at(index: number): Promise<Held> {
    for (;;) {
      const found = this.held[index];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }
}

export interface Served {
  readonly client: FrameClient;
  readonly folder: string;
  readonly bugs: readonly Error[];
  readonly stop: () => void;
  /** Resolves when the server has ended. */
  readonly over: Promise<void>;
}

/** A server over a folder with these files, and a client whose connection is open. */
export async function serve(
  t: TestContext,
  ask: Asker['ask'],
  files: Readonly<Record<string, string>> = { 'a.log': 'one\ntwo\n' },
  money = new SessionMoney(1, 10),
): Promise<Served> {
  const folder = await makeFolder(t, files);
  const input = new PassThrough();
  const output = new PassThrough();
  const bugs: Error[] = [];
  const stopping = new AbortController();
  const asker: Asker = { notices: [], ask };
  const desk = {
    ...{ roots: await openRoots([folder]), runs: new Runs(), money, encoding: {} },
    asker: async () => asker,
    reportBug: (error: Error) => void bugs.push(error),
  };
  const write = (message: unknown): void => void output.write(`${JSON.stringify(message)}\n`);
  const over = serveMcp({ input, write, onTrouble: () => {} }, desk, '1', stopping.signal);
  over.then(
    () => output.end(),
    () => output.end(),
  );
  const client = new FrameClient(input, output);
  t.after(() => client.end());
  await client.open();
  return { client, folder, bugs, stop: () => stopping.abort(), over };
}
