import { createHash } from 'node:crypto';
import path from 'node:path';
import { ask } from './core/ask.ts';
import type { RunEvent, RunResult } from './core/events.ts';
import { Keeper } from './core/keeper.ts';
import type { Clock, RunParts } from './core/parts.ts';
import type { RunRequest } from './core/scope.ts';
import { loadParsers, parses, prepareLanguage } from './sandbox/host/languages.ts';
import { SandboxPlaces } from './sandbox/host/sandboxPlaces.ts';
import { createWorkerEnvironment } from './sandbox/host/workerEnvironment.ts';
import { sharedText } from './sources/decode.ts';

/** One for the whole process, whatever engines there are. */
const places = new SandboxPlaces();

/** The recursive engine with its real parts, as both roots use it. */
export interface Engine {
  /** Resolves for everything that can go wrong in a run; `emit` must not throw. */
  ask(request: RunRequest, emit: (event: RunEvent) => void): Promise<RunResult>;
  /** Whether a request may name this run in `follows`: it has ended and its REPL is still kept. */
  canFollow(runId: string): boolean;
  /**
   * Stops the runs that go on, to their recorded ends, and lets go of the REPLs that are kept for
   * follow-ups, whose threads keep the process alive.
   */
  dispose(): Promise<void>;
}

/** `distFolder` holds worker.js, quickjs.wasm and Python. `reportBug` gets errors that nobody expected. */
export function createEngine(settings: {
  readonly distFolder: string;
  readonly reportBug: (error: Error) => void;
}): Engine {
  const workerPath = path.join(settings.distFolder, 'worker.js');
  const wasmPath = path.join(settings.distFolder, 'quickjs.wasm');
  const python = {
    wasmPath: path.join(settings.distFolder, 'python.wasm'),
    guestFolder: path.join(settings.distFolder, 'python'),
  };
  const after: Clock['after'] = (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  };
  const keeper = new Keeper(after);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const stopMakingRoom = places.onCrowded(() => keeper.makeRoom());
  return {
    canFollow: (runId) => keeper.has(runId),
    dispose: async () => {
      closing.abort();
      await Promise.allSettled(running);
      stopMakingRoom();
      await keeper.dispose();
    },
    ask: async (request, emit) => {
      const parts: RunParts = {
        createEnvironment: (context, options, calls) =>
          createWorkerEnvironment({
            context,
            options,
            calls,
            workerPath,
            wasmPath,
            python,
            places,
          }),
        share: sharedText,
        prepareLanguage: (language) => prepareLanguage(language, python),
        parses,
        loadParsers,
        sha256: (text) => createHash('sha256').update(text).digest('hex'),
        clock: { now: Date.now, after },
        reportBug: settings.reportBug,
        emit,
      };
      const signal = AbortSignal.any([request.signal, closing.signal]);
      const asking = ask({ ...request, signal }, parts, keeper);
      running.add(asking);
      const result = await asking.finally(() => running.delete(asking));
      // What it left waits for a follow-up in a place that others may want.
      if (places.isCrowded) keeper.makeRoom();
      return result;
    },
  };
}
