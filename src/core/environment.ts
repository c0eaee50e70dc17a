import type { ContextDescription, TextRange } from './context.ts';
import type { Message } from './model.ts';
import type { Language } from './options.ts';

/** A request that code in a cell made. The environment has checked its shape, nothing else. */
export interface CallRequest {
  /** The name that the code called. */
  readonly name:
    | 'llm_query'
    | 'llm_query_batched'
    | 'rlm_query'
    | 'rlm_query_batched'
    | 'classify'
    | 'llm_map'
    /** Answered at once, by JSON of a `BudgetLeft`; costs nothing and is no call of the record. */
    | 'budget';
  /** The prompt of an `llm` call, the question of an `rlm` call; JSON of what is asked about items. */
  readonly prompt: string;
  /** The context an `rlm` call gave along, as JSON data; absent when it gave none. The items. */
  readonly context?: string | readonly string[] | Readonly<Record<string, string>>;
  /** The `{model}` option. */
  readonly model?: string;
  /** The same number for all calls of one batch; absent for single calls. */
  readonly batch?: number;
}

/**
 * Answers a call, or rejects with an Error whose message the code will see. `onChild` is called, before
 * anything is awaited, when the answer is that of a child run, which needs a sandbox of its own.
 */
export type CallHandler = (
  call: CallRequest,
  signal: AbortSignal,
  onChild?: () => void,
) => Promise<string>;

/** Which cell of a run it is, and when it began. */
export interface CellLabel {
  readonly iteration: number;
  readonly cell: number;
  /** ms since 1970, as recorded: the clock that code reads begins there. */
  readonly at: number;
  /** Of computing, before its soft deadline, where that is more than the REPL gives to every cell. */
  readonly seconds?: number;
}

export type CellStatus = 'ok' | 'error' | 'timeout' | 'killed' | 'skipped';

export interface CellError {
  readonly name: string;
  readonly message: string;
  /** Line of the cell, from 1; null when it has none. */
  readonly line: number | null;
}

/** What came of one cell. */
export interface CellResult {
  readonly status: CellStatus;
  /** Everything printed, capped by the sandbox; head and tail with the number left out between. */
  readonly output: string;
  /** Characters printed in truth, which can be more than `output` holds. */
  readonly outputChars: number;
  readonly error: CellError | null;
  /** ms of computing; time spent waiting for models is not in it. */
  readonly durationMs: number;
  /** What FINAL, FINAL_VAR or `answer.ready` submitted; null when nothing, or when the cell failed. */
  readonly final: string | null;
  /** `answer.content` as it stands, submitted or not: the last candidate at a limit. */
  readonly candidate: string | null;
  /** Sentences for the model about this cell: a promise that was not awaited, a restored sandbox. */
  readonly notes: readonly string[];
  /** What the code has made so far, newest last. */
  readonly variables: readonly Variable[];
}

/** A call that a killed cell had been answered. */
export interface RecoveredCall {
  /** The name that the code called. */
  readonly name: string;
  readonly prompt: string;
  readonly result: string;
}

export interface Variable {
  readonly name: string;
  /** `string`, `Array`, `function`, ... */
  readonly type: string;
  /** `1,204 characters`, `12 items`; `''` where size says nothing. */
  readonly size: string;
}

/** What the text between the parentheses of FINAL(...) in prose stands for. */
export type Evaluated =
  /** Itself: no expression, or one without anything of the REPL's in it. */
  | { readonly kind: 'text' }
  /** An expression, and its value as the text that is submitted for it. */
  | { readonly kind: 'value'; readonly text: string }
  /** An expression that has no value which could be an answer; `message` is for the model. */
  | { readonly kind: 'failed'; readonly message: string };

/** Lines of the context, to which a citation points or where a quote stands. */
export interface LineRange {
  readonly path: string;
  /** From 1, both ends in. */
  readonly startLine: number;
  readonly endLine: number;
}

/** Where a quote stands. */
export interface QuotePlace extends LineRange {
  /**
   * Of its first character, from 1, in UTF-16 units: where its line is so long that the line's number
   * says little.
   */
  readonly column?: number;
}

/** Lines of the Context that an answer points to. */
export interface CitedLines {
  /** Joined with `\n`; null where they are too long, together with those before them, to be handed over. */
  readonly text: string | null;
  /** They stood in what a model was sent and has answered. */
  readonly isShown: boolean;
  /** Characters of the longest of them, where that is so long that its number says little. */
  readonly longLine?: number;
}

/** Parts of the Context. */
export interface Share {
  readonly chars: number;
  /** Merged and in order; of very many the longest alone. */
  readonly ranges: readonly TextRange[];
}

/** How far a run has come through the Context. */
export interface Covered {
  /** Printed, or sent to a model that has answered. */
  readonly seen: Share;
  /** By the helpers, or by code that uses `context`. A child's searches are its own. */
  readonly searched: Share;
}

/**
 * Where a run's code lives: a REPL over one Context. One cell at a time. Every method rejects with
 * `SandboxFailed` when the sandbox can't be had, never otherwise.
 */
export interface Environment {
  describe(): Promise<ContextDescription>;
  /**
   * Runs one cell to its end; never rejects because of what the code did. When the signal fires the
   * cell ends with status `killed` within a second. `onWaiting` is told when the code waits for its calls,
   * and will ask nothing more before it has an outcome.
   */
  execute(
    code: string,
    label: CellLabel,
    signal: AbortSignal,
    onWaiting?: () => void,
  ): Promise<CellResult>;
  /**
   * Leaves the REPL as a cell does that is killed after it was given these answers, without running it.
   * Resolves to the sentences for the model that the next cells' results don't carry.
   */
  recover(answered: readonly RecoveredCall[]): Promise<readonly string[]>;
  /** All that the last cell has left, in a form that `restore` takes up; null where that is too much. */
  state(): Promise<Uint8Array | null>;
  /** Begins with such a state, before anything was run. False where it is of another version. */
  restore(state: Uint8Array): Promise<boolean>;
  /**
   * Computes a text that is an expression with something of the REPL's in it (a variable, `context`,
   * `answer`, a helper that is called), under a cell's deadlines. It can make no calls, and leaves
   * what FINAL and `answer` hold as it was. When the signal fires it fails within a second.
   */
  evaluate(text: string, signal: AbortSignal): Promise<Evaluated>;
  /** What the code has made so far, newest last. */
  variables(): Promise<readonly Variable[]>;
  /** The lines of each range; null where path or lines are out of range. */
  cite(ranges: readonly LineRange[]): Promise<readonly (CitedLines | null)[]>;
  /** Where each quote stands first, exactly or but for white space and typography; null where not. */
  locate(quotes: readonly string[]): Promise<readonly (QuotePlace | null)[]>;
  /** Whether any of these texts stands in the Context, character by character. */
  holds(texts: readonly string[]): Promise<boolean>;
  /**
   * Adds texts that were printed or sent to a model (`isAnswered`: one that has answered); resolves to
   * what was seen and searched so far.
   */
  cover(texts: readonly string[], isAnswered: boolean): Promise<Covered>;
  /**
   * Another run takes this REPL up: what its code has made stays, its calls are answered by `calls`,
   * nothing of the text has been seen or searched, and no answer is drafted.
   */
  renew(calls: CallHandler): Promise<void>;
  /**
   * Gives the code these messages to read, as a frozen list under a name that comes back before each
   * cell: `history`, unless the code has taken that. Resolves to the name, null when there is no room.
   */
  remember(messages: readonly Message[]): Promise<string | null>;
  /** Another REPL that goes on from the state in which this one is; it takes nothing until it is used. */
  fork(): Environment;
  /**
   * Gives back all but the state that the last cell left, from which the next use starts again.
   * Resolves to the bytes that are still held, the text's not counted.
   */
  rest(): Promise<number>;
  dispose(): Promise<void>;
}

/** What an Environment is made for, and the limits that it enforces by itself. */
export interface EnvironmentOptions {
  /** That runs, whatever was asked for. */
  readonly language: Language;
  /** Whole, from 0 to 2^32 - 1: all chance that code can have follows it. */
  readonly seed: number;
  /** Seconds of computing a cell may take; softly, and half as much later (at most 5 s) hard. */
  readonly cellSeconds: number;
  /** MiB, a hard bound on the interpreter. */
  readonly sandboxMemoryMb: number;
}
