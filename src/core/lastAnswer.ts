import type { Cells } from './cells.ts';
import { ExpectedError, LimitRefused } from './errors.ts';
import type { LimitName } from './events.ts';
import { type ProseAnswer, readReply } from './reply/readReply.ts';
import type { RootModel } from './rootModel.ts';
import type { RunScope } from './scope.ts';

/** ms that the last question gets when the time is up. */
const mostMs = 5_000;

/** Why a run that can't go on asks for its answer. */
export interface LastQuestion {
  /** In a sentence, for the model. */
  readonly why: string;
  readonly limit: LimitName | null;
  /** The one that the run has come to. */
  readonly iteration: number;
}

/** What a root model said when it was asked for its answer. */
export interface LastAnswer {
  /** Its FINAL, in prose or in code that isn't run any more, else its prose; null: it is code alone. */
  readonly submitted: string | null;
  readonly whole: string;
}

/** Asks the root model once for its best answer; null when that can't be had. Throws bugs. */
export async function askLastAnswer(
  scope: RunScope,
  root: RootModel,
  cells: Cells,
  { why, limit, iteration }: LastQuestion,
): Promise<LastAnswer | null> {
  const { request, parts } = scope;
  const late = new AbortController();
  const isTimeUp = limit === 'time';
  const stopTimer = isTimeUp ? parts.clock.after(mostMs, () => late.abort()) : () => {};
  // The run's own signal has fired with its time.
  const signal = isTimeUp ? AbortSignal.any([request.signal, late.signal]) : scope.signal;
  try {
    const { text } = await root.askLast(why, iteration, signal);
    const { parses } = parts;
    return { submitted: await readSubmitted(text, parses, cells), whole: text.trim() };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    if (!(error instanceof LimitRefused)) scope.record({ type: 'notice', text: error.message });
    return null;
  } finally {
    stopTimer();
  }
}

async function readSubmitted(
  text: string,
  parses: (code: string) => boolean,
  cells: Cells,
): Promise<string | null> {
  const read = readReply(text, { parses });
  const inCode = read.cells.map((cell) => readReply(cell, { parses }).answer).map(asCode);
  for (const final of [read.answer, ...inCode]) {
    const answer = final === null ? null : await cells.read(final, []);
    if (answer !== null) return answer;
  }
  return read.prose || null;
}

/** FINAL in code that isn't run any more: a bare name is a variable, a string is itself. */
function asCode(final: ProseAnswer | null): ProseAnswer | null {
  if (final?.kind !== 'text' || final.quoted) return final;
  const { text: name, behind, isClosed, line } = final;
  return /^[\w$]+$/.test(name) ? { kind: 'variable', name, behind, isClosed, line } : null;
}
