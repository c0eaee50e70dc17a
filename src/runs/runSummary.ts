import type { CoverageReported, RunFinished, StoredEvent } from '../core/events.ts';
import type { Usage } from '../core/model.ts';
import { type Language, languageOf } from '../core/options.ts';
import {
  addCosts,
  addTokens,
  type ModelUsage,
  nothingUsed,
  type TreeUsage,
} from '../core/usage.ts';
import type { RunSummary } from './storedShapes.ts';

/** A run of the history with what its folder adds. */
export interface ListedRun extends RunSummary {
  /** Kept whatever the history's size; only a person removes it. */
  readonly pinned: boolean;
  /** Of all files of its folder; 0 while this process writes them. */
  readonly bytes: number;
}

/** Adds up a run's events to what the history shows of it. */
export class RunTally {
  readonly #runId: string;
  readonly #models = new Map<string, ModelUsage>();
  readonly #rootModels = new Map<string, string>();
  readonly #callModels = new Map<string, string>();
  #estimated = false;
  #iterations = 0;
  #calls = 0;
  #question = '';
  #parent: string | null = null;
  #label = '';
  #provider: RunSummary['provider'] = 'demo';
  #startedAt: number | null = null;
  /** What goes on since the run was resumed, if it was; ms. */
  #part: { readonly startedAt: number; readonly msBefore: number } | null = null;
  #lastAt = 0;
  #lastSeq = 0;
  #subModel = '';
  #language: Language = 'javascript';
  #answer = '';
  readonly #longTexts = new Map<'question' | 'answer', string>();
  #chars = 0;
  #charsRead = 0;
  #covered: { readonly coverage?: number | undefined; readonly searched?: number | undefined } = {};
  #finished: { readonly at: number; readonly event: RunFinished } | null = null;

  constructor(runId: string) {
    this.#runId = runId;
  }

  add(event: StoredEvent): void {
    this.#startedAt ??= event.at;
    this.#lastAt = event.at;
    this.#lastSeq = Math.max(this.#lastSeq, event.seq);
    const isRoot = event.run === '';
    switch (event.type) {
      case 'run.started':
        this.#rootModels.set(event.run, event.models.root);
        if (!isRoot) return;
        this.#question = event.question;
        this.#parent = event.follows ?? event.forks?.runId ?? null;
        this.#subModel = event.models.sub;
        this.#language = languageOf(event.options);
        this.#keepLong('question', event.refs?.question?.sha256);
        this.#label = event.context.label;
        this.#chars = event.context.chars;
        this.#provider = event.models.provider;
        return;
      case 'run.resumed':
        this.#rootModels.set(event.run, event.models.root);
        if (!isRoot) return;
        this.#finished = null;
        this.#subModel = event.models.sub;
        this.#provider = event.models.provider;
        this.#part = { startedAt: event.at, msBefore: event.spent.durationMs };
        return;
      case 'iteration.started':
        if (isRoot) this.#iterations = Math.max(this.#iterations, event.iteration);
        return;
      case 'model.replied':
      case 'model.failed':
        // The run that was forked has paid for it.
        if (event.type === 'model.replied' && event.kept) return;
        this.#spend(this.#modelOf(event.run), event.usage, event.costUsd);
        return;
      case 'call.started':
        this.#calls += 1;
        this.#callModels.set(`${event.run}#${event.call}`, event.model);
        return;
      case 'call.finished': {
        // A child's calls carry their own usage, and an answer out of the memo was paid before.
        if (event.usage === null || event.status === 'memo' || event.kept) return;
        const model = this.#callModels.get(`${event.run}#${event.call}`) ?? '';
        this.#spend(model, event.usage, event.costUsd);
        return;
      }
      case 'coverage':
        if (!isRoot) return;
        this.#charsRead = event.ranges.reduce((sum, { start, end }) => sum + end - start, 0);
        this.#cover(event);
        return;
      case 'answer':
        if (!isRoot) return;
        // What was only said on the way is no answer.
        this.#answer = event.step ? '' : event.text;
        this.#keepLong('answer', event.step ? undefined : event.refs?.text?.sha256);
        return;
      case 'run.finished':
        if (!isRoot) return;
        this.#finished = { at: event.at, event };
        this.#cover(event);
        return;
      default:
        // The rest, and what later versions add, says nothing that the history shows.
        return;
    }
  }

  get isEmpty(): boolean {
    return this.#startedAt === null;
  }

  get isFinished(): boolean {
    return this.#finished !== null;
  }

  /** The line of the history; `running` until `run.finished` was added. */
  summary(): RunSummary {
    const usage = this.#finished?.event.usage ?? this.#usage();
    return {
      runId: this.#runId,
      question: this.#question,
      parent: this.#parent,
      label: this.#label,
      startedAt: this.#startedAt ?? 0,
      finishedAt: this.#finished?.at ?? null,
      status: this.#finished?.event.status ?? 'running',
      iterations: this.#iterations,
      calls: this.#calls,
      costUsd: this.#finished === null ? this.#costUsd() : this.#finished.event.costUsd,
      tokens: usage.inputTokens + usage.outputTokens,
      rootModel: this.#modelOf(''),
      subModel: this.#subModel,
      language: this.#language,
      provider: this.#provider,
      contextChars: this.#chars,
      coverage: this.#coverage(),
      searched: this.#covered.searched ?? null,
      answer: this.#answer,
      longTexts: [...this.#longTexts.values()],
    };
  }

  /** The end of a run whose window went away, as of the last thing it recorded. */
  interruption(): StoredEvent {
    return {
      seq: this.#lastSeq + 1,
      at: this.#lastAt,
      run: '',
      type: 'run.finished',
      status: 'interrupted',
      reason: 'It was cut off: its window was closed or reloaded, or its process ended.',
      limit: null,
      usage: this.#usage(),
      costUsd: this.#costUsd(),
      durationMs: this.#durationMs,
      coverage: this.#coverage(),
      ...(this.#covered.searched !== undefined && { searched: this.#covered.searched }),
      error: null,
    };
  }

  /** Without the time between a run's end and its going on. */
  get #durationMs(): number {
    const { startedAt, msBefore } = this.#part ?? { startedAt: this.#startedAt, msBefore: 0 };
    return msBefore + Math.max(0, this.#lastAt - (startedAt ?? this.#lastAt));
  }

  #cover({ coverage, searched }: Pick<CoverageReported, 'coverage' | 'searched'>): void {
    this.#covered = {
      coverage: coverage ?? this.#covered.coverage,
      searched: searched ?? this.#covered.searched,
    };
  }

  /** Records of earlier versions tell no share while they go on. */
  #coverage(): number {
    const { coverage } = this.#covered;
    if (coverage !== undefined) return coverage;
    return this.#chars === 0 ? 0 : Math.min(1, this.#charsRead / this.#chars);
  }

  /** An answer that takes the place of a long one takes its hash away too. */
  #keepLong(which: 'question' | 'answer', sha256: unknown): void {
    if (typeof sha256 === 'string') this.#longTexts.set(which, sha256);
    else this.#longTexts.delete(which);
  }

  #modelOf(run: string): string {
    return this.#rootModels.get(run) ?? this.#rootModels.get('') ?? '';
  }

  #spend(model: string, usage: Usage, costUsd: number | null): void {
    const before = this.#models.get(model);
    this.#estimated ||= usage.estimated;
    this.#models.set(model, {
      calls: (before?.calls ?? 0) + 1,
      ...addTokens(before ?? nothingUsed, usage),
      costUsd: addCosts(before === undefined ? 0 : before.costUsd, costUsd),
    });
  }

  #costUsd(): number | null {
    let sum = 0;
    for (const { costUsd } of this.#models.values()) {
      if (costUsd === null) return null;
      sum += costUsd;
    }
    return sum;
  }

  #usage(): TreeUsage {
    const models = [...this.#models.values()];
    return {
      ...models.reduce(addTokens, nothingUsed),
      estimated: this.#estimated,
      models: Object.fromEntries(this.#models),
    };
  }
}
