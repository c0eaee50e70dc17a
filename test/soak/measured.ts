import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createWorkerEnvironment } from '../../src/sandbox/host/workerEnvironment.ts';
import { textContext } from '../unit/core/support.ts';
import { worstInputs } from './worstInputs.ts';

/**
 * One of the worst inputs in a process of its own: `measured.ts WORKER NAME STOP`, told as JSON {status,
 * error, endedMs, rssMb}. STOP: ms after which the run is stopped; 0: never.
 */
const [workerPath = '', name = '', stopAfter = '0'] = process.argv.slice(2);
/** Of two bytes a character, for which patterns take the most; 30 MB. */
const lines = `${'x'.repeat(58)}漢\n`.repeat(250_000);
const environment = createWorkerEnvironment({
  context: textContext(lines),
  options: { language: 'javascript', seed: 1, cellSeconds: 8, sandboxMemoryMb: 512 },
  calls: async () => '',
  workerPath,
  wasmPath: createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm'),
});
const stop = new AbortController();
const run = (code: string) =>
  environment.execute(code, { iteration: 1, cell: 1, at: 0 }, stop.signal);
await run('print(count("x"))');
const before = process.resourceUsage().maxRSS;
let from = performance.now();
if (stopAfter !== '0') {
  setTimeout(() => {
    from = performance.now();
    stop.abort();
  }, Number(stopAfter));
}
const { status, error } = await run(worstInputs[name] ?? 'throw 1');
const endedMs = Math.round(performance.now() - from);
// What the thread still takes after its cell is over counts too.
await environment.dispose();
process.on('exit', () => {
  const rssMb = Math.round((process.resourceUsage().maxRSS - before) / 1_024);
  const said = { status, error: error?.message.slice(0, 80) ?? '', endedMs, rssMb };
  writeSync(1, `${JSON.stringify(said)}\n`);
});
