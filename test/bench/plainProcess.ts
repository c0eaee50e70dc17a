// A process that runs plain code about a file: `ours|bare javascript|python DIST FILE CODE`. Prints
// what the code prints and the ms that it took; reading the file and starting are not in them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createWorkerEnvironment } from '../../src/sandbox/host/workerEnvironment.ts';
import { readFileContext } from '../../src/sources/readFile.ts';

type Language = 'javascript' | 'python';

interface Ran {
  readonly output: string;
  readonly ms: number;
}

async function runOurs(language: Language, dist: string, file: string, code: string): Promise<Ran> {
  const environment = createWorkerEnvironment({
    context: await readFileContext(file),
    options: { language, seed: 1, cellSeconds: 120, sandboxMemoryMb: 512 },
    calls: async () => '',
    workerPath: path.join(dist, 'worker.js'),
    wasmPath: path.join(dist, 'quickjs.wasm'),
  });
  const { signal } = new AbortController();
  const execute = async (cell: number, source: string): Promise<Ran> => {
    const started = performance.now();
    const label = { iteration: 1, cell, at: Date.now() };
    const { output, error } = await environment.execute(source, label, signal);
    if (error !== null) throw new Error(`${error.name}: ${error.message}`);
    return { output, ms: performance.now() - started };
  };
  // The REPL is there when a first reply comes.
  await execute(1, 'print(0)');
  const ran = await execute(2, code);
  await environment.dispose();
  return ran;
}

function runInNode(file: string, code: string): Ran {
  const context = readFileSync(file, 'latin1');
  const printed: string[] = [];
  const print = (...values: readonly unknown[]): void => void printed.push(values.join(' '));
  const started = performance.now();
  new Function('context', 'print', code)(context, print);
  return { output: `${printed.join('\n')}\n`, ms: performance.now() - started };
}

const python = `
import sys, time, json, resource, io, contextlib
context = open(sys.argv[1], encoding="latin-1", newline="").read()
printed = io.StringIO()
started = time.perf_counter()
with contextlib.redirect_stdout(printed):
    exec(sys.argv[2], {"context": context})
ms = (time.perf_counter() - started) * 1000
print(json.dumps({"output": printed.getvalue(), "ms": ms}))
`;

function runInPython(file: string, code: string): Ran {
  const { stdout, stderr } = spawnSync('python3', ['-c', python, file, code], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

async function main(): Promise<void> {
  const [side, language, dist = '', file = '', code = ''] = process.argv.slice(2);
  const ran =
    side === 'ours'
      ? await runOurs(language as Language, dist, file, code)
      : language === 'python'
        ? runInPython(file, code)
        : runInNode(file, code);
  process.stdout.write(JSON.stringify(ran));
}

void main();
