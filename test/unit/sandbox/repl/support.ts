import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { CallRequest, Evaluated } from '../../../../src/core/environment.ts';
import type { Language } from '../../../../src/core/options.ts';
import type { CellOutcome, SavedState } from '../../../../src/protocol/sandbox.ts';
import { Control } from '../../../../src/sandbox/control.ts';
import { limitMemory } from '../../../../src/sandbox/host/memoryLimit.ts';
import { readGuest } from '../../../../src/sandbox/python/guestModules.ts';
import { bootPython } from '../../../../src/sandbox/python/interpreter.ts';
import { PythonRepl } from '../../../../src/sandbox/python/pythonRepl.ts';
import { MemorySaver } from '../../../../src/sandbox/savedMemory.ts';
import { ContextText } from '../../../../src/sandbox/text/contextText.ts';
import type { Repl } from '../../../../src/sandbox/worker/repl.ts';
import { contextOf, openEvaluator } from '../support.ts';

const project = path.resolve(import.meta.dirname, '../../../..');
const memoryMb = 128;

/** Node's typings know the type of a module, not what makes one. */
const engine: { readonly Module: new (bytes: Uint8Array) => WebAssembly.Module } = Reflect.get(
  globalThis,
  'WebAssembly',
);

/** Python as it ships, with the guest as it stands; made once. */
function makePython() {
  const bytes = readFileSync(path.join(project, 'media/python/python.wasm'));
  const module = new engine.Module(limitMemory(bytes, memoryMb));
  const guest = readGuest(path.join(project, 'src/sandbox/python/guest'));
  return { language: 'python', module, guest, image: bootPython(module, guest) } as const;
}
let python: ReturnType<typeof makePython> | undefined;

export interface Given {
  readonly context?: Parameters<typeof contextOf>[0];
  readonly answer?: (request: CallRequest) => string | Error;
  readonly cellSeconds?: number;
  readonly saved?: SavedState;
  readonly seed?: number;
  /** When each cell begins, ms since 1970. */
  readonly at?: number;
}

export interface OpenRepl {
  readonly repl: Repl;
  readonly text: ContextText;
  readonly control: Control;
  /** Runs one cell; queries are answered at once and in order. */
  run(code: string): Promise<CellOutcome>;
  evaluate(text: string): Promise<Evaluated>;
}

/** A language's REPL in this very thread. */
export async function openRepl(language: Language, given: Given = {}): Promise<OpenRepl> {
  if (language === 'python') return openPython(given);
  const { evaluator, text, control, run } = await openEvaluator(given);
  return { repl: evaluator, text, control, run, evaluate: (asked) => evaluator.evaluate(asked) };
}

export function openPython(given: Given = {}): OpenRepl {
  python ??= makePython();
  const made = python;
  const control = new Control();
  const context = contextOf(given.context ?? 'one\ntwo\nthree');
  const answer = given.answer ?? (({ prompt }) => `reply to ${prompt}`);
  const text = new ContextText(context);
  const asked: (() => void)[] = [];
  const repl: PythonRepl = new PythonRepl({
    start: {
      engine: made,
      context,
      cellSeconds: given.cellSeconds ?? 20,
      sandboxMemoryMb: memoryMb,
      seed: given.seed ?? 1,
      control: control.buffer,
      known: { seen: [], shown: [], searched: [] },
      saved: given.saved ?? null,
      recovered: null,
    },
    engine: made,
    saver: new MemorySaver(given.saved?.memory ?? made.image.memory),
    text,
    control,
    onWaiting: () => undefined,
    onPrinted: () => undefined,
    onCall: (call, request) => {
      const reply = answer(request);
      asked.push(() =>
        repl.settle(
          reply instanceof Error
            ? { call, ok: false, text: reply.message, errorName: reply.name }
            : { call, ok: true, text: reply, errorName: '' },
        ),
      );
    },
    receive: () => {
      for (const settle of asked.splice(0)) settle();
    },
  });
  let cell = 0;
  const run = (code: string) => {
    cell += 1;
    control.reset();
    return repl.execute(code, { iteration: 1, cell, at: given.at ?? Date.now() });
  };
  return { repl, text, control, run, evaluate: (expression) => repl.evaluate(expression) };
}

/** What a cell came to, as far as a promise says; text is compared whole, expressions are looked for. */
export interface Expected {
  readonly output?: string | RegExp;
  /** `Name: message`; null: none. */
  readonly error?: RegExp | null;
  readonly line?: number | null;
  readonly status?: CellOutcome['status'];
  readonly final?: string | RegExp | null;
  readonly candidate?: string | null;
  /** All notes, a line each; `''`: there is none. */
  readonly notes?: RegExp | '';
}

/** Cells, run one after the other; the last one is looked at. */
export type Cells = string | readonly string[];

/** A promise of the REPL, and how each language shows it. */
export interface Kept extends Given {
  readonly javascript?: Cells;
  readonly python?: Cells;
  readonly sees: Expected;
  /** Where the language says it in words of its own. */
  readonly seesInPython?: Expected;
}

/** A test of each promise in each language that it gives code of. */
export function keeps(promises: Readonly<Record<string, Kept>>): void {
  for (const [sentence, { javascript, python, sees, seesInPython, ...given }] of Object.entries(
    promises,
  )) {
    for (const [language, cells] of [
      ['javascript', javascript],
      ['python', python],
    ] as const) {
      if (cells === undefined) continue;
      test(`${language}: ${sentence}`, { timeout: 120_000 }, async () => {
        const expected = language === 'python' ? { ...sees, ...seesInPython } : sees;
        check(await outcomeOf(language, cells, given), expected);
      });
    }
  }
}

async function outcomeOf(language: Language, cells: Cells, given: Given): Promise<CellOutcome> {
  const { run } = await openRepl(language, given);
  const all = typeof cells === 'string' ? [cells] : cells;
  let outcome: CellOutcome | undefined;
  for (const code of all) outcome = await run(code);
  assert.ok(outcome !== undefined);
  return outcome;
}

export function check(outcome: CellOutcome, expected: Expected): void {
  const { error, final, notes, output } = outcome;
  const told = error === null ? null : `${error.name}: ${error.message}`;
  if (expected.error === undefined || expected.error === null) {
    if (expected.status === undefined) assert.equal(told, null);
  } else assert.match(String(told), expected.error);
  if (expected.line !== undefined) assert.equal(error?.line ?? null, expected.line);
  if (expected.status !== undefined) assert.equal(outcome.status, expected.status);
  compare(output, expected.output);
  compare(final, expected.final);
  compare(notes.join('\n'), expected.notes);
  if (expected.candidate !== undefined) assert.equal(outcome.candidate, expected.candidate);
}

function compare(actual: string | null, expected: string | RegExp | null | undefined): void {
  if (expected instanceof RegExp) assert.match(String(actual), expected);
  else if (expected !== undefined) assert.equal(actual, expected);
}
