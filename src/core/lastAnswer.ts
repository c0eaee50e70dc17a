import { cutOf } from './cutReplies.ts';
import { Cancelled, ExpectedError, LimitRefused } from './errors.ts';
import { reachLimit } from './limits.ts';
import type { ProseAnswers, Submitted } from './proseAnswers.ts';
import type { CodeReading } from './reply/codeBlocks.ts';
import { isPlaceholder } from './reply/placeholder.ts';
import { type Reply, readReply } from './reply/readReply.ts';
import type { RootModel } from './rootModel.ts';
import type { RootReply } from './rootReply.ts';
import { codeReading, type RunScope } from './scope.ts';

/** ms that the last question gets when the time is up. */
const mostMs = 5_000;

/** Why a run that can't go on asks for its answer. */
export interface LastQuestion {
  /** In a sentence, for the model. */
  readonly why: string;
  /** The one that the run has come to. */
  readonly iteration: number;
}

/** What a root model said when it was asked for its answer. */
export interface LastAnswer {
  /** Its FINAL, in prose or in code that isn't run any more, else its prose; null: there is none. */
  readonly submitted: Submitted | null;
  /** All of it where it is code alone, else `''`. */
  readonly code: string;
}

/**
 * Asks the root model once for its best answer; null when that can't be had. Throws bugs, and Cancelled
 * where the run is stopped meanwhile.
 */
export async function askLastAnswer(
  scope: RunScope,
  root: RootModel,
  answers: ProseAnswers,
  { why, iteration }: LastQuestion,
): Promise<LastAnswer | null> {
  const { request } = scope;
  // What is answered to a cut question is worth nothing.
  if (root.isHeadTooLong) return null;
  const { signal, letGo } = lastSignal(scope);
  try {
    const reply = await root.askLast(why, iteration, signal);
    const code = codeReading(scope);
    const read = readReply(reply.text, { ...code, sent: reply.sent });
    const submitted = await readSubmitted(read, reply, answers, { code, signal });
    return { submitted, code: read.answer === null ? reply.text.trim() : '' };
  } catch (error) {
    const isStopped = request.signal.aborted && error instanceof Cancelled;
    if (isStopped || !(error instanceof ExpectedError)) throw error;
    if (error instanceof LimitRefused) reachLimit(scope, error.limit);
    else scope.record({ type: 'notice', text: error.message });
    return null;
  } finally {
    letGo();
  }
}

/**
 * Of a root it fires when the run is stopped, or five seconds after its own signal has, before the
 * question or during it: with its time, or with the length of its record.
 */
function lastSignal(scope: RunScope): { readonly signal: AbortSignal; readonly letGo: () => void } {
  const { request, parts, depth } = scope;
  // A child whose call is given up just ends.
  if (depth > 0) return { signal: scope.signal, letGo: () => {} };
  const late = new AbortController();
  let stopTimer = (): void => {};
  const startTimer = (): void => {
    stopTimer = parts.clock.after(mostMs, () => late.abort());
  };
  if (scope.signal.aborted) startTimer();
  else scope.signal.addEventListener('abort', startTimer, { once: true });
  const letGo = (): void => {
    scope.signal.removeEventListener('abort', startTimer);
    stopTimer();
  };
  return { signal: AbortSignal.any([request.signal, late.signal]), letGo };
}

async function readSubmitted(
  read: Reply,
  reply: RootReply,
  answers: ProseAnswers,
  { code, signal }: { code: CodeReading; signal: AbortSignal },
): Promise<Submitted | null> {
  const submitted = read.answer && (await answers.last(read.answer, cutOf(reply), signal));
  if (submitted !== null) return submitted;
  for (const cell of read.cells) {
    const { answer } = readReply(cell, code);
    const inCode = answer && (await answers.lastInCode(answer, signal));
    if (inCode !== null) return inCode;
  }
  const { prose, cells } = read;
  if (isPlaceholder(prose)) return null;
  return { text: prose, expression: null, reason: null, isStep: cells.length > 0 };
}
