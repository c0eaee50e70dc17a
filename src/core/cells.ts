import { afterFailureNote } from './answerNotes.ts';
import { cutPromptsNote, cutPromptsText } from './cutPromptWords.ts';
import { cutOf, cutRepliesNotes, cutRepliesTexts, cutReplyNote } from './cutReplies.ts';
import type { CellError, CellLabel, CellResult, Environment } from './environment.ts';
import { asError } from './errors.ts';
import { type CellOutcome, cutOutput } from './observation.ts';
import type { Language } from './options.ts';
import { isOtherLanguage, looksLikeToolCall } from './otherLanguage.ts';
import {
  emptyReplyReminder,
  ignoredNote,
  number,
  otherLanguageNote,
  reminder,
  toolsReminder,
} from './prompts.ts';
import { ProseAnswers, type Submitted, type Verdict } from './proseAnswers.ts';
import type { RecordedCell } from './replay/recordedRun.ts';
import { RepeatedCells } from './replay/repeatedCells.ts';
import { type Reply, readReply } from './reply/readReply.ts';
import type { RootReply } from './rootReply.ts';
import { codeReading, type RunScope } from './scope.ts';
import type { Subcalls } from './subcalls.ts';

/** What could serve as an answer if none is ever submitted. */
export interface Candidate {
  readonly text: string;
  /** It is what the model says on its way, meant as no answer. */
  readonly isStep: boolean;
}

/** What came of one reply. */
export interface ReplyOutcome {
  readonly cells: readonly CellOutcome[];
  /** A cell failed; those after it were not run. */
  readonly failed: boolean;
  /** The answer submitted; null when none was, or when it is void. */
  readonly answer: Submitted | null;
  /** The answer where the run ends with this reply; null when there is none. */
  readonly held: Submitted | null;
  readonly candidate: Candidate | null;
  /** Sentences for the model about the reply itself. */
  readonly notes: readonly string[];
  /** Where there was neither code nor an answer: what to say of that. */
  readonly lack: Lack | null;
  /** What the model will have seen of the cells' output. */
  readonly outputs: readonly string[];
}

/** A reply with nothing in it that could go on: a sentence for the model, and one for the user. */
export interface Lack {
  readonly reminder: string;
  readonly notice: string;
}

/** Executes the cells of one run's replies, with their events, and reads their answers. */
export class Cells {
  /** Decides which answers in prose count. */
  readonly answers: ProseAnswers;
  readonly #scope: RunScope;
  readonly #environment: Environment;
  readonly #calls: Subcalls;
  readonly #again: RepeatedCells;
  /** `answer.content` as the last cell left it, of whatever reply. */
  #draft: string | null = null;

  constructor(scope: RunScope, environment: Environment, calls: Subcalls) {
    this.#scope = scope;
    this.#environment = environment;
    this.#calls = calls;
    this.#again = new RepeatedCells(scope, environment, calls);
    this.answers = new ProseAnswers(scope, environment);
  }

  /**
   * Runs the cells in order, up to the first that fails, and reads the answer. Where the tree is stopped
   * meanwhile, what its cells have drafted is still told, and their answer if they have submitted one.
   */
  async execute(reply: RootReply, iteration: number): Promise<ReplyOutcome> {
    const reading = codeReading(this.#scope);
    const read = readReply(reply.text, { ...reading, sent: reply.sent });
    this.#scope.replay?.checkCells(iteration, read.cells.length);
    const notes = notesOn(read, reply, reading.language);
    const cells: CellOutcome[] = [];
    const outputs: string[] = [];
    let failed = false;
    let isOver = false;
    let final: string | null = null;
    let candidate: string | null = null;
    for (const [index, code] of read.cells.entries()) {
      const at = { iteration, cell: index + 1 };
      if (failed || isOver) {
        this.#skip(code, at);
        cells.push({ code, result: null });
        continue;
      }
      const outcome = await this.#run(code, at);
      cells.push(outcome);
      const { result } = outcome;
      outputs.push(result.output, ...(result.error === null ? [] : [result.error.message]));
      final = result.final ?? final;
      candidate = result.final ?? result.candidate ?? candidate;
      this.#draft = result.candidate;
      isOver = this.#scope.signal.aborted;
      // What was submitted before the run was ended is its answer; the cell that was ended is no failure.
      failed = result.status !== 'ok' && !isOver;
    }
    if (this.#calls.flattened && cells.length > 0) {
      this.#calls.flattened = false;
      notes.push('rlm_query ran as llm_query: the depth limit is reached here.');
    }
    this.answers.hear(outputs);
    // A reply whose cell failed has not submitted anything, whatever its earlier cells did.
    const submitted = failed || final === null ? null : bySubmitting(final);
    const verdict =
      submitted ??
      (isOver ? nothing : await this.#judge(read, reply, iteration, { failed, outputs }));
    if (verdict.note !== null) notes.push(verdict.note);
    return {
      cells,
      failed,
      answer: verdict.answer,
      held: verdict.held,
      candidate: candidateOf(candidate ?? verdict.held?.text ?? this.#draft ?? '', read.prose),
      notes,
      lack: cells.length === 0 && read.answer === null ? lackOf(reply) : null,
      outputs,
    };
  }

  async #judge(
    { answer }: Reply,
    reply: RootReply,
    iteration: number,
    { failed, outputs }: { readonly failed: boolean; readonly outputs: readonly string[] },
  ): Promise<Verdict> {
    if (answer === null) return nothing;
    if (failed) return { ...nothing, note: afterFailureNote };
    return await this.answers.judge(answer, {
      hasPrinted: outputs.some((output) => output !== ''),
      isLast: iteration === this.#scope.request.options.maxIterations,
      cut: cutOf(reply),
    });
  }

  async #run(code: string, at: { iteration: number; cell: number }) {
    const recorded = this.#scope.replay?.cell(at.iteration, at.cell, code) ?? null;
    const executed =
      recorded?.finished == null
        ? await this.#runNow(code, at, recorded)
        : await this.#again.run(code, at, recorded, recorded.finished);
    const { error } = executed;
    const notes = [...executed.notes, ...(await this.#onLanguage(code, error)), ...this.#onCalls()];
    return { code, result: { ...executed, notes } };
  }

  /** `recorded`: what it had done before it was cut off. */
  async #runNow(
    code: string,
    at: { iteration: number; cell: number },
    recorded: RecordedCell | null,
  ): Promise<CellResult> {
    const { request, signal } = this.#scope;
    const clock = recorded === null ? {} : { clock: recorded.clock };
    const began = this.#scope.record({ type: 'cell.started', ...at, code, ...clock });
    this.#calls.enter(at, recorded);
    const executed = await this.#execute(code, { ...at, at: recorded?.clock ?? began }, signal);
    // What it left under way was given up with it, and ends before it in the record.
    await this.#calls.settle();
    const { status, outputChars, error, durationMs, notes } = executed;
    if (status === 'timeout') await this.#keepState(at);
    const budgets = this.#scope.budgets.take();
    const { unrecorded } = this.#calls;
    const output = cutOutput(executed.output, request.options.maxOutputChars, outputChars);
    this.#scope.record({
      type: 'cell.finished',
      ...at,
      status,
      output,
      outputChars,
      error,
      durationMs,
      ...(budgets.length > 0 && { budgets }),
      ...(unrecorded > 0 && { refused: unrecorded }),
      ...(notes.length > 0 && { notes }),
    });
    return { ...executed, output };
  }

  /** No replay could stop where the deadline did. */
  async #keepState(at: { iteration: number; cell: number }): Promise<void> {
    const { request, path, signal } = this.#scope;
    if (request.keepState === undefined || signal.aborted) return;
    const state = await this.#environment.state();
    if (state !== null) request.keepState({ run: path, ...at }, state);
  }

  /** Passes on what the environment rejects with, when the cell's end is recorded. */
  async #execute(code: string, label: CellLabel, signal: AbortSignal) {
    const { at: started, ...at } = label;
    try {
      return await this.#environment.execute(code, label, signal, this.#calls.waits);
    } catch (thrown) {
      const { name, message } = asError(thrown);
      await this.#calls.settle();
      const durationMs = this.#scope.parts.clock.now() - started;
      const error = { name, message, line: null };
      const nothing = { output: '', outputChars: 0, error, durationMs };
      this.#scope.record({ type: 'cell.finished', ...at, status: 'killed', ...nothing });
      throw thrown;
    }
  }

  /** For code that failed since it is in the other language. */
  async #onLanguage(code: string, error: CellError | null): Promise<string[]> {
    if (error === null) return [];
    await this.#scope.parts.loadParsers();
    const reading = codeReading(this.#scope);
    return isOtherLanguage(code, error, reading) ? [otherLanguageNote(reading.language)] : [];
  }

  /** Tells the user what the cell's calls have met, and returns it as notes for the model. */
  #onCalls(): string[] {
    const { cutReplies, cutPrompts, openItems, unrecorded } = this.#calls;
    const notes = [...openItems];
    for (const text of openItems) this.#scope.record({ type: 'notice', text });
    if (unrecorded > 0) {
      const calls =
        unrecorded === 1 ? 'One more call was' : `${number(unrecorded)} more calls were`;
      this.#scope.record({ type: 'notice', text: `${calls} refused and not recorded.` });
    }
    for (const text of cutRepliesTexts(cutReplies)) this.#scope.record({ type: 'notice', text });
    notes.push(...cutRepliesNotes(cutReplies));
    if (cutPrompts.length > 0) {
      this.#scope.record({ type: 'notice', text: cutPromptsText(cutPrompts) });
      notes.push(cutPromptsNote(cutPrompts));
    }
    return notes;
  }

  #skip(code: string, at: { iteration: number; cell: number }): void {
    this.#scope.replay?.cell(at.iteration, at.cell, code);
    this.#scope.record({ type: 'cell.started', ...at, code });
    const nothing = { output: '', outputChars: 0, error: null, durationMs: 0 };
    this.#scope.record({ type: 'cell.finished', ...at, status: 'skipped', ...nothing });
  }
}

function candidateOf(draft: string, prose: string): Candidate | null {
  if (draft !== '') return { text: draft, isStep: false };
  return prose === '' ? null : { text: prose, isStep: true };
}

const nothing: Verdict = { answer: null, held: null, note: null };

/** What code submits was computed: it counts at once. */
function bySubmitting(text: string): Verdict {
  return { ...nothing, answer: { text, expression: null, reason: null } };
}

function lackOf({ text, thoughts = '' }: RootReply): Lack {
  const isEmpty = text.trim() === '';
  const notice = `The reply ${isEmpty ? 'was empty' : 'had no code and no answer'}: reminded.`;
  if (looksLikeToolCall(text) || looksLikeToolCall(thoughts))
    return { reminder: toolsReminder, notice };
  return { reminder: isEmpty ? emptyReplyReminder : reminder, notice };
}

function notesOn(read: Reply, reply: RootReply, language: Language): string[] {
  const labels = new Set(read.ignored.map(({ label }) => label));
  const notes = [...labels].map((label) => ignoredNote(label, language));
  const cut = cutOf(reply);
  if (cut !== null) notes.unshift(cutReplyNote(cut));
  return notes;
}
