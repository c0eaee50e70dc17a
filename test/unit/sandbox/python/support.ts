import { readFileSync } from 'node:fs';
import type { SharedText } from '../../../../src/core/context.ts';
import type { SavedState } from '../../../../src/protocol/sandbox.ts';
import { limitMemory } from '../../../../src/sandbox/host/memoryLimit.ts';
import { bootPython, PythonInterpreter } from '../../../../src/sandbox/python/interpreter.ts';
import type { HostCalls } from '../../../../src/sandbox/python/machine.ts';
import { CellClock } from '../../../../src/sandbox/worker/cellClock.ts';
import { python } from '../support.ts';

/** Node's typings know the type of a module, not the global that makes one. */
const engine: { readonly Module: new (bytes: Uint8Array) => WebAssembly.Module } = Reflect.get(
  globalThis,
  'WebAssembly',
);

let module: WebAssembly.Module | undefined;

/** Python in at most 128 MiB, compiled once. */
export function pythonModule(): WebAssembly.Module {
  module ??= new engine.Module(limitMemory(readFileSync(python.wasmPath), 128));
  return module;
}

/** A guest that shows what the interpreter itself does. */
const guest = `
import __main__, _rlm, sys
import json, re, random, time, datetime, uuid, secrets, os, collections, traceback, gc

class Output:
    def write(self, text):
        _rlm.host('print', text)
    def flush(self):
        pass

sys.stdout = sys.stderr = Output()

def echo(text):
    return text

def length(text):
    return str(len(text))

def give():
    __main__.ask = _rlm.given(lambda text: _rlm.host('ask', text), 'ask', 'asks the host')

def load(item):
    __main__.context = _rlm.context_text(int(item))

def run(code):
    try:
        exec(compile(code, 'cell', 'exec'), __main__.__dict__)
    except BaseException as error:
        return type(error).__name__ + ': ' + str(error)
    return ''
`;

let image: SavedState | undefined;

/** Python started, with the guest in it; made once. */
export function pythonImage(): SavedState {
  image ??= bootPython(pythonModule(), [{ name: '_repl', source: guest }]);
  return image;
}

export interface Opened {
  readonly python: PythonInterpreter;
  readonly clock: CellClock;
  /** Runs code: what it printed, or its error. Null when it was stopped. */
  run(code: string): string | null;
}

export function openPython(
  given: {
    readonly from?: SavedState;
    readonly texts?: readonly SharedText[];
    readonly ask?: (text: string) => string;
    readonly shouldStop?: () => boolean;
    /** ms of the clock that the cell's own runs by. */
    readonly now?: () => number;
  } = {},
): Opened {
  let printed = '';
  const host: HostCalls = {
    print: (text = '') => {
      printed += text;
      return '';
    },
    ask: (text = '') => given.ask?.(text) ?? '',
  };
  const clock = new CellClock(given.now);
  const interpreter = new PythonInterpreter({
    module: pythonModule(),
    from: given.from ?? pythonImage(),
    shouldStop: given.shouldStop ?? (() => false),
    host,
    texts: given.texts ?? [],
    clock,
  });
  if (given.from === undefined) {
    interpreter.seed(1);
    interpreter.ask('give');
  }
  return {
    python: interpreter,
    clock,
    run(code) {
      printed = '';
      const told = interpreter.ask('run', code);
      if (told === null) return null;
      return told === '' ? printed : told;
    },
  };
}
