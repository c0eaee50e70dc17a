import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SandboxPlaces } from '../../src/sandbox/host/sandboxPlaces.ts';
import { createWorkerEnvironment } from '../../src/sandbox/host/workerEnvironment.ts';
import { textContext } from '../unit/core/support.ts';

/**
 * What so many sandboxes take in all that are filled at once, their snapshots and the worker's own heap
 * included: `filled.ts WORKER COUNT MEGABYTES`, told as JSON {liveMb, rssMb}: what the places count, and
 * what the process had at most.
 */
const [workerPath = '', count = '1', megabytes = '128'] = process.argv.slice(2);
const places = new SandboxPlaces();
const context = textContext(`${'x'.repeat(59)}\n`.repeat(500_000));
const { signal } = new AbortController();
const before = process.resourceUsage().maxRSS;
let liveMb = 0;

async function fill(): Promise<void> {
  const environment = createWorkerEnvironment({
    context,
    options: {
      language: 'javascript',
      seed: 1,
      cellSeconds: 60,
      sandboxMemoryMb: Number(megabytes),
    },
    calls: async () => '',
    workerPath,
    wasmPath: createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm'),
    places,
  });
  const run = (code: string) => environment.execute(code, { iteration: 1, cell: 1, at: 0 }, signal);
  await run(
    'all = []; try { for (;;) all.push(new Uint8Array(1e6).fill(all.length)) } catch {} all.length = Math.floor(all.length * 0.85)',
  );
  liveMb = Math.max(liveMb, places.megabytes);
  // Two snapshots, and all that a search may bring beside them.
  await run('1');
  await run(
    "try { grep('(?=x)', { max: 1e9 }) } catch {} try { grep('x+', { max: 400_000 }) } catch {}",
  );
  await run('2');
  await environment.dispose();
}

await Promise.all(Array.from({ length: Number(count) }, fill));
const rssMb = Math.round((process.resourceUsage().maxRSS - before) / 1_024);
writeSync(1, `${JSON.stringify({ liveMb, rssMb })}\n`);
