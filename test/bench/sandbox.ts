import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { CellResult, Environment } from '../../src/core/environment.ts';
import { createWorkerEnvironment } from '../../src/sandbox/host/workerEnvironment.ts';
import { sharedText } from '../../src/sources/decode.ts';
import { readFileContext } from '../../src/sources/readFile.ts';
import type { Figure } from './figures.ts';
import { writeLog } from './sampleText.ts';
import type { Workplace } from './workplace.ts';

const cells = 200;
const megabyte = 1_000_000;

/** What the sandbox adds: to a cell, to one with much state, to one that has to be killed. */
export async function benchSandbox(place: Workplace): Promise<readonly Figure[]> {
  const overhead = await measureCells(place);
  const kills: Figure[] = [];
  for (const megabytes of [10, 100]) {
    const { saved, killed } = await measureKill(place, megabytes);
    kills.push(
      {
        subject: `cell and snapshot with ${megabytes} MB of state`,
        unit: 'ms',
        ours: saved,
        bare: null,
        goal: { most: 300 },
      },
      {
        subject: `kill to next cell with ${megabytes} MB of state`,
        unit: 'ms',
        ours: killed,
        bare: null,
        goal: { most: 1_500 },
      },
    );
  }
  return [overhead, ...kills, await measureBlock(place)];
}

function open({ dist }: Workplace, text: string, cellSeconds = 60): Environment {
  return createWorkerEnvironment({
    context: {
      kind: 'string',
      label: 'bench',
      items: [{ path: '', text: sharedText(text), origin: null }],
    },
    options: { language: 'javascript', seed: 1, cellSeconds, sandboxMemoryMb: 512 },
    calls: async () => '',
    workerPath: path.join(dist, 'worker.js'),
    wasmPath: path.join(dist, 'quickjs.wasm'),
  });
}

const never = new AbortController().signal;

async function run(environment: Environment, code: string, status: string): Promise<CellResult> {
  const result = await environment.execute(code, { iteration: 1, cell: 1, at: 0 }, never);
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

async function measureCells(place: Workplace): Promise<Figure> {
  const environment = open(place, 'text');
  try {
    await run(environment, 'let n = 0', 'ok');
    const ours: number[] = [];
    for (let cell = 0; cell < cells; cell++) {
      ours.push(await timed(() => run(environment, 'n += 1; print(n)', 'ok')));
    }
    return { subject: 'cell overhead', unit: 'ms', ours, bare: null, goal: { most: 5 } };
  } finally {
    await environment.dispose();
  }
}

async function measureKill(
  place: Workplace,
  megabytes: number,
): Promise<{ saved: number[]; killed: number[] }> {
  const saved: number[] = [];
  const killed: number[] = [];
  for (let turn = 0; turn < place.runs(5); turn++) {
    const environment = open(place, 'text', 1);
    try {
      await run(environment, `const state = new Uint8Array(${megabytes * megabyte}).fill(7)`, 'ok');
      // The second cell waits for the snapshot that the first one left to be taken.
      saved.push(await timed(() => run(environment, 'print(state.length)', 'ok')));
      // One native call that no flag interrupts.
      await run(environment, "new Array(1e9) + ''", 'killed');
      killed.push(await timed(() => run(environment, 'print(state[9])', 'ok')));
    } finally {
      await environment.dispose();
    }
  }
  return { saved, killed };
}

/** The longest time for which a run about 100 MB keeps the thread that an editor needs. */
async function measureBlock(place: Workplace): Promise<Figure> {
  const file = path.join(place.folder, 'block.log');
  await writeLog(file, 100 * megabyte);
  const ours: number[] = [];
  for (let turn = 0; turn < place.runs(5); turn++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const context = await readFileContext(file);
    const environment = createWorkerEnvironment({
      context,
      options: { language: 'javascript', seed: 1, cellSeconds: 60, sandboxMemoryMb: 512 },
      calls: async () => '',
      workerPath: path.join(place.dist, 'worker.js'),
      wasmPath: path.join(place.dist, 'quickjs.wasm'),
    });
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
