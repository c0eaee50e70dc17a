import { remarkNote, takenBackNote } from './answerNotes.ts';
import { type Candidate, Cells, type ReplyOutcome } from './cells.ts';
import { RunCoverage } from './coverage.ts';
import { askDirectly } from './direct.ts';
import type { Environment } from './environment.ts';
import {
  asError,
  Cancelled,
  ExpectedError,
  LimitRefused,
  NoAnswer,
  PromptTooLong,
  RecordFull,
} from './errors.ts';
import type { LimitName } from './events.ts';
import type { EarlierRun } from './keeper.ts';
import { askLastAnswer } from './lastAnswer.ts';
import { reachLimit } from './limits.ts';
import { observation } from './observation.ts';
import { openRun } from './opening.ts';
import { stopPatience, timeUpPatience, unlessOverdue } from './overdue.ts';
import { number } from './prompts.ts';
import type { Submitted } from './proseAnswers.ts';
import { megabytes } from './recordBound.ts';
import type { Ending } from './result.ts';
import type { RootModel } from './rootModel.ts';
import type { RunScope } from './scope.ts';
import type { Subcalls } from './subcalls.ts';
import { ToldVariables } from './toldVariables.ts';

/** Replies in a row with neither code nor answer, after which the run is asked for its answer. */
const mostIdleReplies = 3;

/**
 * Goes through one run of a tree, from its first event to its ending, which is the caller's to record.
 * `earlier` is what it follows up, in whose environment it runs.
 */
export function solve(
  scope: RunScope,
  environment: Environment,
  calls: Subcalls,
  earlier: EarlierRun | null,
): Promise<Ending> {
  return new Run(scope, environment, calls, earlier).solve();
}

type Outcome = Omit<Ending, 'coverage' | 'searched' | 'iterations'>;

/** One run of a tree. Its `solve` is the paper's algorithm 1. */
class Run {
  readonly #scope: RunScope;
  readonly #environment: Environment;
  readonly #calls: Subcalls;
  readonly #cells: Cells;
  readonly #coverage: RunCoverage;
  readonly #earlier: EarlierRun | null;
  readonly #told = new ToldVariables();
  #root: RootModel | null = null;
  #iteration = 0;
  #candidate: Candidate = { text: '', isStep: true };
  #idleReplies = 0;
  #failedReplies = 0;

  constructor(
    scope: RunScope,
    environment: Environment,
    calls: Subcalls,
    earlier: EarlierRun | null,
  ) {
    this.#scope = scope;
    this.#environment = environment;
    this.#calls = calls;
    this.#earlier = earlier;
    this.#cells = new Cells(scope, environment, calls);
    this.#coverage = new RunCoverage(scope, environment);
  }

  /** Never rejects: what nobody expected is reported, and fails the run. */
  async solve(): Promise<Ending> {
    const { request, signal, parts, depth } = this.#scope;
    const { after } = parts.clock;
    const stopMs = stopPatience(depth);
    const inTime = unlessOverdue(
      this.#toEnd(),
      signal,
      depth === 0 ? timeUpPatience : stopMs,
      after,
    );
    const ending = await unlessOverdue(inTime, request.signal, stopMs, after);
    for (const limit of this.#calls.refusedBy) reachLimit(this.#scope, limit);
    return ending ?? (await this.#endOverdue());
  }

  async #toEnd(): Promise<Ending> {
    const outcome = await this.#loop();
    // The last cell's calls, where it was ended before it said so.
    this.#coverage.answered(this.#calls.seen.splice(0));
    // One who stops a run does not wait for figures.
    const shares = await this.#coverage.end(outcome.status !== 'cancelled');
    return { ...outcome, ...shares, iterations: this.#iteration };
  }

  /** Of what still goes on nobody hears any more. */
  async #endOverdue(): Promise<Ending> {
    const shares = await this.#coverage.end(false);
    return { ...this.#endStopped(), ...shares, iterations: this.#iteration };
  }

  /** Asks the model, executes its cells, shows it what came of them, until there is an answer. */
  async #loop(): Promise<Outcome> {
    const { replay } = this.#scope;
    try {
      const root = await this.#begin();
      while (this.#mayGoOn()) {
        this.#iteration += 1;
        replay?.beginIteration(this.#iteration);
        this.#scope.record({ type: 'iteration.started', iteration: this.#iteration });
        const direct = await this.#askDirectly();
        if (direct !== null) return this.#endWith(direct);
        const reply = await root.ask(this.#iteration);
        this.#coverage.replied(root.wasCut);
        const outcome = await this.#cells.execute(reply, this.#iteration);
        // What is said on the way is no better than an answer that was drafted.
        if (outcome.candidate?.isStep === false || this.#candidate.isStep)
          this.#candidate = outcome.candidate ?? this.#candidate;
        this.#coverage.answered(this.#calls.seen.splice(0));
        this.#coverage.printed(outcome.outputs);
        // By its record the run has gone on from there, whatever would end it now.
        const goesOn = replay?.goesOnAfter(this.#iteration) ?? false;
        if (outcome.answer !== null && !goesOn) return this.#endWith(outcome.answer);
        const isStopped = this.#scope.signal.aborted;
        const reached = this.#limitReached(outcome);
        const limit = isStopped || goesOn ? null : reached;
        if (limit !== null && outcome.held !== null) return this.#endWith(outcome.held);
        this.#idleReplies = outcome.cells.length === 0 ? this.#idleReplies + 1 : 0;
        const isIdle = this.#idleReplies === mostIdleReplies && !goesOn;
        if (isIdle && !isStopped && limit === null) return await this.#endIdle();
        // Also at a limit: what the last cell has printed is what an answer can be made of.
        root.tell(this.#observe(outcome));
        if (isStopped) throw new Cancelled();
        if (limit !== null) return await this.#endAtLimit(limit);
      }
      return await this.#endAtLimit('iterations');
    } catch (error) {
      return await this.#endBy(error);
    }
  }

  /** What was recorded is done again, whatever the limit is now. */
  #mayGoOn(): boolean {
    const { request, replay } = this.#scope;
    const isRecorded = replay?.hasIteration(this.#iteration + 1) ?? false;
    return isRecorded || this.#iteration < request.options.maxIterations;
  }

  /** In place of the first iteration of a run that asks for it. */
  async #askDirectly(): Promise<Submitted | null> {
    const { request, depth } = this.#scope;
    const mayAsk = request.options.direct === 'always' && depth === 0 && this.#earlier === null;
    if (!mayAsk || this.#iteration > 1) return null;
    // It was asked with code, where that is what is recorded.
    const { replay } = this.#scope;
    const isWithCode = replay?.reply('iteration', 1) != null;
    if (isWithCode && replay?.reply('direct', 1) === null) return null;
    return await askDirectly(this.#scope, this.#environment, this.#coverage, this.#iteration);
  }

  async #begin(): Promise<RootModel> {
    this.#root = await openRun(this.#scope, this.#environment, {
      ...{ calls: this.#calls, coverage: this.#coverage },
      ...{ told: this.#told, earlier: this.#earlier },
    });
    return this.#root;
  }

  #limitReached(outcome: ReplyOutcome): LimitName | null {
    const { ledger, request, replay } = this.#scope;
    this.#failedReplies = outcome.failed ? this.#failedReplies + 1 : 0;
    if (this.#failedReplies >= request.options.maxConsecutiveErrors) return 'errors';
    const [refused] = this.#calls.refusedBy;
    const still = replay?.limitStill(this.#iteration, request.options) ?? null;
    return refused ?? ledger.crossed() ?? still;
  }

  #observe(outcome: ReplyOutcome): string {
    const { ledger, callCount, request } = this.#scope;
    const { maxIterations, maxDepth, maxOutputChars } = request.options;
    const notes = [...outcome.notes];
    if (outcome.answer !== null) notes.push(takenBackNote);
    const remark = this.#scope.replay?.remark(this.#iteration) ?? null;
    if (outcome.lack !== null) {
      notes.push(outcome.lack.reminder);
      this.#scope.record({ type: 'notice', text: outcome.lack.notice });
    }
    const remaining = {
      turns: maxIterations - this.#iteration,
      subcalls: maxDepth === 0 ? null : callCount.left,
      costUsd: ledger.costUsd === null ? null : ledger.costLeft,
      tokens: ledger.tokensLeft,
    };
    const { cells } = outcome;
    const told = observation(
      ...([this.#iteration, cells, notes, remaining, maxOutputChars, this.#told] as const),
    );
    return remark === null ? told : `${told}\n\n${remarkNote(remark)}`;
  }

  async #endAtLimit(limit: LimitName): Promise<Outcome> {
    const reason = reachLimit(this.#scope, limit);
    return this.#end('limit', { limit, ...(await this.#lastAnswer(reason)) });
  }

  /** What it means that something was given up. */
  #endStopped(): Outcome {
    const { request, signal, depth, recorder, treeReplay } = this.#scope;
    // A child whose call is given up just ends; the time is the root's to end with an answer.
    if (!signal.aborted || request.signal.aborted || depth > 0)
      return this.#end('cancelled', { reason: 'The run was stopped.' });
    const lost = treeReplay?.failure ?? null;
    if (lost !== null) return this.#end('failed', { reason: lost.message, error: lost });
    if (!recorder.bound.isFull)
      return this.#end('limit', { limit: 'time', reason: reachLimit(this.#scope, 'time') });
    const error = new RecordFull(megabytes(recorder.bound.most));
    return this.#end('failed', { reason: error.message, error });
  }

  /** The model writes neither code nor an answer. */
  async #endIdle(): Promise<Outcome> {
    const reason = `${mostIdleReplies} replies in a row had neither code nor an answer.`;
    const last = await this.#lastAnswer(reason);
    if (last.answer?.trim()) return this.#end('answered', last);
    const { hasSpoken = true, thoughtChars = 0 } = this.#root?.heard ?? {};
    const error = new NoAnswer(
      hasSpoken
        ? `${reason} Asked for an answer, the model gave none.`
        : `Its replies were empty; ${number(thoughtChars)} characters of reasoning came. A larger limit of tokens for a reply, or another model, may help.`,
    );
    return this.#end('failed', { reason: error.message, error });
  }

  #endWith({ text, expression, reason }: Submitted): Outcome {
    return this.#end('answered', { answer: text, expression, reason });
  }

  async #lastAnswer(why: string): Promise<Partial<Ending>> {
    const asked = { why, iteration: this.#iteration };
    const { answers } = this.#cells;
    const last = this.#root && (await askLastAnswer(this.#scope, this.#root, answers, asked));
    if (last !== null) this.#coverage.replied(this.#root?.wasCut);
    // Code alone is an answer only where nothing else is.
    const text = this.#candidate.text || last?.code || '';
    const otherwise = { ...this.#candidate, text, expression: null, reason: null };
    const { text: answer, expression, reason, isStep = false } = last?.submitted ?? otherwise;
    return { answer, expression, isStep, reason: reason === null ? why : `${why} ${reason}` };
  }

  /** What an error means for the run. Never rejects: what nobody expected is reported. */
  async #endBy(thrown: unknown): Promise<Outcome> {
    const error = asError(thrown);
    if (!(error instanceof ExpectedError)) this.#scope.parts.reportBug(error);
    try {
      return await this.#endAfter(error);
    } catch (another) {
      if (another instanceof Cancelled) return this.#endStopped();
      const bug = asError(another);
      this.#scope.parts.reportBug(bug);
      return this.#end('failed', { reason: bug.message, error: bug });
    }
  }

  async #endAfter(error: Error): Promise<Outcome> {
    if (error instanceof Cancelled || this.#scope.signal.aborted) {
      const ending = this.#endStopped();
      if (ending.status === 'cancelled' || this.#scope.treeReplay?.failure) return ending;
      return { ...ending, ...(await this.#lastAnswer(ending.reason ?? '')) };
    }
    if (error instanceof LimitRefused) return await this.#endAtLimit(error.limit);
    const facts = { reason: error.message, error };
    const mayStillAsk = error instanceof PromptTooLong && this.#iteration > 1;
    if (!mayStillAsk) return this.#end('failed', facts);
    return this.#end('failed', { ...(await this.#lastAnswer(error.message)), ...facts });
  }

  #end(status: Ending['status'], facts: Partial<Ending>): Outcome {
    return {
      status,
      answer: this.#candidate.text,
      isStep: facts.answer === undefined && this.#candidate.isStep,
      expression: null,
      reason: null,
      limit: null,
      error: null,
      ...facts,
    };
  }
}
