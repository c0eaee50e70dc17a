import type { ContextKind, SharedText } from '../core/context.ts';
import type { CellLabel, LineRange } from '../core/environment.ts';
import type { resultShapes, workerEventShapes, workerRequestShapes } from './sandboxShapes.ts';
import type { DataOf } from './shapes.ts';

/** The interpreter between two cells, as a new worker takes it up again. */
export type SavedState = WorkerEvents['saved'];
export type SavedMemory = SavedState['memory'];
/** What came of a cell that ended inside the worker. */
export type CellOutcome = Results['execute'];
/** What of the Context was seen, shown and searched, as the host keeps it. */
export type KnownText = Results['cover']['news'];

/** A call that a killed cell had paid for. */
export interface RecoveredCall {
  /** The name that the code called. */
  readonly name: string;
  /** Its first 200 characters. */
  readonly prompt: string;
  readonly result: string;
}

/** The interpreter of the run's language: modules are bounded and compiled once for the whole process. */
export type SandboxEngine =
  /** QuickJS. */
  | { readonly language: 'javascript'; readonly module: WebAssembly.Module }
  | {
      readonly language: 'python';
      /** CPython. */
      readonly module: WebAssembly.Module;
      /** Python with the guest in it, for a REPL that begins; null: this worker makes it, or goes on. */
      readonly image: SavedState | null;
      /** What code finds inside, in the order in which it is run. */
      readonly guest: readonly PythonModule[];
    };

/** A module of the guest, written in Python. */
export interface PythonModule {
  /** With the package's: `_repl.format`. */
  readonly name: string;
  readonly source: string;
}

/** What a worker is started with. */
export interface SandboxStart {
  readonly engine: SandboxEngine;
  readonly context: {
    readonly kind: ContextKind;
    readonly items: readonly { readonly path: string; readonly text: SharedText }[];
  };
  readonly cellSeconds: number;
  readonly sandboxMemoryMb: number;
  /** Of all chance that code can have, 32 bits. */
  readonly seed: number;
  /** The bytes of a Control: deadlines and cancelling, read while code computes. */
  readonly control: SharedArrayBuffer;
  /** By workers before it. */
  readonly known: KnownText;
  /** Null: start empty. */
  readonly saved: SavedState | null;
  /** Calls for the variable of this name, an array; null when there are none. */
  readonly recovered: {
    readonly variable: string;
    readonly calls: readonly RecoveredCall[];
  } | null;
}

type Results = DataOf<typeof resultShapes>;

/** What the host asks of a worker, each with what comes of it. */
export interface HostRequests {
  describe: { params: null; result: Results['describe'] };
  cite: { params: readonly LineRange[]; result: Results['cite'] };
  /** Where each quote stands first. */
  locate: { params: readonly string[]; result: Results['locate'] };
  holds: { params: readonly string[]; result: Results['holds'] };
  cover: {
    params: { readonly texts: readonly string[]; readonly isAnswered: boolean };
    result: Results['cover'];
  };
  /** Another run takes the REPL up: nothing is drafted, nothing of the text seen or searched. */
  renew: { params: null; result: Results['renew'] };
  /** A JSON list for the code to read: its name there, or null when there is no room for it. */
  remember: { params: string; result: Results['remember'] };
  /** Fails, like `evaluate`, when the interpreter broke: `OutOfMemory` if for want of memory. */
  execute: { params: { readonly code: string; readonly cell: CellLabel }; result: CellOutcome };
  evaluate: { params: string; result: Results['evaluate'] };
}

/** What the host tells a worker. */
export interface HostEvents {
  /** Look whether to stop: the Control says so. */
  stop: null;
  /** States sent so far are not written to again: others go on from them. */
  release: null;
}

/** What a worker asks of the host. */
export interface WorkerRequests {
  /** A call that the code made: the reply. Fails as the call does, for the code to see. */
  call: { params: DataOf<typeof workerRequestShapes>['call']; result: string };
}

/** What a worker tells. */
export type WorkerEvents = DataOf<typeof workerEventShapes>;

/** How a call that the code made ended. */
export interface CallOutcome {
  readonly call: number;
  readonly ok: boolean;
  /** The reply, or the error's message. */
  readonly text: string;
  /** The error's name; `''` when it went well. */
  readonly errorName: string;
}

/** Most calls that a worker may have open at the host; the rest waits inside the interpreter. */
export const maxOpenCalls = 1_024;
/** Characters that the prompts and contexts of all open calls may have together. */
export const maxOpenChars = 32_000_000;
/** Characters of one prompt: more than any model's window takes. */
export const maxPromptChars = 20_000_000;
/** Characters of what is asked of the text at once, as JSON: a million of plain text, escaped. */
export const maxQueryChars = 8_000_000;
/** Characters of output that one cell may hand over; more is counted and left out. */
export const maxCellOutputChars = 200_000;
/** Characters of an answer; what is longer is cut. */
export const maxFinalChars = 10_000_000;
/** Characters of a name, or of what stands beside one: the language bounds names by memory alone. */
export const maxNameChars = 1_000;
/** Characters of an error's message. */
export const maxErrorChars = 10_000;
/** Notes on a cell, one that says how many were left out not counted, and characters of each. */
export const maxNotes = 20;
export const maxNoteChars = 2_000;
/** Pieces of shared memory that a saved memory stands in. */
export const maxSlabs = 32_768;
/** Variables that are told of after a cell, the newest. */
export const maxVariables = 1_000;
