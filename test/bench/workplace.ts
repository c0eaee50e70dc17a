import path from 'node:path';
import type { RunOptions } from '../../src/core/options.ts';
import { createEngine } from '../../src/engine.ts';
import { openModel } from '../../src/models/provider.ts';
import { sharedText } from '../../src/sources/decode.ts';
import { openEventsFile } from '../../src/terminal/eventsFile.ts';
import { javascriptOptions } from '../support/javascriptRun.ts';
import { runBareLoop } from './bareLoop.ts';
import type { Exchange, ServedModel } from './servedModel.ts';

/** What every bench works with. */
export interface Workplace {
  /** For files of any size; removed at the end. */
  readonly folder: string;
  /** The bundles. */
  readonly dist: string;
  readonly model: ServedModel;
  /** With what takes minutes and gigabytes. */
  readonly isFull: boolean;
  /** How many runs to make where this many would be best. */
  readonly runs: (best: number) => number;
}

export const question = 'What happened?';

/**
 * Asks in this process, with the real sandbox, the trace written to disk; resolves to what was
 * exchanged with the server.
 */
export async function askEngine(
  { folder, dist, model }: Workplace,
  rootModel: string,
  text: string,
  options: Partial<RunOptions> = {},
): Promise<readonly Exchange[]> {
  const engine = createEngine({
    distFolder: dist,
    reportBug: (error) => {
      throw error;
    },
  });
  const events = await openEventsFile(path.join(folder, 'events.jsonl'), []);
  const server = {
    provider: 'openai',
    apiKey: null,
    baseUrl: model.url,
    api: 'chat',
    prices: {},
    headers: {},
    assetsFolder: dist,
  } as const;
  const item = { path: '', text: sharedText(text), origin: null };
  const request = {
    runId: 'bench',
    question,
    context: { kind: 'string', items: [item], label: 'bench' },
    options: { ...javascriptOptions, rootModel, subModel: 'sub', ...options },
    model: await openModel(server),
    signal: new AbortController().signal,
  } as const;
  const { status, reason, answer } = await engine.ask(request, events.append);
  await Promise.all([events.close(), engine.dispose()]);
  if (answer !== 'done') throw new Error(`The run ended ${status}: ${reason ?? answer}`);
  return model.take();
}

/** The same of the bare loop. */
export async function askBare(
  { model }: Workplace,
  rootModel: string,
  context: string,
): Promise<readonly Exchange[]> {
  await runBareLoop({ url: model.url, rootModel, subModel: 'sub', question, context });
  return model.take();
}

/**
 * The ms between each reply of a model and the next request to it: what the server sees of the time
 * that a loop needs for itself.
 */
export function gapsBetween(exchanges: readonly Exchange[], model: string): readonly number[] {
  const own = exchanges.filter((exchange) => exchange.model === model);
  return own.slice(1).map(({ startedAt }, index) => startedAt - (own[index]?.finishedAt ?? 0));
}

/** Where the build has put Python. */
export function pythonFiles(dist: string): { wasmPath: string; guestFolder: string } {
  return { wasmPath: path.join(dist, 'python.wasm'), guestFolder: path.join(dist, 'python') };
}
