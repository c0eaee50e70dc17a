import { askedHash, keyOfCall } from './callChecks.ts';
import { findOrPay, payCall } from './callPayment.ts';
import { isRecursive, type PlannedCall, planCall } from './callPlan.ts';
import { answerFacts, CallRecord, type CallSite } from './callRecord.ts';
import type { CallFinished } from './cellEvents.ts';
import { childScope } from './childRun.ts';
import type { CutCall, CutPrompt } from './cutPrompts.ts';
import { type CutReply, cutOf } from './cutReplies.ts';
import type { CallHandler, CallRequest } from './environment.ts';
import {
  asError,
  Cancelled,
  ChildFailed,
  EmptyReply,
  ExpectedError,
  LimitRefused,
} from './errors.ts';
import type { RunResult } from './events.ts';
import { answerItems } from './items/itemCalls.ts';
import { isItemCall } from './items/itemTask.ts';
import { type KeptReplies, keptReplies } from './memo.ts';
import type { RunOptions } from './options.ts';
import { unlessOverdue } from './overdue.ts';
import type { Paid } from './paidCalls.ts';
import type { RecordedCall, RecordedCell } from './replay/recordedRun.ts';
import { type RepeatedCall, RepeatedCalls } from './replay/repeatedCalls.ts';
import { RecordedFailure } from './replay/replayErrors.ts';
import type { RunScope } from './scope.ts';
import { nothingUsed } from './usage.ts';

/** Sentences about items of one cell: one says it as well as a hundred. */
const mostSaid = 20;
/** ms in which calls that were given up are to end by themselves. */
const mostSettlingMs = 5_000;

/** The calls of one run of a tree: `llm_query`, `rlm_query` and their batches. */
export class Subcalls {
  /** The limits that refused calls of this run or its children: the first ends it after the cell. */
  readonly refusedBy = new Set<LimitRefused['limit']>();
  /** True once `rlm_query` was answered as `llm_query`, since the depth limit is reached. */
  flattened = false;
  /** What sub-models and children have seen since this was last taken. */
  readonly seen: string[] = [];
  /** Of the cell that runs; `openItems`: what it asked about and has no answer, in sentences. */
  cutReplies: readonly CutReply[] = [];
  cutPrompts: readonly CutCall[] = [];
  openItems: readonly string[] = [];
  /** Refused calls of that cell of which nothing is recorded: there were too many before. */
  unrecorded = 0;
  #site: CallSite = { iteration: 0, cell: 0 };
  /** By the cell that runs. */
  #asked = 0;
  /** By this run: the number of the last call in its record. */
  #recorded: number;
  readonly #scope: RunScope;
  readonly #runChild: (scope: RunScope) => Promise<RunResult>;
  readonly #replies: KeptReplies | null;
  readonly #underWay = new Set<Promise<unknown>>();
  #repeated: RepeatedCalls | null = null;
  /** The last that has a number. */
  #children: number;

  constructor(scope: RunScope, runChild: (scope: RunScope) => Promise<RunResult>) {
    this.#scope = scope;
    this.#runChild = runChild;
    this.#replies = keptReplies(scope.request, scope.parts.sha256);
    const { record } = scope.replay ?? {};
    this.#recorded = Math.max(0, ...(record?.calls.keys() ?? []));
    this.#children = record?.lastChild ?? 0;
  }

  /** The calls that follow are those of this cell, whose record answers them as far as it goes. */
  enter(site: CallSite, recorded: RecordedCell | null = null): void {
    this.#site = site;
    this.#repeated = recorded && new RepeatedCalls(this.#scope, site, recorded);
    this.#asked = 0;
    this.cutReplies = [];
    this.cutPrompts = [];
    this.openItems = [];
    this.unrecorded = 0;
  }

  /** The code waits for its calls, and asks nothing more before one comes. */
  readonly waits = (): void => {
    if (this.#underWay.size > 0) this.#repeated?.waits();
  };

  /** Rejects with an error whose sentence the code sees. */
  readonly answer: CallHandler = (request, signal, onChild) => {
    const answering = this.#answer(request, signal, onChild);
    this.#underWay.add(answering);
    const over = (): void => void this.#underWay.delete(answering);
    answering.then(over, over);
    return answering;
  };

  /** Resolves when all calls have ended: those of a cell that is over have been given up. */
  async settle(): Promise<void> {
    const { clock } = this.#scope.parts;
    while (this.#underWay.size > 0) {
      const ended = Promise.allSettled([...this.#underWay]);
      const isOver = await unlessOverdue(ended, AbortSignal.abort(), mostSettlingMs, clock.after);
      // A model that doesn't let itself be stopped: the record ends its calls.
      if (isOver === null) return;
    }
  }

  async #answer(
    request: CallRequest,
    signal: AbortSignal,
    onChild: Parameters<CallHandler>[2],
  ): Promise<string> {
    if (signal.aborted) throw new Cancelled();
    if (request.name === 'budget')
      return (
        this.#repeated?.budget() ?? this.#scope.budgets.answer(this.#scope, this.#site.iteration)
      );
    if (isItemCall(request)) return this.#answerItems(request, signal);
    const { depth, request: own } = this.#scope;
    const known = this.#repeated?.options.map((then) => planCall(request, then, depth)) ?? [];
    const again = this.#find(known, request);
    const live = planCall(request, own.options, depth);
    // A child that goes on is one, whatever depth is allowed now.
    const call = again === null || again.plan.kind === live.kind ? live : again.plan;
    const { kind } = again?.plan ?? live;
    this.flattened ||= isRecursive(request) && kind === 'llm' && own.options.maxDepth > 0;
    if (again !== null && this.#repeated?.isOver(again)) return this.#repeat(again, signal);
    if (kind === 'rlm') onChild?.();
    return this.#record(call, request, signal, again?.recorded);
  }

  /** One call of the code becomes several, in the record one batch. */
  #answerItems(request: CallRequest, signal: AbortSignal): Promise<string> {
    const { options, model: models } = this.#scope.request;
    const then = this.#repeated?.options ?? [];
    const { subModel, maxOutputTokens } = then[0] ?? options;
    const model = request.model ?? subModel;
    const facts = { ...models.facts(model), ...this.#repeated?.room(request) };
    const room = { window: facts.window, maxOutput: facts.maxOutput };
    const planned = (prompt: string, by: RunOptions): PlannedCall => {
      return { kind: 'llm', model: request.model ?? by.subModel, prompt, room };
    };
    return answerItems(request, {
      facts,
      maxOutputTokens,
      ask: async (prompt) => {
        const known = then.map((by) => planned(prompt, by));
        const again = this.#find(known, request);
        const isOver = again !== null && this.#repeated?.isOver(again);
        if (isOver) return this.#repeat(again, signal);
        return this.#record(planned(prompt, options), request, signal);
      },
      note: (sentence) => {
        this.openItems = [...this.openItems, sentence].slice(0, mostSaid);
      },
    });
  }

  #find(known: readonly PlannedCall[], request: CallRequest): RepeatedCall | null {
    try {
      return this.#repeated?.find(known, request) ?? null;
    } catch (error) {
      if (error instanceof RecordedFailure) this.unrecorded += 1;
      throw error;
    }
  }

  async #repeat(call: RepeatedCall, signal: AbortSignal): Promise<string> {
    const { plan, recorded } = call;
    const ofCell = ++this.#asked;
    const repeated = this.#repeated;
    const outcome = await repeated?.outcome(call, signal);
    if (outcome === undefined) throw new Cancelled();
    repeated?.passOn();
    const { cut, error, response } = outcome;
    if (plan.kind === 'llm' && error === null && !cut) this.seen.push(plan.prompt);
    const { child } = recorded;
    if (child !== null) this.seen.push(...(this.#scope.replay?.seenIn(child) ?? []));
    this.#noteCuts(ofCell, outcome, cut);
    if (error !== null) throw new RecordedFailure(error);
    return response;
  }

  #noteCuts(call: number, reply: Parameters<typeof cutOf>[0], prompt?: CutPrompt | null): void {
    const cut = cutOf(reply);
    if (cut !== null) this.cutReplies = [...this.cutReplies, { call, cut }];
    if (prompt) this.cutPrompts = [...this.cutPrompts, { ...prompt, call }];
  }

  /** `before`: what is recorded of the same call, which had started a run that goes on. */
  async #record(
    call: PlannedCall,
    request: CallRequest,
    signal: AbortSignal,
    before: RecordedCall | null = null,
  ): Promise<string> {
    const { kind, model, prompt } = call;
    const { counts } = this.#scope;
    const ofCell = ++this.#asked;
    // One that was not given up goes on as the same.
    const goesOnAs = before?.finished === null ? before.started.call : null;
    const asked = kind === 'rlm' ? { askedSha256: askedHash(this.#scope, prompt, request) } : {};
    const record = new CallRecord(this.#scope, { ...call, ...asked }, this.#site, request, {
      number: goesOnAs ?? 0,
      take: () => ++this.#recorded,
    });
    let brought: Partial<CallFinished> = {};
    let isTwin = true;
    try {
      const key = keyOfCall(this.#scope, kind, model, prompt, request);
      const { paidCalls } = this.#scope;
      const start = () => record.start();
      const onSeen = () => void this.seen.push(prompt);
      const { paid, again } = await paidCalls.payOnce(key, signal, start, (begin) => {
        isTwin = false;
        return findOrPay(this.#scope, this.#replies, call, {
          ...{ signal, begin, name: request.name },
          onKept: onSeen,
          pay: () => {
            const own = { call: record.number, signal };
            if (kind === 'rlm') return this.#solve(request, model, own, before?.child ?? null);
            return payCall(this.#scope, call, {
              ...own,
              onSeen,
              onLost: (spent) => {
                brought = spent;
              },
            });
          },
        });
      });
      const { text, thoughts = '' } = paid;
      const { usage, costUsd } = again ? { usage: nothingUsed, costUsd: 0 } : paid;
      brought = { usage, costUsd, ...(thoughts !== '' && { thoughts }) };
      if (again) counts.memo += 1;
      // A run that follows another up, or the same call in another part of the tree, has shown it anew.
      if (again && kind === 'llm' && !paid.kept && !paid.cut) onSeen();
      const ended = { ...paid, usage: { outputTokens: paid.replyTokens ?? 0 } };
      this.#noteCuts(ofCell, ended, paid.cut);
      if (text.trim() === '') throw new EmptyReply(thoughts.length);
      record.finish({ status: again ? 'memo' : 'ok', ...answerFacts(paid), ...brought });
      return text;
    } catch (thrown) {
      const isRefusedTwin = isTwin && !record.hasStarted;
      const error = isRefusedTwin ? this.#refusalOfTwin(asError(thrown)) : asError(thrown);
      if (error instanceof LimitRefused) this.refusedBy.add(error.limit);
      if (!(error instanceof ExpectedError)) this.#scope.parts.reportBug(error);
      if (record.hasStarted || this.#scope.callCount.isRecorded(error))
        record.fail(error, error instanceof Cancelled, brought);
      else this.unrecorded += 1;
      throw error;
    }
  }

  /** One that was refused as the call that it has waited for was counts as a call of its own. */
  #refusalOfTwin(error: Error): Error {
    if (error instanceof Cancelled || !(error instanceof ExpectedError)) return error;
    try {
      this.#scope.callCount.add();
      return error;
    } catch (limit) {
      return asError(limit);
    }
  }

  /** `known`: the path of a child that goes on. */
  #solve(
    request: CallRequest,
    model: string,
    { call, signal }: { readonly call: number; readonly signal: AbortSignal },
    known: string | null,
  ): Promise<Paid> {
    const { path: parent, childGates, depth } = this.#scope;
    const path = known ?? `${parent === '' ? '' : `${parent}.`}${++this.#children}`;
    return childGates.at(depth).pass(signal, async () => {
      const onSeen = (texts: readonly string[]): void => {
        for (const text of texts) this.seen.push(text);
      };
      const ended = this.#scope.replay?.endOf(path) ?? null;
      if (ended !== null) onSeen(this.#scope.replay?.seenIn(path) ?? []);
      const own = { path, call, model, signal };
      const { status, answer, limit, error } =
        ended ?? (await this.#runChild(childScope(this.#scope, request, own, onSeen)));
      if (status === 'cancelled') throw new Cancelled();
      if (status === 'failed') throw new ChildFailed(error?.message ?? 'it failed');
      // Its own iterations or errors end a child alone; the other limits are the whole tree's.
      const isTreeLimit = limit !== null && limit !== 'iterations' && limit !== 'errors';
      if (isTreeLimit) this.refusedBy.add(limit);
      if (answer.trim() === '') throw new ChildFailed('it came to no answer.');
      return { text: answer, usage: null, costUsd: null, ...(isTreeLimit && { limited: true }) };
    });
  }
}
