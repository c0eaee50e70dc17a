import { unlessStopped } from './deferred.ts';
import { asError, Cancelled } from './errors.ts';
import { formatUsdLimit } from './limitUsd.ts';
import type { AskForMoney } from './scope.ts';

/** What the question stands on, and what follows from its answer, in one tree. */
interface Asking {
  readonly onBudget: AskForMoney;
  /** Of the tree. */
  readonly signal: AbortSignal;
  /** Cancels the tree. */
  readonly stop: () => void;
  /** Told, in a sentence, that the run waits. */
  readonly onAsked: (text: string) => void;
  /** Told the new limit, USD. */
  readonly onRaised: (maxCostUsd: number) => void;
  readonly reportBug: (error: Error) => void;
}

/** Asks for more money: the new limit in USD, null when it stays. Rejects with Cancelled. */
export type MoneySource = (facts: Parameters<AskForMoney>[0]) => Promise<number | null>;

/**
 * Puts the tree's question about its limit of money to whoever asked for the run. A caller that fails
 * to answer has added nothing. The time while it is open counts toward the run's own limit of time.
 */
export function moneySource(asking: Asking): MoneySource {
  const { onBudget, signal, stop, onAsked, onRaised, reportBug } = asking;
  return async (facts) => {
    onAsked(
      `The next call could exceed the ${formatUsdLimit(facts.maxCostUsd)} limit: the run is paused until you decide.`,
    );
    const decision = await unlessStopped(onBudget(facts, signal), signal).catch((error) => {
      if (error instanceof Cancelled && signal.aborted) throw error;
      reportBug(asError(error));
      return { kind: 'finish' } as const;
    });
    switch (decision.kind) {
      case 'add': {
        // To a millionth of a dollar, which no sum of decimals is by itself.
        const raised = Math.round((facts.maxCostUsd + decision.usd) * 1e6) / 1e6;
        // What adds nothing would be asked for again and again.
        if (!(raised > facts.maxCostUsd && raised < Number.POSITIVE_INFINITY)) return null;
        onRaised(raised);
        return raised;
      }
      case 'finish':
        return null;
      case 'stop':
        stop();
        throw new Cancelled();
    }
  };
}
