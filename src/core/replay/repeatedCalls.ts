import { askedHash } from '../callChecks.ts';
import type { PlannedCall } from '../callPlan.ts';
import type { CallSite } from '../callRecord.ts';
import type { CallFinished } from '../cellEvents.ts';
import { unlessStopped } from '../deferred.ts';
import type { CallRequest } from '../environment.ts';
import type { SettledOptions } from '../options.ts';
import type { RunScope } from '../scope.ts';
import { CellReplay, isAnswered } from './cellReplay.ts';
import type { RecordedCall, RecordedCell } from './recordedRun.ts';
import { RecordedFailure } from './replayErrors.ts';

/** A call of the code, and its record. */
export interface RepeatedCall {
  /** As it was planned then. */
  readonly plan: PlannedCall;
  readonly recorded: RecordedCall;
}

/** The calls that a cell makes again, and what is recorded of them. */
export class RepeatedCalls {
  readonly #scope: RunScope;
  readonly #site: CallSite;
  readonly #cell: CellReplay;

  constructor(scope: RunScope, site: CallSite, cell: RecordedCell) {
    this.#scope = scope;
    this.#site = site;
    this.#cell = new CellReplay(cell);
  }

  /** With which its calls were made, the first it began with. */
  get options(): readonly SettledOptions[] {
    return this.#cell.options;
  }

  /**
   * The record of a call, as which it was planned then; null: there is none, and more is asked than is
   * recorded. Throws RecordedFailure for one that was refused and not recorded, and ReplayDiverged where
   * all that the cell has asked is, and this is not.
   */
  find(known: readonly PlannedCall[], request: CallRequest): RepeatedCall | null {
    for (const plan of known) {
      const recorded = this.#cell.take({
        ...plan,
        promptSha256: this.#scope.parts.sha256(plan.prompt),
        ...(plan.kind === 'rlm' && { askedSha256: askedHash(this.#scope, plan.prompt, request) }),
      });
      if (recorded !== null) return { plan, recorded };
    }
    if (!this.#cell.isFinished) return null;
    const refusal = this.#cell.takeRefused();
    if (refusal !== null) throw new RecordedFailure({ name: 'LimitRefused', message: refusal });
    throw this.#diverged('asked a model for something else than it had');
  }

  /** Nothing is asked for it any more. */
  isOver({ recorded }: RepeatedCall): boolean {
    return isAnswered(recorded) || this.#cell.isFinished;
  }

  /** What it is recorded to have come to, when it is its turn; rejects with Cancelled where that never came. */
  async outcome({ recorded }: RepeatedCall, signal: AbortSignal): Promise<CallFinished> {
    const { finished } = recorded;
    if (finished === null || !isAnswered(recorded))
      return await unlessStopped(new Promise<never>(() => {}), signal);
    await unlessStopped(this.#cell.turn(recorded), signal);
    return finished;
  }

  /** The code is given the outcome: it is the next call's turn. */
  passOn(): void {
    this.#cell.passOn();
  }

  /** The code waits, and asks nothing more before a reply comes. */
  waits(): void {
    const isStuck = this.#cell.stalls() && this.#cell.isFinished;
    if (isStuck) this.#diverged('waited for a reply that never came');
  }

  /** As JSON; null: nothing is recorded of it. */
  budget(): string | null {
    const told = this.#cell.budget();
    return told === null ? null : JSON.stringify(told);
  }

  /** What of the model prompts about items were made for. */
  room(request: CallRequest): PlannedCall['room'] | null {
    return this.#cell.room(request.name);
  }

  #diverged(what: string): Error {
    const { iteration, cell } = this.#site;
    return this.#scope.replay?.diverged(iteration, cell, what) ?? new Error(what);
  }
}
