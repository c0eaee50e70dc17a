import type { MoneySource } from './budgetQuestion.ts';
import { unlessStopped } from './deferred.ts';
import { Cancelled, LimitRefused } from './errors.ts';
import type { ModelReply, Usage } from './model.ts';
import type { RunOptions } from './options.ts';
import { type Price, worstCost } from './price.ts';
import {
  addModelUsage,
  addTokens,
  checkAmounts,
  type ModelUsage,
  mostUnlimited,
  nothingUsed,
  type Spent,
  type TreeUsage,
} from './usage.ts';

/** The most that one request can use. */
export interface WorstCase {
  /** The path of the run that asks. */
  readonly run: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** No limit can be sent: the reply may have what `mostUnlimited` makes of `outputTokens`. */
  readonly unlimited?: boolean;
  /** Null when unknown. */
  readonly price: Price | null;
}

/** Room held for one request until what it used is known. */
export interface Reservation {
  /** What the request may ask for: less than wanted where the budget is nearly spent. */
  readonly outputTokens: number;
  /** What is held for it. */
  readonly mostTokens: { readonly input: number; readonly output: number };
  /**
   * Replaces what was held by what was used. `calls`: 0 for another attempt at a call that is counted
   * already. Throws where an amount is no number: that is a bug.
   */
  settle(reply: Pick<ModelReply, 'usage' | 'costUsd'>, calls?: 0 | 1): void;
  /** Gives back what was held: nothing was used. */
  release(): void;
}

type Limits = Pick<RunOptions, 'maxCostUsd' | 'maxTokens'>;
type Used = ModelUsage & Pick<Usage, 'estimated'>;
interface Amount {
  readonly costUsd: number;
  readonly tokens: number;
}

/** A completion that may say less than this is not worth asking for. */
const fewestOutputTokens = 512;

/**
 * The one budget of a whole tree. Money and tokens are reserved before a request for its worst case,
 * so that requests in flight together can't cross a limit. A request that doesn't fit waits while
 * others are in flight and is refused when none is; before it is refused for its cost, more money is
 * asked for, once for all requests that wait for it.
 */
export class Ledger {
  #limits: Limits;
  /** Null when nobody can be asked, or who was asked has declined. */
  #moreMoney: MoneySource | null;
  #asking: Promise<boolean> | null = null;
  /** What each model was used for, by run. */
  readonly #used = new Map<string, Map<string, Used>>();
  readonly #open = new Set<Amount>();
  readonly #waiting = new Set<() => void>();
  #spent: Amount = { costUsd: 0, tokens: 0 };
  #lastQuestion: Amount = { costUsd: 0, tokens: 0 };
  #costUnknown = false;

  constructor(limits: Limits, moreMoney: MoneySource | null = null) {
    this.#limits = limits;
    this.#moreMoney = moreMoney;
  }

  /** What the last question of the tree, asked at a limit, may cost: kept back from all others. */
  keepForLastQuestion(worst: WorstCase): void {
    this.#lastQuestion = amountOf(worst, worst.outputTokens);
  }

  /**
   * Holds a request's worst case. Throws LimitRefused when it can't fit any more, Cancelled when the
   * signal fires while it waits.
   */
  async reserve(
    worst: WorstCase,
    signal: AbortSignal,
    purpose: 'request' | 'lastQuestion' = 'request',
  ): Promise<Reservation> {
    for (;;) {
      if (signal.aborted) throw new Cancelled();
      const outputTokens = this.#affordable(worst, purpose);
      if (outputTokens !== null) return this.#hold(worst, outputTokens);
      if (this.#open.size > 0) {
        await this.#nextChange(signal);
        continue;
      }
      const refusal = this.#refusal(worst, purpose);
      const mayAsk = refusal.limit === 'cost' && purpose === 'request';
      if (!mayAsk || !(await unlessStopped(this.#raise(worst), signal))) throw refusal;
    }
  }

  /**
   * Throws LimitRefused for a request that `reserve` would refuse at once: neither can others give room
   * back, nor can anybody be asked for more.
   */
  refuseHopeless(worst: WorstCase): void {
    const mayFitLater = this.#open.size > 0 || this.#moreMoney !== null;
    if (mayFitLater || this.#affordable(worst, 'request') !== null) return;
    throw this.#refusal(worst, 'request');
  }

  /** Takes over what one request of this tree has used before. `run` is the path of the one that asked. */
  enter({ run, model }: Pick<WorstCase, 'run' | 'model'>, { usage, costUsd }: Spent): void {
    this.#spend({ run, model }, usage, costUsd, 1);
  }

  /** The limit that what was spent has crossed, if any: a server can report more than was asked. */
  crossed(): 'cost' | 'tokens' | null {
    const { maxCostUsd, maxTokens } = this.#limits;
    // Where more can be asked for, the next request does.
    const final = this.#moreMoney === null;
    if (maxCostUsd !== null && final && this.#spent.costUsd > maxCostUsd) return 'cost';
    return maxTokens !== null && this.#spent.tokens > maxTokens ? 'tokens' : null;
  }

  /** USD, as raised; null without a limit. */
  get maxCostUsd(): number | null {
    return this.#limits.maxCostUsd;
  }

  /** USD; null without a limit. */
  get costLeft(): number | null {
    const { maxCostUsd } = this.#limits;
    return maxCostUsd === null ? null : Math.max(0, maxCostUsd - this.#spent.costUsd);
  }

  get tokensLeft(): number | null {
    const { maxTokens } = this.#limits;
    return maxTokens === null ? null : Math.max(0, maxTokens - this.#spent.tokens);
  }

  /** USD; null as soon as any part is unknown. */
  get costUsd(): number | null {
    return this.#costUnknown ? null : this.#spent.costUsd;
  }

  /** What a run and its children have used; the whole tree for `''`. */
  usageOf(path: string): TreeUsage {
    const models: Record<string, ModelUsage> = {};
    let total: Usage = nothingUsed;
    for (const [model, { estimated, ...usage }] of this.#usedBy(path)) {
      models[model] = addModelUsage(models[model], usage);
      total = { ...addTokens(total, usage), estimated: total.estimated || estimated };
    }
    return { ...total, models };
  }

  /** Those whose usage in a run and its children is estimated, at least in part. */
  estimatedModels(path: string): ReadonlySet<string> {
    const all = [...this.#usedBy(path)];
    return new Set(all.flatMap(([model, { estimated }]) => (estimated ? [model] : [])));
  }

  *#usedBy(path: string): Iterable<[model: string, used: Used]> {
    for (const [run, used] of this.#used)
      if (path === '' || run === path || run.startsWith(`${path}.`)) yield* used;
  }

  #affordable(worst: WorstCase, purpose: 'request' | 'lastQuestion'): number | null {
    const fewest = Math.min(worst.outputTokens, fewestOutputTokens);
    for (let outputTokens = worst.outputTokens; ; outputTokens = Math.floor(outputTokens / 2)) {
      const tried = Math.max(outputTokens, fewest);
      if (this.#lacking(amountOf(worst, tried), purpose) === null) return tried;
      if (tried === fewest) return null;
    }
  }

  /** The limit that this amount would cross, on top of what is spent and held. */
  #lacking(amount: Amount, purpose: 'request' | 'lastQuestion'): 'cost' | 'tokens' | null {
    const kept = purpose === 'request' ? this.#lastQuestion : { costUsd: 0, tokens: 0 };
    let costUsd = this.#spent.costUsd + amount.costUsd + kept.costUsd;
    let tokens = this.#spent.tokens + amount.tokens + kept.tokens;
    for (const held of this.#open) {
      costUsd += held.costUsd;
      tokens += held.tokens;
    }
    const { maxCostUsd, maxTokens } = this.#limits;
    if (maxCostUsd !== null && amount.costUsd > 0 && costUsd > maxCostUsd) return 'cost';
    return maxTokens !== null && tokens > maxTokens ? 'tokens' : null;
  }

  #hold(worst: WorstCase, outputTokens: number): Reservation {
    const held = amountOf(worst, outputTokens);
    this.#open.add(held);
    return {
      outputTokens,
      mostTokens: { input: worst.inputTokens, output: mostOutput(worst, outputTokens) },
      settle: ({ usage, costUsd }, calls = 1) => {
        checkAmounts(worst.model, usage, costUsd);
        if (!this.#open.delete(held)) return;
        this.#spend(worst, usage, costUsd, calls);
        this.#changed();
      },
      release: () => {
        if (this.#open.delete(held)) this.#changed();
      },
    };
  }

  #spend(
    { run, model }: Pick<WorstCase, 'run' | 'model'>,
    usage: Usage,
    costUsd: number | null,
    calls: 0 | 1,
  ): void {
    this.#spent = {
      costUsd: this.#spent.costUsd + (costUsd ?? 0),
      tokens: this.#spent.tokens + usage.inputTokens + usage.outputTokens,
    };
    this.#costUnknown ||= costUsd === null;
    const models = this.#used.get(run) ?? new Map<string, Used>();
    const before = models.get(model);
    const estimated = usage.estimated || before?.estimated === true;
    models.set(model, { ...addModelUsage(before, { calls, ...usage, costUsd }), estimated });
    this.#used.set(run, models);
  }

  #refusal(worst: WorstCase, purpose: 'request' | 'lastQuestion'): LimitRefused {
    const fewest = amountOf(worst, Math.min(worst.outputTokens, fewestOutputTokens));
    return this.#lacking(fewest, purpose) === 'tokens'
      ? new LimitRefused(
          'tokens',
          `The limit of ${this.#limits.maxTokens} tokens leaves no room for this request.`,
        )
      : new LimitRefused(
          'cost',
          `The limit of $${this.#limits.maxCostUsd} leaves no room for this request.`,
        );
  }

  /** Asks for more money, or waits with those who have asked; whether there is more now. */
  #raise(worst: WorstCase): Promise<boolean> {
    const { maxCostUsd } = this.#limits;
    if (this.#moreMoney === null || maxCostUsd === null) return Promise.resolve(false);
    const wantedUsd = amountOf(worst, worst.outputTokens).costUsd;
    const facts = { spentUsd: this.#spent.costUsd, maxCostUsd, wantedUsd };
    this.#asking ??= this.#moreMoney(facts)
      .then((limit) => this.#raiseTo(limit))
      .finally(() => {
        this.#asking = null;
      });
    return this.#asking;
  }

  #raiseTo(maxCostUsd: number | null): boolean {
    if (maxCostUsd === null) this.#moreMoney = null;
    else this.#limits = { ...this.#limits, maxCostUsd };
    this.#changed();
    return maxCostUsd !== null;
  }

  #nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

function mostOutput({ unlimited = false }: WorstCase, outputTokens: number): number {
  return unlimited ? mostUnlimited(outputTokens) : outputTokens;
}

function amountOf(worst: WorstCase, outputTokens: number): Amount {
  const { inputTokens, price } = worst;
  const most = mostOutput(worst, outputTokens);
  const costUsd = price === null ? 0 : worstCost(price, inputTokens, most);
  return { costUsd, tokens: inputTokens + most };
}
