import type { CellError, Evaluated, Variable } from '../../core/environment.ts';
import {
  type CellOutcome,
  maxCellOutputChars,
  maxFinalChars,
  type SavedState,
} from '../../protocol/sandbox.ts';
import { isSavedMemory } from '../savedMemory.ts';

/**
 * What came from a worker, before its parts are looked at: the one place where it is checked. Null:
 * not what a worker of ours sends.
 */
export type ArrivedMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'printed'; readonly text: string }
  | { readonly type: 'call'; readonly call: number; readonly request: unknown }
  | { readonly type: 'waiting'; readonly settled: number }
  | { readonly type: 'finished'; readonly outcome: CellOutcome }
  | { readonly type: 'evaluated'; readonly evaluated: Evaluated }
  | { readonly type: 'saved'; readonly state: SavedState }
  | { readonly type: 'broken'; readonly isMemory: boolean; readonly why: string }
  | { readonly type: 'answered'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly why: string };

/** Never throws, whatever `value` is. */
export function readWorkerMessage(value: unknown): ArrivedMessage | null {
  const { type, text, call, request, settled, outcome, evaluated, state, name, why, id, answer } =
    fields(value);
  switch (type) {
    case 'ready':
      return { type };
    case 'printed':
      return typeof text === 'string' ? { type, text: text.slice(0, maxCellOutputChars) } : null;
    case 'call':
      return isCount(call) ? { type, call, request } : null;
    case 'waiting':
      return isCount(settled) ? { type, settled } : null;
    case 'finished': {
      const read = boundedOutcome(outcome);
      return read === null ? null : { type, outcome: read };
    }
    case 'evaluated': {
      const read = readEvaluated(evaluated);
      return read === null ? null : { type, evaluated: read };
    }
    case 'saved': {
      const read = readSavedState(state);
      return read === null ? null : { type, state: read };
    }
    case 'broken':
      return { type, isMemory: name === 'OutOfMemory', why: cut(why, 500) };
    case 'answered':
      return isCount(id) ? { type, id, answer } : null;
    case 'refused':
      return isCount(id) ? { type, id, why: cut(why, 500) } : null;
    default:
      return null;
  }
}

const statuses = ['ok', 'error', 'timeout', 'killed'] as const;
const mostNotes = 20;
const noteChars = 2_000;
const mostVariables = 1_000;
/** The language bounds names by memory alone. */
const nameChars = 1_000;
/** Bytes of a linear memory. */
const addressable = 2 ** 32;
const mostGlobals = 20;

/**
 * What came of a cell, no larger than it may be; null when it is no such thing. Both sides make it: the
 * worker so that the host need not take more in, and the host since it does not believe the worker.
 */
export function boundedOutcome(value: unknown): CellOutcome | null {
  const { status, output, outputChars, error, durationMs, final, candidate, notes, variables } =
    fields(value);
  const known = statuses.find((each) => each === status);
  const isWhole =
    known !== undefined &&
    typeof output === 'string' &&
    isCount(outputChars) &&
    isCount(durationMs) &&
    Array.isArray(notes) &&
    Array.isArray(variables);
  if (!isWhole) return null;
  return {
    status: known,
    // The head, the tail and the line between them.
    output: output.slice(0, maxCellOutputChars + 200),
    outputChars,
    error: error === null ? null : readError(error),
    durationMs,
    final: typeof final === 'string' ? cut(final, maxFinalChars) : null,
    candidate: typeof candidate === 'string' ? cut(candidate, maxFinalChars) : null,
    notes: notesOf(notes),
    variables: Array.from(variables.slice(-mostVariables), readVariable),
  };
}

function readEvaluated(value: unknown): Evaluated | null {
  const { kind, text, message } = fields(value);
  if (kind === 'text') return { kind };
  if (kind === 'value') return { kind, text: cut(text, maxFinalChars) };
  return kind === 'failed' ? { kind, message: cut(message, 10_000) } : null;
}

function notesOf(notes: readonly unknown[]): readonly string[] {
  // One more is the sentence by which the worker itself has left others out.
  if (notes.length === mostNotes + 1) return Array.from(notes, (note) => cut(note, noteChars));
  // Unlike `map` this leaves no gaps as they are.
  const kept = Array.from(notes.slice(0, mostNotes), (note) => cut(note, noteChars));
  const more = notes.length - kept.length;
  return more > 0 ? [...kept, `${more} more notes like these were left out.`] : kept;
}

function readError(value: unknown): CellError {
  const { name, message, line } = fields(value);
  return {
    name: cut(name, 200),
    message: cut(message, 10_000),
    line: isCount(line) ? line : null,
  };
}

function readVariable(value: unknown): Variable {
  const { name, type, size } = fields(value);
  return { name: cut(name, nameChars), type: cut(type, 100), size: cut(size, 100) };
}

function readSavedState(value: unknown): SavedState | null {
  const { memory, globals } = fields(value);
  const named = Object.entries(fields(globals)).slice(0, mostGlobals);
  if (!isSavedMemory(memory, addressable)) return null;
  const counts = named.flatMap(([name, count]) => (isCount(count) ? [[name, count] as const] : []));
  return counts.length < named.length ? null : { memory, globals: Object.fromEntries(counts) };
}

/** A text of so many characters at most; `''` for what is none, since `String` may throw. */
function cut(value: unknown, chars: number): string {
  return typeof value === 'string' ? value.slice(0, chars) : '';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
