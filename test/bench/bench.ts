// `npm run bench [-- --quick] [--full] [SUBJECT ...]`: ratios against a bare loop, in one run, as medians.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root } from '../support/project.ts';
import { benchActivation } from './activation.ts';
import { benchBigFile } from './bigFile.ts';
import { type Figure, table } from './figures.ts';
import { benchGrep } from './grep.ts';
import { benchHistory } from './history.ts';
import { benchIterations } from './iterations.ts';
import { benchLookups } from './lookups.ts';
import { benchPlainCode } from './plainCode.ts';
import { benchSandbox } from './sandbox.ts';
import { serveModel } from './servedModel.ts';
import { benchSizes } from './sizes.ts';
import { benchStart } from './start.ts';
import { benchSubcalls } from './subcalls.ts';
import type { Workplace } from './workplace.ts';

type Bench = (place: Workplace) => Promise<readonly Figure[]>;

const benches = {
  iterations: benchIterations,
  subcalls: benchSubcalls,
  start: benchStart,
  plainCode: benchPlainCode,
  bigFile: benchBigFile,
  activation: benchActivation,
  grep: benchGrep,
  sizes: benchSizes,
  sandbox: benchSandbox,
  lookups: benchLookups,
  history: benchHistory,
} satisfies Record<string, Bench>;

/** Programs of this folder that are measured as processes; without types, so that none is taken off. */
const programs = [
  'bareProcess',
  'peakMemory',
  'activationProbe',
  'sizeProcess',
  'plainProcess',
] as const;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const subjects = Object.keys(benches) as (keyof typeof benches)[];
  const unknown = positionals.find((name) => !(name in benches));
  if (unknown !== undefined) {
    process.stderr.write(`There is no bench "${unknown}"; there are ${subjects.join(', ')}.\n`);
    return 2;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-bench-'));
  const interrupted = new Promise<never>((_, reject) => {
    process.once('SIGINT', () => reject(new Interrupted()));
  });
  try {
    return await Promise.race([measure(folder, positionals, values), interrupted]);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return 130;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Interrupted extends Error {}

async function measure(
  folder: string,
  wanted: readonly string[],
  { quick, full }: { readonly quick: boolean; readonly full: boolean },
): Promise<number> {
  // A copy, which no build that runs meanwhile takes away.
  const dist = path.join(folder, 'dist');
  await cp(path.join(root, 'dist'), dist, { recursive: true });
  await build({
    entryPoints: programs.map((name) => path.join(import.meta.dirname, `${name}.ts`)),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    outdir: folder,
    logLevel: 'error',
  });
  const model = await serveModel();
  try {
    process.stdout.write(`${machine()}\n`);
    const figures: Figure[] = [];
    for (const [name, bench] of Object.entries(benches)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      process.stdout.write(`${name} ... `);
      const started = performance.now();
      figures.push(
        ...(await bench({
          folder,
          dist,
          model,
          isFull: full,
          runs: (most) => (quick ? Math.min(3, most) : most),
        })),
      );
      process.stdout.write(`${((performance.now() - started) / 1_000).toFixed(0)} s\n`);
    }
    process.stdout.write(`\n${table(figures)}${machine()}\n`);
    return 0;
  } finally {
    await model.close();
  }
}

/** What figures depend on besides the code. */
function machine(): string {
  const load = loadavg()[0]?.toFixed(1);
  return `Node ${process.versions.node}, ${availableParallelism()} cores, load ${load}.`;
}

process.exit(await main());
