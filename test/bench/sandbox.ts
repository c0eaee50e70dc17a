import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Context } from '../../src/core/context.ts';
import type { CellResult, Environment } from '../../src/core/environment.ts';
import type { Language } from '../../src/core/options.ts';
import { createWorkerEnvironment } from '../../src/sandbox/host/workerEnvironment.ts';
import { sharedText } from '../../src/sources/decode.ts';
import { readFileContext } from '../../src/sources/readFile.ts';
import type { Figure } from './figures.ts';
import { writeLog } from './sampleText.ts';
import { pythonFiles, type Workplace } from './workplace.ts';

const cells = 200;
const megabyte = 1_000_000;
const taken = 'memory that was never used before is taken from the system for it';
const copied = 'all of the state is copied into a new interpreter';
const languages = ['javascript', 'python'] as const;

/** The same in each language; the last one is one native call that nothing interrupts. */
const codes = {
  javascript: {
    keep: (bytes: number) => `const state = new Uint8Array(${bytes}).fill(7)`,
    take: 'const text = context; let n = 0',
    count: 'n += 1; print(n)',
    look: 'print(state[9])',
    stuck: "new Array(1e9) + ''",
  },
  python: {
    keep: (bytes: number) => `state = bytearray(b'\\x07') * ${bytes}`,
    take: 'text = context; n = 0',
    count: 'n += 1; print(n)',
    look: 'print(state[9])',
    stuck: 'import collections, itertools\ncollections.deque(itertools.repeat(1), maxlen=0)',
  },
} as const;

/** What the sandbox adds: to a cell, to one with much state, to one that has to be killed. */
export async function benchSandbox(place: Workplace): Promise<readonly Figure[]> {
  const file = path.join(place.folder, 'sandbox.log');
  await writeLog(file, 100 * megabyte);
  const long = await readFileContext(file);
  const figures: Figure[] = [];
  for (const language of languages) {
    const figure = (what: string, ours: readonly number[], most: number, why = ''): Figure => {
      return { subject: `${language}, ${what}`, unit: 'ms', ours, bare: null, goal: { most }, why };
    };
    const short = await measureCells(place, language, textContext('text'));
    figures.push(figure('cell overhead', short, 5));
    const changed = await measureCells(place, language, long);
    figures.push(figure('cell and snapshot of a small change, 100 MB of context', changed, 50));
    for (const megabytes of [10, 100]) {
      const { saved, killed } = await measureKill(place, language, megabytes);
      figures.push(
        figure(`cell and snapshot with ${megabytes} MB of new state`, saved, 300, taken),
      );
      figures.push(figure(`kill to next cell with ${megabytes} MB of state`, killed, 200, copied));
    }
  }
  return [...figures, await measureBlock(place, file)];
}

function textContext(text: string): Context {
  return {
    kind: 'string',
    label: 'bench',
    items: [{ path: '', text: sharedText(text), origin: null }],
  };
}

function open(
  { dist }: Workplace,
  language: Language,
  context: Context,
  cellSeconds = 60,
): Environment {
  return createWorkerEnvironment({
    context,
    options: { language, seed: 1, cellSeconds, sandboxMemoryMb: 512 },
    calls: async () => '',
    workerPath: path.join(dist, 'worker.js'),
    wasmPath: path.join(dist, 'quickjs.wasm'),
    python: pythonFiles(dist),
  });
}

const never = new AbortController().signal;

async function run(environment: Environment, code: string, status: string): Promise<CellResult> {
  const label = { iteration: 1, cell: 1, at: Date.now() };
  const result = await environment.execute(code, label, never);
  if (result.status !== status) {
    throw new Error(`${result.status} instead of ${status}: ${result.error?.message}`);
  }
  return result;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Each cell waits for the snapshot that the one before it left to be taken. */
async function measureCells(
  place: Workplace,
  language: Language,
  context: Context,
): Promise<readonly number[]> {
  const { take, count } = codes[language];
  const environment = open(place, language, context);
  try {
    await run(environment, take, 'ok');
    await run(environment, count, 'ok');
    const ours: number[] = [];
    for (let cell = 0; cell < cells; cell++) {
      ours.push(await timed(() => run(environment, count, 'ok')));
    }
    return ours;
  } finally {
    await environment.dispose();
  }
}

async function measureKill(
  place: Workplace,
  language: Language,
  megabytes: number,
): Promise<{ saved: number[]; killed: number[] }> {
  const { keep, look, stuck } = codes[language];
  const saved: number[] = [];
  const killed: number[] = [];
  for (let turn = 0; turn < place.runs(5); turn++) {
    const environment = open(place, language, textContext('text'), 1);
    try {
      await run(environment, keep(megabytes * megabyte), 'ok');
      saved.push(await timed(() => run(environment, look, 'ok')));
      await run(environment, stuck, 'killed');
      killed.push(await timed(() => run(environment, look, 'ok')));
    } finally {
      await environment.dispose();
    }
  }
  return { saved, killed };
}

/** The longest time for which a run about 100 MB keeps the thread that an editor needs. */
async function measureBlock(place: Workplace, file: string): Promise<Figure> {
  const ours: number[] = [];
  for (let turn = 0; turn < place.runs(5); turn++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const environment = open(place, 'javascript', await readFileContext(file));
    try {
      const { head } = await environment.describe();
      await environment.cover([head], true);
      const printed = await run(environment, 'print(count("ERROR"), lines(9, 99))', 'ok');
      await environment.cover([printed.output], true);
      await environment.cite([{ path: '', startLine: 9, endLine: 12 }]);
    } finally {
      await environment.dispose();
    }
    delay.disable();
    ours.push(delay.max / 1e6);
  }
  const subject = "main thread's longest block, 100 MB";
  return { subject, unit: 'ms', ours, bare: null, goal: { most: 50 } };
}
