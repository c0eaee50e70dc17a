// A process that runs plain code about a file: `ours|bare|official javascript|python DIST FILE CODE`. Prints
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
  /** What the process has grown by until the REPL is there. */
  readonly idleMb?: number;
}

async function runOurs(language: Language, dist: string, file: string, code: string): Promise<Ran> {
  const context = await readFileContext(file);
  const before = process.memoryUsage.rss();
  const environment = createWorkerEnvironment({
    context,
    options: { language, seed: 1, cellSeconds: 120, sandboxMemoryMb: 512 },
    calls: async () => '',
    workerPath: path.join(dist, 'worker.js'),
    wasmPath: path.join(dist, 'quickjs.wasm'),
    python: {
      wasmPath: path.join(dist, 'python.wasm'),
      guestFolder: path.join(dist, 'python'),
    },
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
  const idleMb = (process.memoryUsage.rss() - before) / 1e6;
  const ran = await execute(2, code);
  await environment.dispose();
  return { ...ran, idleMb };
}

function runInNode(file: string, code: string): Ran {
  const context = readFileSync(file, 'latin1');
  const printed: string[] = [];
  const print = (...values: readonly unknown[]): void => void printed.push(values.join(' '));
  const started = performance.now();
  new Function('context', 'print', code)(context, print);
  return { output: `${printed.join('\n')}\n`, ms: performance.now() - started };
}

/** As the official engine does it: code is executed in the very process, on a string. */
const exec = `
import contextlib, io, json, sys, time
context = open(sys.argv[1], encoding="latin-1", newline="").read()
printed = io.StringIO()
started = time.perf_counter()
with contextlib.redirect_stdout(printed):
    exec(sys.argv[2], {"context": context})
ms = (time.perf_counter() - started) * 1000
print(json.dumps({"output": printed.getvalue(), "ms": ms}))
`;

/** The official engine itself, where it is installed. */
const official = `
import json, sys, time
from rlm.environments.local_repl import LocalREPL
context = open(sys.argv[1], encoding="latin-1", newline="").read()
repl = LocalREPL(context_payload=context)
started = time.perf_counter()
result = repl.execute_code(sys.argv[2])
ms = (time.perf_counter() - started) * 1000
print(json.dumps({"output": result.stdout, "ms": ms}))
`;

function runInPython(program: string, file: string, code: string): Ran {
  const { stdout, stderr } = spawnSync('python3', ['-c', program, file, code], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

async function runSide(
  side: string,
  language: Language,
  dist: string,
  file: string,
  code: string,
): Promise<Ran> {
  if (side === 'ours') return runOurs(language, dist, file, code);
  if (side === 'official') return runInPython(official, file, code);
  return language === 'python' ? runInPython(exec, file, code) : runInNode(file, code);
}

async function main(): Promise<void> {
  const [side, language, dist = '', file = '', code = ''] = process.argv.slice(2);
  const ran = await runSide(side ?? '', language as Language, dist, file, code);
  process.stdout.write(JSON.stringify(ran));
}

void main();
