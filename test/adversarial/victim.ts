import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createWorkerEnvironment } from '../../src/sandbox/host/workerEnvironment.ts';
import { textContext } from '../unit/core/support.ts';

/** A host of its own for what would take the tests' process with it: `victim.ts <worker> <deed>`. */
const [workerPath = '', deed = ''] = process.argv.slice(2);
const sandboxMemoryMb = 128;
const native = "print('running'); new Array(1e9) + ''";
let started: () => void = () => {};
const running = new Promise<void>((resolve) => {
  started = resolve;
});
const environment = createWorkerEnvironment({
  context: textContext('one\ntwo'),
  options: {
    language: 'javascript',
    seed: 1,
    cellSeconds: deed === 'kills' ? 0.2 : 60,
    sandboxMemoryMb,
  },
  calls: async () => {
    started();
    return '';
  },
  workerPath,
  wasmPath: createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm'),
});
const stop = new AbortController();
const run = (code: string) =>
  environment.execute(code, { iteration: 1, cell: 1, at: 0 }, stop.signal);
const tell = (line: string) => writeSync(1, `${line}\n`);
/** MiB that the process has had at most. */
const peak = () => process.resourceUsage().maxRSS / 1_024;

switch (deed) {
  case 'wait':
    void run(`await llm_query('x'); ${native}`);
    await running;
    tell('running');
    break;
  case 'exit':
    void run(`await llm_query('x'); ${native}`);
    await running;
    process.exit(7);
    break;
  case 'throw':
    void run(`await llm_query('x'); ${native}`);
    await running;
    throw new Error('lost');
  case 'stop': {
    const cell = run(`await llm_query('x'); ${native}`);
    await running;
    stop.abort();
    tell((await cell).status);
    await environment.dispose();
    break;
  }
  case 'dispose': {
    const cell = run(`await llm_query('x'); ${native}`);
    await running;
    await environment.dispose();
    tell((await cell).status);
    break;
  }
  case 'kills':
    for (let at = 0; at < 3; at += 1) tell((await run(native)).status);
    await environment.dispose();
    break;
  default: {
    // Code whose memory is to be measured; the first cell has all loaded.
    await run('print(1)');
    const before = peak();
    const { status } = await run(deed);
    const during = peak();
    await run('1');
    await run('2');
    tell(JSON.stringify({ status, during: during - before, after: peak() - before }));
    await environment.dispose();
  }
}
