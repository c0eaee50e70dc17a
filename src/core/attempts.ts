import type { Place } from './concurrency.ts';
import { asError } from './errors.ts';
import type { Notice } from './events.ts';
import type { Reservation, WorstCase } from './ledger.ts';
import type { ModelReply, ModelRequest, Retry, SpentAttempt } from './model.ts';
import { costOf } from './price.ts';
import type { Purchase, RunScope } from './scope.ts';
import { addSpent, type Spent } from './usage.ts';

/**
 * The attempts at one purchase. For one at a time a place among the requests on their way is held, and
 * room in the budget: what an attempt without a reply has used is estimated and put into the ledger,
 * and the next one has to find room of its own.
 */
export class Attempts {
  readonly #scope: RunScope;
  readonly #purchase: Purchase;
  /** For the attempt that is on its way, or about to be. */
  #held: { readonly room: Reservation; readonly unlimited: boolean } | null = null;
  #place: Place | null = null;
  #hasWaited = false;
  /** A refusal that narrowed the width is told. */
  #isToldBusy = true;
  /** Settles when what earlier attempts have used is known; never rejects. */
  #settling: Promise<void> = Promise.resolve();
  #spent: Spent | null = null;

  constructor(scope: RunScope, purchase: Purchase) {
    this.#scope = scope;
    this.#purchase = purchase;
  }

  /** What all attempts so far have used; null where none was billed. */
  get spent(): Spent | null {
    return this.#spent;
  }

  /**
   * Holds room for an attempt, and resolves to the tokens that its reply may have. Rejects with
   * LimitRefused or Cancelled.
   */
  async admit(unlimited: boolean): Promise<number> {
    await this.#settling;
    const { concurrency } = this.#scope;
    this.#place ??= await concurrency.take(this.#purchase.signal, this.#hasWaited);
    if (unlimited && this.#held?.unlimited === false) this.#letGo();
    this.#held ??= await this.#hold(unlimited);
    return this.#held.room.outputTokens;
  }

  /** What a Model is to tell of them. */
  get listeners(): Pick<
    ModelRequest,
    'admit' | 'onSpent' | 'onHeard' | 'onRates' | 'onBusy' | 'onRetry'
  > {
    return {
      admit: (unlimited) => this.admit(unlimited),
      onSpent: (attempt) => this.#lose(attempt),
      onHeard: (ms) => this.#place?.heard(this.#purchase.model, ms),
      onRates: (rates) => this.#place?.told(rates),
      onBusy: () => {
        this.#isToldBusy = this.#place?.refused() ?? true;
      },
      onRetry: (retry) => this.#wait(retry),
    };
  }

  /** Records something that the user should know of this request. */
  tell(notice: Omit<Notice, 'type' | 'call'>): void {
    const { call } = this.#purchase;
    this.#scope.record({ type: 'notice', ...notice, ...(call !== undefined && { call }) });
  }

  /** Others may go on meanwhile, unless the server has asked for the wait: that is for all. */
  #wait({ what, waitMs, isNamed }: Retry): void {
    const text = `${what}; trying again in ${(waitMs / 1000).toFixed(1)} s.`;
    const { clock } = this.#scope.parts;
    const retryAt = clock.now() + waitMs;
    const until = isNamed ? this.#scope.concurrency.pause(waitMs) : null;
    // Whoever waits holds nothing that others wait for.
    this.#leave();
    this.#letGo();
    this.#hasWaited = true;
    if (until !== null) this.tell({ text, until, retryAt });
    // Of many that are refused together one is told.
    else if (!isNamed && this.#isToldBusy) this.tell({ text, retryAt });
    this.#isToldBusy = true;
  }

  /** An attempt was billed and brought no reply. */
  #lose(attempt: SpentAttempt): void {
    const held = this.#held?.room;
    if (held === undefined) throw new Error('An attempt was spent for which no room was held');
    this.#held = null;
    this.#settling = this.#settleLost(held, attempt).catch((error: unknown) => {
      held.release();
      this.#scope.parts.reportBug(asError(error));
    });
  }

  /** The reply has come. Throws where an amount is no number: that is a bug. */
  settle(reply: Pick<ModelReply, 'usage' | 'costUsd'>): void {
    const held = this.#held?.room;
    if (held === undefined) throw new Error('A reply came for which no room was held');
    this.#enter(held, reply);
    this.#held = null;
    this.#place?.replied(reply.usage.inputTokens + reply.usage.outputTokens);
    this.#place = null;
  }

  /** Gives back what is still held, when all that was billed is in the ledger. */
  async close(): Promise<void> {
    this.#leave();
    await this.#settling;
    this.#letGo();
  }

  async #hold(unlimited: boolean): Promise<{ room: Reservation; unlimited: boolean }> {
    const { ledger } = this.#scope;
    const { model, inputTokens, outputTokens, signal, purpose } = this.#purchase;
    const worst = worstCase(this.#scope, model, inputTokens, outputTokens);
    const isUnlimited = unlimited || worst.unlimited === true;
    const room = await ledger.reserve({ ...worst, unlimited: isUnlimited }, signal, purpose);
    return { room, unlimited: isUnlimited };
  }

  async #settleLost(held: Reservation, attempt: SpentAttempt): Promise<void> {
    const { request, unreported } = this.#scope;
    const { model, messages, signal } = this.#purchase;
    const usage = await unreported.estimate(model, messages, attempt, held.mostTokens, signal);
    const { price } = request.model.facts(model);
    this.#enter(held, { usage, costUsd: price === null ? null : costOf(price, usage) });
  }

  #enter(held: Reservation, { usage, costUsd }: Spent): void {
    held.settle({ usage, costUsd }, this.#spent === null ? 1 : 0);
    this.#spent = addSpent(this.#spent, { usage, costUsd });
  }

  #leave(): void {
    this.#place?.leave();
    this.#place = null;
  }

  #letGo(): void {
    this.#held?.room.release();
    this.#held = null;
  }
}

/** The worst case of a request to a model as it is known now. */
export function worstCase(
  { request, path }: RunScope,
  model: string,
  inputTokens: number,
  outputTokens: number,
): WorstCase {
  const { price, maxOutput, unlimited = false } = request.model.facts(model);
  const most = Math.min(outputTokens, maxOutput ?? Number.POSITIVE_INFINITY);
  return { run: path, model, inputTokens, outputTokens: most, unlimited, price };
}
