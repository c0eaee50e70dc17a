import { promptOf } from './callPrompt.ts';
import { childScope } from './childRun.ts';
import type { CutPrompt } from './cutPrompts.ts';
import { unlessStopped } from './deferred.ts';
import type { CallHandler, CallRequest } from './environment.ts';
import { CallRefused, Cancelled, ChildFailed, EmptyReply, LimitRefused } from './errors.ts';
import type { CallFinished, CallKind, RunResult } from './events.ts';
import type { Paid } from './flights.ts';
import { type KeptReplies, keptReplies } from './memo.ts';
import { checkLength } from './promptLength.ts';
import { buy, mostTokens, type Purchase, type RunScope } from './scope.ts';
import { spokenReply } from './spokenReply.ts';
import { nothingUsed } from './usage.ts';

/** Where in a run its calls come from. */
export interface CallSite {
  readonly iteration: number;
  readonly cell: number;
}

/** A reply to one call of a cell that ended at its limit of tokens. */
export interface CutReply {
  /** Which of the calls that its cell made, from 1. */
  readonly call: number;
  /** How many tokens it has. */
  readonly tokens: number;
}

/** A prompt of one call of a cell that the server has probably cut. */
export interface CutCall extends CutPrompt {
  /** Which of the calls that its cell made, from 1. */
  readonly call: number;
}

/** What a chat message adds to the tokens of its text. */
const messageTokens = 16;
/** The calls of one run of a tree: `llm_query`, `rlm_query` and their batches. */
export class Subcalls {
  /** The limit that refused a call of this run or its children: it ends the run after the cell. */
  refusedBy: LimitRefused['limit'] | null = null;
  /** True once `rlm_query` was answered as `llm_query`, since the depth limit is reached. */
  flattened = false;
  /** What sub-models and children have seen since this was last taken. */
  readonly seen: string[] = [];
  /** Of the cell that runs. */
  cutReplies: readonly CutReply[] = [];
  /** Of the cell that runs, too. */
  cutPrompts: readonly CutCall[] = [];
  #site: CallSite = { iteration: 0, cell: 0 };
  /** Calls made before the cell that runs. */
  #before = 0;
  readonly #scope: RunScope;
  readonly #runChild: (scope: RunScope) => Promise<RunResult>;
  readonly #replies: KeptReplies | null;
  #calls = 0;
  #children = 0;

  constructor(scope: RunScope, runChild: (scope: RunScope) => Promise<RunResult>) {
    this.#scope = scope;
    this.#runChild = runChild;
    this.#replies = keptReplies(scope.request, scope.parts.sha256);
  }

  /** The calls that follow are those of this cell. */
  enter(site: CallSite): void {
    this.#site = site;
    this.#before = this.#calls;
    this.cutReplies = [];
    this.cutPrompts = [];
  }

  /** Rejects with an error whose sentence the code sees. */
  readonly answer: CallHandler = async (request, signal, onChild) => {
    const { options } = this.#scope.request;
    if (options.maxDepth === 0) {
      throw new CallRefused(`${request.name} is not available: this run makes no sub-calls.`);
    }
    const recursive = request.name.startsWith('rlm_');
    const child = recursive && this.#scope.depth + 1 < options.maxDepth;
    this.flattened ||= recursive && !child;
    if (child) onChild?.();
    const model = this.#modelFor(request, child ? options.rootModel : options.subModel);
    return child
      ? this.#record('rlm', request, request.prompt, model, signal, (_, call) =>
          this.#solve(request, call, model, signal),
        )
      : this.#record('llm', request, promptOf(request), model, signal, (prompt, _, onLost) =>
          this.#ask(model, prompt, signal, onLost),
        );
  };

  async #record(
    kind: CallKind,
    request: CallRequest,
    prompt: string,
    model: string,
    signal: AbortSignal,
    buyAnswer: (prompt: string, call: number, onLost: Purchase['onLost']) => Promise<Paid>,
  ): Promise<string> {
    const { parts, counts } = this.#scope;
    const call = ++this.#calls;
    const ofCell = call - this.#before;
    const started = parts.clock.now();
    this.#scope.record({
      type: 'call.started',
      call,
      kind,
      model,
      promptChars: prompt.length,
      promptSha256: parts.sha256(prompt),
      prompt,
      ...this.#site,
      name: request.name,
      batch: request.batch ?? null,
    });
    const finish = (outcome: Partial<CallFinished> & Pick<CallFinished, 'status'>): void =>
      this.#scope.record({
        type: 'call.finished',
        call,
        response: '',
        responseChars: outcome.response?.length ?? 0,
        usage: null,
        costUsd: null,
        durationMs: parts.clock.now() - started,
        error: null,
        ...outcome,
      });
    let brought: Partial<CallFinished> = {};
    try {
      if (kind === 'llm') await checkLength(this.#scope, model, prompt);
      const key = this.#keyOf(kind, model, prompt, request);
      const { paid, again } = await this.#payOnce(key, signal, () =>
        this.#findOrPay(kind, model, prompt, (sent) =>
          buyAnswer(sent, call, (spent) => {
            brought = spent;
          }),
        ),
      );
      const { text, thoughts = '' } = paid;
      const { usage, costUsd } = again ? { usage: nothingUsed, costUsd: 0 } : paid;
      brought = { usage, costUsd, ...(thoughts !== '' && { thoughts }) };
      if (again) counts.memo += 1;
      if (paid.finish === 'length')
        this.cutReplies = [...this.cutReplies, { call: ofCell, tokens: paid.replyTokens ?? 0 }];
      if (paid.cut) this.cutPrompts = [...this.cutPrompts, { ...paid.cut, call: ofCell }];
      if (text.trim() === '') throw new EmptyReply(thoughts.length);
      finish({
        status: again ? 'memo' : 'ok',
        ...(paid.kept && { kept: paid.kept }),
        response: text,
        ...brought,
      });
      return text;
    } catch (error) {
      if (error instanceof LimitRefused) this.refusedBy ??= error.limit;
      if (!(error instanceof Error)) throw error;
      finish({
        status: error instanceof Cancelled ? 'cancelled' : 'error',
        ...brought,
        error: { name: error.name, message: error.message },
      });
      throw error;
    }
  }

  /** Pays, unless an identical call of the tree has paid or is about to. */
  async #payOnce(
    key: string,
    signal: AbortSignal,
    pay: () => Promise<Paid>,
  ): Promise<{ readonly paid: Paid; readonly again: boolean }> {
    const { flights } = this.#scope;
    for (let known = flights.memo.get(key); known; known = flights.memo.get(key)) {
      try {
        const paid = await unlessStopped(known, signal);
        if (!paid.limited || flights.pays(known)) return { paid, again: true };
      } catch (error) {
        // A twin that was given up says nothing of this one, nor one that another tree's limit refused.
        const isTheirs =
          error instanceof Cancelled || (error instanceof LimitRefused && !flights.pays(known));
        if (!isTheirs || signal.aborted) throw error;
      }
    }
    const paid = await flights.remember(key, pay());
    // Asked again it may be more.
    if (paid.text.trim() === '') flights.memo.delete(key);
    return { paid, again: paid.kept === true };
  }

  /** Looks for a plain call's reply among those of earlier runs, where the request brought them. */
  async #findOrPay(
    kind: CallKind,
    model: string,
    prompt: string,
    pay: (prompt: string) => Promise<Paid>,
  ): Promise<Paid> {
    const { ledger, counts } = this.#scope;
    const replies = kind === 'llm' ? this.#replies : null;
    const kept = spokenReply({ text: (await replies?.find(model, prompt)) ?? '' }, prompt);
    if (kept.text.trim() !== '') {
      this.seen.push(prompt);
      return { ...kept, usage: nothingUsed, costUsd: 0, kept: true };
    }
    ledger.countSubcall();
    counts[kind] += 1;
    const paid = await pay(prompt);
    const isWhole = paid.finish === 'stop' && !paid.cut && paid.text.trim() !== '';
    if (isWhole) replies?.keep(model, prompt, paid.text);
    return paid;
  }

  /** Hashed: the memo is kept for follow-ups, and prompts are long. */
  #keyOf(kind: CallKind, model: string, prompt: string, { context }: CallRequest): string {
    const { parts, depth } = this.#scope;
    if (kind === 'llm') return `llm\n${model}\n${parts.sha256(prompt)}`;
    // With its depth: a child that asks what it was asked must not wait for itself.
    const given = parts.sha256(JSON.stringify([context ?? null, prompt]));
    return `rlm ${depth}\n${model}\n${given}`;
  }

  async #ask(
    model: string,
    prompt: string,
    signal: AbortSignal,
    onLost: Purchase['onLost'],
  ): Promise<Paid> {
    const bought = await this.#scope.flights.requests.pass(signal, () =>
      buy(this.#scope, {
        model,
        messages: [{ role: 'user', content: prompt }],
        inputTokens: mostTokens(prompt) + messageTokens,
        outputTokens: this.#scope.request.options.maxOutputTokens,
        signal,
        oneOff: true,
        ...(onLost && { onLost }),
      }),
    );
    // What was refused, or cut on the way, no model has seen.
    if (bought.cut === null) this.seen.push(prompt);
    // With what attempts that broke off have cost.
    const replyTokens = bought.usage.outputTokens;
    return {
      ...spokenReply(bought, prompt, this.#scope.parts.parses),
      ...bought.paid,
      replyTokens,
    };
  }

  #solve(request: CallRequest, call: number, model: string, signal: AbortSignal): Promise<Paid> {
    const { path, flights, depth } = this.#scope;
    const child = ++this.#children;
    return flights.children(depth).pass(signal, async () => {
      const own = { path: path === '' ? `${child}` : `${path}.${child}`, call, model, signal };
      const scope = childScope(this.#scope, request, own, (texts) => this.seen.push(...texts));
      const { status, answer, limit, error } = await this.#runChild(scope);
      if (status === 'cancelled') throw new Cancelled();
      if (status === 'failed') throw new ChildFailed(error?.message ?? 'it failed');
      // Its own iterations or errors end a child alone; the other limits are the whole tree's.
      const isTreeLimit = limit !== null && limit !== 'iterations' && limit !== 'errors';
      if (isTreeLimit) this.refusedBy ??= limit;
      if (answer.trim() === '') throw new ChildFailed('it came to no answer.');
      return { text: answer, usage: null, costUsd: null, ...(isTreeLimit && { limited: true }) };
    });
  }

  /** Throws CallRefused for a model whose cost the budget could not hold. */
  #modelFor(request: CallRequest, otherwise: string): string {
    const { options, model } = this.#scope.request;
    const { model: named = otherwise } = request;
    const known = named === options.subModel || named === options.rootModel;
    if (known || model.facts(named).price !== null) return named;
    throw new CallRefused(
      `There is no model "${named}" in this run: use "${options.subModel}" or "${options.rootModel}".`,
    );
  }
}
