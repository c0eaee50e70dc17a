import type { ContextDescription, ContextKind, SharedText, TextRange } from '../core/context.ts';
import type {
  CallRequest,
  CellLabel,
  CellResult,
  CellStatus,
  CitedLines,
  Covered,
  Evaluated,
  LineRange,
} from '../core/environment.ts';

/**
 * A linear memory as it was at one moment: its bytes are shared and never copied on the way. What
 * several moments have in common they have in the same place.
 */
export interface SavedMemory {
  /** Length, whole pages. */
  readonly bytes: number;
  /** Where each page stands, see `savedMemory.ts`. */
  readonly pages: Int32Array;
  /** The first is the base, which the process has anyway; empty where there is none. */
  readonly slabs: readonly SharedArrayBuffer[];
}

/** The interpreter between two cells, as a new worker takes it up again. */
export interface SavedState {
  readonly memory: SavedMemory;
  /** By names of the language's own: what it needs besides its memory, or to find its way in it. */
  readonly globals: Readonly<Record<string, number>>;
}

/** A call that a killed cell had paid for. */
export interface RecoveredCall {
  /** The name that the code called. */
  readonly name: string;
  /** Its first 200 characters. */
  readonly prompt: string;
  readonly result: string;
}

/** What of the Context was seen, shown and searched, as the host keeps it. */
export interface KnownText {
  /** Printed or sent to a model. */
  readonly seen: readonly TextRange[];
  /** Seen at that very place, by a model that has answered. */
  readonly shown: readonly TextRange[];
  readonly searched: readonly TextRange[];
}

/** The interpreter of the run's language: modules are bounded and compiled once for the whole process. */
export type SandboxEngine =
  /** QuickJS. */
  | { readonly language: 'javascript'; readonly module: WebAssembly.Module }
  | {
      readonly language: 'python';
      /** CPython. */
      readonly module: WebAssembly.Module;
      /** Its memory when all that every REPL needs is imported: each starts as a copy of it. */
      readonly image: SharedArrayBuffer;
      /** The source of what code finds inside. */
      readonly guest: string;
    };

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

/** Questions that the host asks between and during cells; each is answered or refused. */
export interface SandboxQuestions {
  describe: { question: null; answer: ContextDescription };
  cite: { question: readonly LineRange[]; answer: readonly (CitedLines | null)[] };
  locate: { question: readonly string[]; answer: readonly (LineRange | null)[] };
  holds: { question: readonly string[]; answer: boolean };
  cover: {
    question: { readonly texts: readonly string[]; readonly isAnswered: boolean };
    /** `news`: what became known since this was asked last. */
    answer: Covered & { readonly news: KnownText };
  };
  /** Another run takes the REPL up: nothing is drafted, nothing of the text seen or searched. */
  renew: { question: null; answer: true };
  /** A JSON list for the code to read: its name there, or null when there is no room for it. */
  remember: { question: string; answer: string | null };
}
export type QuestionName = keyof SandboxQuestions;
/** Those to the interpreter; the others are about the text alone. */
export const codeQuestions: ReadonlySet<QuestionName> = new Set(['renew', 'remember']);

/** How a call that the code made ended. */
export interface CallOutcome {
  readonly call: number;
  readonly ok: boolean;
  /** The reply, or the error's message. */
  readonly text: string;
  /** The error's name; `''` when it went well. */
  readonly errorName: string;
}

export type HostMessage =
  | { readonly type: 'execute'; readonly code: string; readonly cell: CellLabel }
  | { readonly type: 'evaluate'; readonly text: string }
  | ({ readonly type: 'settled' } & CallOutcome)
  | { readonly type: 'cancel' }
  /** States sent so far are not written to again: others go on from them. */
  | { readonly type: 'release' }
  | {
      readonly [Name in QuestionName]: {
        readonly type: 'ask';
        readonly id: number;
        readonly name: Name;
        readonly question: SandboxQuestions[Name]['question'];
      };
    }[QuestionName];

/** What came of a cell that ended inside the worker. */
export type CellOutcome = CellResult & { readonly status: Exclude<CellStatus, 'skipped'> };

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'printed'; readonly text: string }
  | { readonly type: 'call'; readonly call: number; readonly request: CallRequest }
  /** The cell waits for calls; `settled` of them it has been told the outcome of. */
  | { readonly type: 'waiting'; readonly settled: number }
  | { readonly type: 'finished'; readonly outcome: CellOutcome }
  | { readonly type: 'evaluated'; readonly evaluated: Evaluated }
  /** The state after a cell, sent behind its `finished`. */
  | { readonly type: 'saved'; readonly state: SavedState }
  /** The interpreter can't be trusted any more: throw it away. */
  | { readonly type: 'broken'; readonly name: string; readonly why: string }
  | { readonly type: 'answered'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly why: string };

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
