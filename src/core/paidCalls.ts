import type { CutPrompt } from './cutPrompts.ts';
import { deferred, unlessStopped } from './deferred.ts';
import { Cancelled, LimitRefused } from './errors.ts';
import type { ModelReply, Usage } from './model.ts';

/** What a call brought, and what it used; an `rlm` call uses nothing itself, its child does. */
export interface Paid {
  readonly text: string;
  readonly thoughts?: string;
  /** Of all attempts that were billed. */
  readonly usage: Usage | null;
  /** Of the reply alone; absent for an `rlm` call. */
  readonly replyTokens?: number;
  readonly costUsd: number | null;
  /** Absent for an `rlm` call. */
  readonly finish?: ModelReply['finish'];
  /** Of a child that a limit of its tree ended: what others, with limits of their own, are not given. */
  readonly limited?: true;
  /** What of the prompt was probably not read; absent for an `rlm` call. */
  readonly cut?: CutPrompt | null;
  /** Paid by an earlier run. */
  readonly kept?: true;
}

/** Answers by what was asked, also while they are awaited. */
export type PaidAnswers = Map<string, Promise<Paid>>;

/** The calls of a whole tree that were paid or are about to be: identical ones are paid once. */
export class PaidCalls {
  readonly answers: PaidAnswers;
  /** Those that this tree pays for, and not another one that shares the answers. */
  readonly #own = new WeakMap<Promise<Paid>, { readonly begun: Promise<void> }>();

  /** @param answers of a run that is followed up: its calls need not be paid again. */
  constructor(answers: PaidAnswers = new Map()) {
    this.answers = answers;
  }

  /**
   * Pays, unless an identical call has paid or is about to: `again` says that nothing was paid. `pay` says
   * when nothing stands in its way any more; `onBegin` is told so, also of a payment that is waited for,
   * and is always told before this resolves. Rejects as `pay` does, and with Cancelled.
   */
  async payOnce(
    key: string,
    signal: AbortSignal,
    onBegin: () => void,
    pay: (begin: () => void) => Promise<Paid>,
  ): Promise<{ readonly paid: Paid; readonly again: boolean }> {
    for (let known = this.answers.get(key); known; known = this.answers.get(key)) {
      const own = this.#own.get(known);
      void own?.begun.then(onBegin);
      try {
        const paid = await unlessStopped(known, signal);
        onBegin();
        if (!paid.limited || own) return { paid, again: true };
      } catch (error) {
        // The same call elsewhere may have been stopped, or refused by another tree's limit: that says nothing of this one.
        const isTheirs = error instanceof Cancelled || (error instanceof LimitRefused && !own);
        if (!isTheirs || signal.aborted) throw error;
      }
    }
    const begun = deferred<void>();
    const begin = (): void => {
      onBegin();
      begun.resolve();
    };
    const paid = await this.#remember(key, pay(begin), begun.promise);
    // Asked again it may be more.
    if (paid.text.trim() === '') this.answers.delete(key);
    return { paid, again: paid.kept === true };
  }

  /** Until it fails. */
  #remember(key: string, paying: Promise<Paid>, begun: Promise<void>): Promise<Paid> {
    const forget = (): void => void this.answers.delete(key);
    // Before those who wait for it learn of it.
    const remembered = paying.then(
      (paid) => {
        if (paid.limited) forget();
        return paid;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    this.#own.set(remembered, { begun });
    this.answers.set(key, remembered);
    return remembered;
  }
}
