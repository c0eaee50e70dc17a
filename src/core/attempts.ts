import { asError } from './errors.ts';
import type { Reservation, WorstCase } from './ledger.ts';
import type { ModelReply, SpentAttempt } from './model.ts';
import { costOf } from './price.ts';
import type { Purchase, RunScope } from './scope.ts';
import { addSpent, type Spent } from './usage.ts';

/**
 * The attempts at one purchase. Room is held for one at a time: what an attempt without a reply has
 * used is estimated and put into the ledger, and the next one has to find room of its own.
 */
export class Attempts {
  readonly #scope: RunScope;
  readonly #purchase: Purchase;
  /** For the attempt that is on its way, or about to be. */
  #held: { readonly room: Reservation; readonly unlimited: boolean } | null = null;
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
    if (unlimited && this.#held?.unlimited === false) this.#letGo();
    this.#held ??= await this.#hold(unlimited);
    return this.#held.room.outputTokens;
  }

  /** An attempt was billed and brought no reply. */
  lose(attempt: SpentAttempt): void {
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
  }

  /** Gives back what is still held, when all that was billed is in the ledger. */
  async close(): Promise<void> {
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
