import type { CallRequest, CellLabel, Evaluated } from '../../core/environment.ts';
import type { CallOutcome, CellOutcome, SandboxStart, SavedState } from '../../protocol/sandbox.ts';
import type { Control } from '../control.ts';
import type { ContextText } from '../text/contextText.ts';

/** One language's REPL, as the worker drives it. State stays between cells. */
export interface Repl {
  /** Runs one cell to its end. Throws InterpreterBroken when it can't be used any more. */
  execute(code: string, cell: CellLabel): Promise<CellOutcome>;
  /** The value of an answer's text, see `Environment`. Throws InterpreterBroken like `execute`. */
  evaluate(text: string): Promise<Evaluated>;
  /**
   * Between two cells: `renew` forgets what was drafted, `remember` gives the code a JSON list of
   * messages to read and returns its name there. Null when that can't be done.
   */
  change(how: 'renew' | 'remember', value?: string): string | null;
  /** All there is of it between two cells. */
  save(): SavedState;
  /** Runs what a first cell will need, so that none of that is in the first cell's time. */
  warmUp(): Promise<void>;
  /** The outcome of a call that the code made. */
  settle(outcome: CallOutcome): void;
  /** Looks again whether to stop; the Control says so. */
  wake(): void;
}

/** What a language's REPL is made of. */
export interface ReplParts {
  readonly start: SandboxStart;
  readonly text: ContextText;
  readonly control: Control;
  /** A call that the code made; its outcome comes back through `settle`. */
  onCall(call: number, request: CallRequest): void;
  /** The cell waits for calls; it has taken up so many outcomes. */
  onWaiting(settled: number): void;
  /** What the cell has printed since the last time, while it goes on. */
  onPrinted(text: string): void;
  /**
   * For code that waits synchronously: blocks the thread until the host has sent something, or `ms`
   * went by, and handles what came: outcomes reach `settle`, questions about the text are answered.
   */
  receive(ms: number): void;
}

/** Something outside the interpreter's own rules went wrong: it must be thrown away. */
export class InterpreterBroken extends Error {}

/** The code holds so much memory that nothing more can run. */
export class MemoryUsedUp extends InterpreterBroken {
  constructor() {
    super("The code used up the sandbox's memory");
    this.name = 'OutOfMemory';
  }
}
