import { worstCase } from './attempts.ts';
import { checkModel, keyOfCall } from './callChecks.ts';
import { promptOf } from './callPrompt.ts';
import { CallRecord, type CallSite } from './callRecord.ts';
import type { CallFinished, CallKind } from './cellEvents.ts';
import { childScope } from './childRun.ts';
import type { CutCall } from './cutPrompts.ts';
import { type CutReply, cutOf } from './cutReplies.ts';
import { unlessStopped } from './deferred.ts';
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
import { unlessOverdue } from './overdue.ts';
import type { Paid } from './paidCalls.ts';
import { checkLength } from './promptLength.ts';
import { buy, codeReading, mostTokens, type Purchase, type RunScope } from './scope.ts';
import { spokenReply } from './spokenReply.ts';
import { nothingUsed } from './usage.ts';

/** What a chat message adds to the tokens of its text. */
const messageTokens = 16;
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
  #recorded = 0;
  readonly #scope: RunScope;
  readonly #runChild: (scope: RunScope) => Promise<RunResult>;
  readonly #replies: KeptReplies | null;
  readonly #underWay = new Set<Promise<unknown>>();
  #children = 0;

  constructor(scope: RunScope, runChild: (scope: RunScope) => Promise<RunResult>) {
    this.#scope = scope;
    this.#runChild = runChild;
    this.#replies = keptReplies(scope.request, scope.parts.sha256);
  }

  /** The calls that follow are those of this cell. */
  enter(site: CallSite): void {
    this.#site = site;
    this.#asked = 0;
    this.cutReplies = [];
    this.cutPrompts = [];
    this.openItems = [];
    this.unrecorded = 0;
  }

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
      return this.#scope.budgets.answer(this.#scope, this.#site.iteration);
    if (isItemCall(request)) return this.#answerItems(request, signal);
    const { options } = this.#scope.request;
    const recursive = request.name.startsWith('rlm_');
    const child = recursive && this.#scope.depth + 1 < options.maxDepth;
    this.flattened ||= recursive && !child && options.maxDepth > 0;
    if (child) onChild?.();
    const model = request.model ?? (child ? options.rootModel : options.subModel);
    return child
      ? this.#record('rlm', request, request.prompt, model, signal, (_, call) =>
          this.#solve(request, call, model, signal),
        )
      : this.#askOnce(request, promptOf(request), model, signal);
  }

  #askOnce(
    request: CallRequest,
    prompt: string,
    model: string,
    signal: AbortSignal,
  ): Promise<string> {
    return this.#record('llm', request, prompt, model, signal, (sent, call, onLost) =>
      this.#ask(model, sent, { call, signal, ...(onLost && { onLost }) }),
    );
  }

  /** One call of the code becomes several, in the record one batch. */
  #answerItems(request: CallRequest, signal: AbortSignal): Promise<string> {
    const { options, model: models } = this.#scope.request;
    const model = request.model ?? options.subModel;
    return answerItems(request, {
      facts: models.facts(model),
      maxOutputTokens: options.maxOutputTokens,
      ask: (prompt) => this.#askOnce(request, prompt, model, signal),
      note: (sentence) => {
        this.openItems = [...this.openItems, sentence].slice(0, mostSaid);
      },
    });
  }

  async #record(
    kind: CallKind,
    request: CallRequest,
    prompt: string,
    model: string,
    signal: AbortSignal,
    buyAnswer: (prompt: string, call: number, onLost: Purchase['onLost']) => Promise<Paid>,
  ): Promise<string> {
    const { counts } = this.#scope;
    const ofCell = ++this.#asked;
    const facts = { kind, model, prompt };
    const record = new CallRecord(this.#scope, facts, this.#site, request, () => ++this.#recorded);
    let brought: Partial<CallFinished> = {};
    let isTwin = true;
    try {
      const key = keyOfCall(this.#scope, kind, model, prompt, request);
      const { paidCalls } = this.#scope;
      const start = () => record.start();
      const { paid, again } = await paidCalls.payOnce(key, signal, start, (begin) => {
        isTwin = false;
        return this.#findOrPay(kind, model, prompt, { signal, begin, name: request.name }, (sent) =>
          buyAnswer(sent, record.number, (spent) => {
            brought = spent;
          }),
        );
      });
      const { text, thoughts = '' } = paid;
      const { usage, costUsd } = again ? { usage: nothingUsed, costUsd: 0 } : paid;
      brought = { usage, costUsd, ...(thoughts !== '' && { thoughts }) };
      if (again) counts.memo += 1;
      // A run that follows another up, or a twin in another part of the tree, has shown it anew.
      if (again && kind === 'llm' && !paid.kept && !paid.cut) this.seen.push(prompt);
      const cut = cutOf({ ...paid, usage: { outputTokens: paid.replyTokens ?? 0 } });
      if (cut !== null) this.cutReplies = [...this.cutReplies, { call: ofCell, cut }];
      if (paid.cut) this.cutPrompts = [...this.cutPrompts, { ...paid.cut, call: ofCell }];
      if (text.trim() === '') throw new EmptyReply(thoughts.length);
      record.finish({
        status: again ? 'memo' : 'ok',
        ...(paid.kept && { kept: paid.kept }),
        response: text,
        ...brought,
      });
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

  /**
   * Looks for a plain call's reply among those of earlier runs, where the request brought them. What
   * can be refused is refused before it is recorded, and counts as a call all the same.
   */
  async #findOrPay(
    kind: CallKind,
    model: string,
    prompt: string,
    own: { readonly signal: AbortSignal; readonly begin: () => void; readonly name: string },
    pay: (prompt: string) => Promise<Paid>,
  ): Promise<Paid> {
    const { ledger, callCount, counts } = this.#scope;
    const found = kind === 'llm' ? this.#replies?.find(model, prompt) : undefined;
    const text = found && (await unlessStopped(found, own.signal));
    const kept = spokenReply({ text: text ?? '' }, prompt);
    if (kept.text.trim() !== '') {
      own.begin();
      this.seen.push(prompt);
      return { ...kept, usage: nothingUsed, costUsd: 0, kept: true };
    }
    callCount.add();
    checkModel(this.#scope, own.name, model);
    if (kind === 'llm') {
      await unlessStopped(checkLength(this.#scope, model, prompt), own.signal);
      ledger.refuseHopeless(worstCase(this.#scope, model, ...this.#mostTokens(prompt)));
    }
    counts[kind] += 1;
    own.begin();
    const paid = await pay(prompt);
    const isWhole = paid.finish === 'stop' && !paid.cut && paid.text.trim() !== '';
    if (isWhole) this.#replies?.keep(model, prompt, paid.text);
    return paid;
  }

  /** Of the request and of its reply. */
  #mostTokens(prompt: string): [input: number, output: number] {
    return [mostTokens(prompt) + messageTokens, this.#scope.request.options.maxOutputTokens];
  }

  async #ask(
    model: string,
    prompt: string,
    own: Pick<Purchase, 'call' | 'signal' | 'onLost'>,
  ): Promise<Paid> {
    const [inputTokens, outputTokens] = this.#mostTokens(prompt);
    const bought = await buy(this.#scope, {
      model,
      reasoningEffort: this.#scope.request.options.reasoningEffort.sub,
      messages: [{ role: 'user', content: prompt }],
      inputTokens,
      outputTokens,
      ...own,
      oneOff: true,
    });
    // What was refused, or cut on the way, no model has seen.
    if (bought.cut === null) this.seen.push(prompt);
    // With what attempts that broke off have cost.
    const replyTokens = bought.usage.outputTokens;
    return {
      ...spokenReply(bought, prompt, codeReading(this.#scope)),
      ...bought.paid,
      replyTokens,
    };
  }

  #solve(request: CallRequest, call: number, model: string, signal: AbortSignal): Promise<Paid> {
    const { path, childGates, depth } = this.#scope;
    const child = ++this.#children;
    return childGates.at(depth).pass(signal, async () => {
      const own = { path: path === '' ? `${child}` : `${path}.${child}`, call, model, signal };
      const scope = childScope(this.#scope, request, own, (texts) => {
        for (const text of texts) this.seen.push(text);
      });
      const { status, answer, limit, error } = await this.#runChild(scope);
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
