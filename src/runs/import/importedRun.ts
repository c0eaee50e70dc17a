import type {
  LimitName,
  RunEvent,
  RunEventBody,
  RunFinished,
  StoredEvent,
} from '../../core/events.ts';
import type { RunOptions } from '../../core/options.ts';
import {
  addModelUsage,
  addTokens,
  nothingUsed,
  type TreeUsage,
  totalCost,
} from '../../core/usage.ts';
import { ImportedCells, type RunSoFar } from './importedCells.ts';
import {
  answerIn,
  callsOf,
  ownUse,
  pick,
  type Spent,
  secondsOf,
  startedBody,
  timeIn,
  unknownUse,
  without,
} from './officialFacts.ts';
import type { IterationRead, RunMetadataRead } from './officialShapes.ts';

/** One run of a log, wherever in its tree it stands. */
export interface LoggedRun {
  /** In the tree: `''`, `'1'`, `'1.2'`. */
  readonly path: string;
  /** The call of its parent that started it, and what it was sent and used; null for the root. */
  readonly call: { readonly number: number; readonly prompt: string; readonly spent: Spent } | null;
  readonly metadata: RunMetadataRead | null;
  readonly iterations: readonly IterationRead[];
  /** ms since 1970, where its own lines don't say. */
  readonly startedAt: number;
}

/** Makes events of a log, in the order in which they would have come. */
export class ImportedRun {
  readonly events: RunEvent[] = [];
  readonly #runId: string;
  readonly #parse: (line: string) => StoredEvent | null;
  readonly #used: { readonly path: string; readonly model: string; readonly spent: Spent }[] = [];

  /** `parse`: the door for stored events, through which what the log's extra fields say has to pass. */
  constructor(runId: string, parse: (line: string) => StoredEvent | null) {
    this.#runId = runId;
    this.#parse = parse;
  }

  /** Adds a run from its start to its end. */
  addRun(logged: LoggedRun): void {
    const { path, call, metadata, iterations } = logged;
    const { started: extra, finished } = metadata?.rlm ?? {};
    const started = startedBody(metadata, iterations, call?.prompt ?? null);
    const startedAt = timeIn(extra, 'at') ?? logged.startedAt;
    const runId = path === '' ? this.#runId : `${this.#runId}-${path.replaceAll('.', '-')}`;
    const begun = this.addEvent(
      path,
      startedAt,
      { ...started, runId, call: call?.number ?? null },
      without(extra, ['at', 'runId', 'call']),
    );
    const { models, options } = begun.type === 'run.started' ? begun : started;
    const run: RunSoFar = { path, models, calls: 0, children: 0 };
    const cells = new ImportedCells(this, run);
    const ended = this.#iterations(logged, run, cells, startedAt, options.maxIterations);
    const limit = limitIn(finished) ?? (ended.isAtLimit ? 'iterations' : null);
    if (limit !== null) {
      this.addEvent(path, ended.at, {
        type: 'limit.reached',
        limit,
        value: setTo(limit, options),
      });
    }
    this.#end(logged, limit, startedAt, ended.at);
  }

  /** Adds an event, with what an extra field says of it where that fits its shape. */
  addEvent(path: string, at: number, body: RunEventBody, extra: object = {}): RunEvent {
    const plain = { seq: this.events.length + 1, at: Math.round(at), run: path, ...body };
    const said = { ...plain, ...extra };
    const isWhole = Object.keys(extra).length > 0 && this.#parse(JSON.stringify(said)) !== null;
    const event = isWhole ? (said as RunEvent) : plain;
    this.events.push(event);
    return event;
  }

  /** Counts what a model has used. */
  spend(path: string, model: string, spent: Spent): void {
    this.#used.push({ path, model, spent });
  }

  #iterations(
    { path, call, iterations }: LoggedRun,
    run: RunSoFar,
    cells: ImportedCells,
    startedAt: number,
    maxIterations: number,
  ): { readonly at: number; readonly isAtLimit: boolean } {
    let at = startedAt;
    let number = 0;
    let isAtLimit = false;
    for (const [index, iteration] of iterations.entries()) {
      const { rlm: extra, response, timestamp, code_blocks } = iteration;
      const isLast = index === iterations.length - 1;
      // The official implementation asks once more where no answer came within the limit.
      const asksOnceMore = isLast && number >= maxIterations && code_blocks.length === 0;
      const isQuestion = number > 0 && (extra?.purpose === 'answer' || asksOnceMore);
      isAtLimit ||= isQuestion && extra == null;
      const seconds = iteration.iteration_time ?? secondsOf(iteration);
      const said = Date.parse(timestamp ?? '');
      const end = Number.isFinite(said) ? said : at + seconds * 1_000;
      const start = timeIn(extra, 'startedAt') ?? Math.max(0, end - seconds * 1_000);
      if (!isQuestion) {
        number += 1;
        this.addEvent(path, start, { type: 'iteration.started', iteration: number });
      }
      const computing = secondsOf(iteration) * 1_000;
      const repliedAt = timeIn(extra, 'repliedAt') ?? Math.max(start, end - computing);
      const calls = iterations.flatMap((each) => each.code_blocks.flatMap(callsOf));
      // All that is known of a run's own requests is their sum.
      const spent = isLast && call !== null ? ownUse(call.spent, calls) : unknownUse;
      const replied = this.addEvent(
        path,
        repliedAt,
        {
          type: 'model.replied',
          iteration: number,
          purpose: isQuestion ? 'answer' : 'iteration',
          text: response,
          ...spent,
          durationMs: Math.max(0, Math.round(repliedAt - start)),
        },
        pick(extra, ['purpose', 'thoughts', 'usage', 'costUsd', 'durationMs']),
      );
      if (replied.type === 'model.replied') this.spend(path, run.models.root, replied);
      at = Math.max(end, cells.add(iteration, number, repliedAt));
    }
    return { at, isAtLimit };
  }

  #end(
    { path, iterations, metadata }: LoggedRun,
    limit: LimitName | null,
    startedAt: number,
    at: number,
  ): void {
    const { answer: extra, finished } = metadata?.rlm ?? {};
    const given = iterations.map(answerIn).findLast((answer) => answer !== null) ?? null;
    const kept = typeof extra === 'object' && extra !== null && 'text' in extra ? extra.text : null;
    const text = given ?? (typeof kept === 'string' ? kept : null);
    if (text !== null) {
      const answer = { type: 'answer', text, citations: [] } as const;
      this.addEvent(path, timeIn(extra, 'at') ?? at, answer, without(extra, ['at', 'text']));
    }
    const isAnswered = given !== null;
    const status = limit !== null ? 'limit' : isAnswered ? 'answered' : 'interrupted';
    const usage = this.#usageOf(path);
    const end: RunFinished = {
      ...{ type: 'run.finished', status, limit, usage, costUsd: totalCost(usage), error: null },
      reason: status === 'interrupted' ? 'The log ends before there is an answer.' : null,
      durationMs: Math.max(0, Math.round(at - startedAt)),
      coverage: 0,
    };
    this.addEvent(path, timeIn(finished, 'at') ?? at, end, without(finished, ['at']));
  }

  /** Of a run with all below it. */
  #usageOf(path: string): TreeUsage {
    const models: Record<string, TreeUsage['models'][string]> = {};
    let sum = nothingUsed;
    for (const { path: own, model, spent } of this.#used) {
      if (path !== '' && own !== path && !own.startsWith(`${path}.`)) continue;
      const { usage, costUsd } = spent;
      const { estimated, ...used } = usage;
      models[model] = addModelUsage(models[model], { calls: 1, ...used, costUsd });
      sum = { ...addTokens(sum, usage), estimated: sum.estimated || estimated };
    }
    return { ...sum, models };
  }
}

/** The limit that a run ended by, as an export of ours says it. */
function limitIn(finished: unknown): LimitName | null {
  if (typeof finished !== 'object' || finished === null || !('limit' in finished)) return null;
  return limitNames.find((name) => name === finished.limit) ?? null;
}

const limitNames = ['iterations', 'cost', 'tokens', 'time', 'subcalls', 'errors'] as const;

/** What it was set to; 0 where there was none. */
function setTo(limit: LimitName, options: RunOptions): number {
  const values = {
    iterations: options.maxIterations,
    cost: options.maxCostUsd,
    tokens: options.maxTokens,
    time: options.timeoutSeconds,
    subcalls: options.maxSubcalls,
    errors: options.maxConsecutiveErrors,
  };
  return values[limit] ?? 0;
}
