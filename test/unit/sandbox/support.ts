import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, type TestContext } from 'node:test';
import { build } from 'esbuild';
import type { Context, ContextKind, SharedText } from '../../../src/core/context.ts';
import type {
  CallHandler,
  CallRequest,
  CellResult,
  Environment,
  EnvironmentOptions,
} from '../../../src/core/environment.ts';
import type { CellOutcome, SavedState } from '../../../src/protocol/sandbox.ts';
import { Control } from '../../../src/sandbox/control.ts';
import { boundedModule } from '../../../src/sandbox/host/boundedModule.ts';
import { createWorkerEnvironment } from '../../../src/sandbox/host/workerEnvironment.ts';
import { JavascriptRepl } from '../../../src/sandbox/javascript/javascriptRepl.ts';
import { MemorySaver } from '../../../src/sandbox/savedMemory.ts';
import { ContextText } from '../../../src/sandbox/text/contextText.ts';

export const wasmPath = createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm');

const project = path.resolve(import.meta.dirname, '../../..');
/** Python as it ships. */
export const python = {
  wasmPath: path.join(project, 'media/python/python.wasm'),
  guestFolder: path.join(project, 'src/sandbox/python/guest'),
};

const folder = mkdtempSync(path.join(tmpdir(), 'rlm-sandbox-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let bundle: Promise<string> | undefined;

/** The worker as it ships, built from the source as it stands. */
export function workerBundle(): Promise<string> {
  bundle ??= build({
    entryPoints: [path.resolve(import.meta.dirname, '../../../src/sandbox/worker/worker.ts')],
    outfile: path.join(folder, 'worker.js'),
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  }).then(() => path.join(folder, 'worker.js'));
  return bundle;
}

export function shared(text: string): SharedText {
  const units = new SharedArrayBuffer(text.length * 2);
  const view = new Uint16Array(units);
  for (let at = 0; at < text.length; at += 1) view[at] = text.charCodeAt(at);
  return { units, width: 2, length: text.length };
}

/** A Context of one string, an array or a map. */
export function contextOf(
  text: string | readonly string[] | Readonly<Record<string, string>>,
): Context {
  const [kind, entries]: [ContextKind, [string, string][]] =
    typeof text === 'string'
      ? ['string', [['', text]]]
      : Array.isArray(text)
        ? ['list', text.map((item: string) => ['', item])]
        : ['map', Object.entries(text)];
  const items = entries.map(([name, item]) => ({ path: name, text: shared(item), origin: null }));
  return { kind, items, label: 'test' };
}

export interface Bench {
  readonly evaluator: JavascriptRepl;
  readonly control: Control;
  readonly text: ContextText;
  /** Runs one cell; queries are answered by `answer`, at once and in order. */
  readonly run: (code: string) => Promise<CellOutcome>;
}

/** An evaluator in this very thread. */
export async function openEvaluator(
  given: {
    readonly context?: Parameters<typeof contextOf>[0];
    readonly answer?: (request: CallRequest) => string | Error;
    readonly cellSeconds?: number;
    readonly saved?: SavedState;
    readonly seed?: number;
    /** When each cell begins, ms since 1970. */
    readonly at?: number;
  } = {},
): Promise<Bench> {
  const control = new Control();
  const context = contextOf(given.context ?? 'one\ntwo\nthree');
  const answer = given.answer ?? (({ prompt }) => `reply to ${prompt}`);
  const text = new ContextText(context);
  const module = await boundedModule(wasmPath, 128);
  const evaluator: JavascriptRepl = await JavascriptRepl.create({
    start: {
      engine: { language: 'javascript', module },
      context,
      cellSeconds: given.cellSeconds ?? 20,
      sandboxMemoryMb: 128,
      seed: given.seed ?? 1,
      control: control.buffer,
      known: { seen: [], shown: [], searched: [] },
      saved: given.saved ?? null,
      recovered: null,
    },
    text,
    control,
    module,
    saver: new MemorySaver(given.saved?.memory ?? null),
    onWaiting: () => undefined,
    onPrinted: () => undefined,
    receive: () => undefined,
    onCall: (call, request) => {
      const reply = answer(request);
      const settle = () =>
        evaluator.settle(
          reply instanceof Error
            ? { call, ok: false, text: reply.message, errorName: reply.name }
            : { call, ok: true, text: reply, errorName: '' },
        );
      // Its code waits with the thread.
      if (request.name === 'budget') settle();
      else queueMicrotask(settle);
    },
  });
  let cell = 0;
  return {
    evaluator,
    control,
    text,
    run: (code) => {
      cell += 1;
      control.reset();
      return evaluator.execute(code, { iteration: 1, cell, at: given.at ?? Date.now() });
    },
  };
}

/** The value of an answer's text as its own text; null where it is none. */
export async function answerValue(
  environment: Pick<Environment, 'evaluate'>,
  text: string,
): Promise<string | null> {
  const evaluated = await environment.evaluate(text, new AbortController().signal);
  return evaluated.kind === 'value' ? evaluated.text : null;
}

export interface Session {
  readonly environment: Environment;
  /** Runs one cell. */
  readonly run: (code: string, signal?: AbortSignal) => Promise<CellResult>;
}

/** A REPL in a real worker; closed when the test ends. */
export async function openSession(
  test: TestContext,
  given: {
    readonly context?: Parameters<typeof contextOf>[0];
    readonly calls?: CallHandler;
    readonly options?: Partial<EnvironmentOptions>;
  } = {},
): Promise<Session> {
  const environment = createWorkerEnvironment({
    context: contextOf(given.context ?? 'one\ntwo\nthree'),
    options: {
      language: 'javascript',
      seed: 1,
      cellSeconds: 20,
      sandboxMemoryMb: 128,
      ...given.options,
    },
    calls: given.calls ?? (async ({ prompt }) => `reply to ${prompt}`),
    workerPath: await workerBundle(),
    wasmPath,
    python,
  });
  // Of the test itself: a hook of the file would wait for the workers that keep the process alive.
  test.after(() => environment.dispose());
  let cell = 0;
  return {
    environment,
    run: (code, signal = new AbortController().signal) => {
      cell += 1;
      return environment.execute(code, { iteration: 1, cell, at: 0 }, signal);
    },
  };
}
