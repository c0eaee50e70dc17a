import type { RunEvent } from '../events.ts';
import type { Remaining } from '../observation.ts';
import type { SettledOptions } from '../options.ts';

/** What the model was told that is left, as a record tells it event by event. */
export class TreeTotals {
  /** USD; null once a part of it is unknown. */
  #costUsd: number | null = 0;
  #tokens = 0;
  #calls = 0;

  add(event: RunEvent): void {
    switch (event.type) {
      case 'model.replied':
      case 'model.failed':
        this.#spend(event);
        return;
      case 'call.started':
        this.#calls += 1;
        return;
      case 'call.finished': {
        const { status, kept = false, error, usage, costUsd } = event;
        const isBeyond = error?.name === 'LimitRefused' && /sub-calls/.test(error.message);
        // They count toward no limit.
        if (status === 'memo' || status === 'cancelled' || kept || isBeyond) this.#calls -= 1;
        if (usage !== null && status !== 'memo') this.#spend({ usage, costUsd });
        return;
      }
      default:
        return;
    }
  }

  /** After an iteration of a run with these options; `limits`: the tree's. */
  left(iteration: number, own: SettledOptions, limits: SettledOptions): Remaining {
    const { maxSubcalls, maxCostUsd, maxTokens } = limits;
    const costUsd = this.#costUsd;
    return {
      turns: own.maxIterations - iteration,
      subcalls: own.maxDepth === 0 ? null : Math.max(0, maxSubcalls - this.#calls),
      costUsd: maxCostUsd === null || costUsd === null ? null : Math.max(0, maxCostUsd - costUsd),
      tokens: maxTokens === null ? null : Math.max(0, maxTokens - this.#tokens),
    };
  }

  #spend({
    usage,
    costUsd,
  }: Pick<Extract<RunEvent, { type: 'model.failed' }>, 'usage' | 'costUsd'>): void {
    this.#costUsd = costUsd === null || this.#costUsd === null ? null : this.#costUsd + costUsd;
    this.#tokens += usage.inputTokens + usage.outputTokens;
  }
}
