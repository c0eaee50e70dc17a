import type { CallHandler, CallRequest } from './environment.ts';
import { CallRefused, Cancelled, ExpectedError, LimitRefused } from './errors.ts';
import type { CallFinished } from './events.ts';
import type { ModelReply } from './model.ts';
import { buy, mostTokens, type Tree } from './tree.ts';

/** Where in a run its calls come from. */
export interface CallSite {
  readonly iteration: number;
  readonly cell: number;
}

/** What a chat message adds to the tokens of its text. */
const messageTokens = 16;

/** Answers identical prompts to one model once, and lets so many requests fly at a time. */
export class SharedCalls {
  readonly memo = new Map<string, Promise<ModelReply>>();
  readonly #concurrency: number;
  readonly #queue: (() => void)[] = [];
  #flying = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** Runs `work` when a place is free; rejects with Cancelled when the signal fires before. */
  async fly<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    while (this.#flying >= this.#concurrency) {
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    this.#flying += 1;
    try {
      if (signal.aborted) throw new Cancelled();
      return await work();
    } finally {
      this.#flying -= 1;
      this.#queue.shift()?.();
    }
  }
}

/** The calls of one run of a tree: `llm_query`, `rlm_query` and their batches. */
export class Subcalls {
  /** The limit that refused a call of this run, which ends the run after the cell. */
  refusedBy: LimitRefused['limit'] | null = null;
  /** Everything that this run has sent to a sub-model since this was last taken. */
  sent: string[] = [];
  site: CallSite = { iteration: 0, cell: 0 };
  readonly #tree: Tree;
  readonly #shared: SharedCalls;
  readonly #run: string;
  #calls = 0;

  constructor(tree: Tree, shared: SharedCalls, run: string) {
    this.#tree = tree;
    this.#shared = shared;
    this.#run = run;
  }

  /** Rejects with an error whose sentence the code sees. */
  readonly answer: CallHandler = async (request, signal) => {
    const { options } = this.#tree.request;
    if (options.maxDepth === 0) {
      throw new CallRefused(`${request.name} is not available: this run makes no sub-calls.`);
    }
    return this.#llm(request, this.#modelFor(request), signal);
  };

  async #llm(request: CallRequest, model: string, signal: AbortSignal): Promise<string> {
    const { recorder, parts, counts } = this.#tree;
    const prompt = promptOf(request);
    const call = ++this.#calls;
    const started = parts.clock.now();
    this.sent.push(prompt);
    recorder.record(this.#run, {
      type: 'call.started',
      call,
      kind: 'llm',
      model,
      promptChars: prompt.length,
      promptSha256: parts.sha256(prompt),
      prompt,
      ...this.site,
      name: request.name,
      batch: request.batch ?? null,
    });
    const finish = (outcome: Partial<CallFinished> & Pick<CallFinished, 'status'>): void =>
      recorder.record(this.#run, {
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

    const key = `${model}\n${prompt}`;
    const known = this.#shared.memo.get(key);
    try {
      if (known !== undefined) {
        const { text } = await known;
        counts.memo += 1;
        finish({ status: 'memo', response: text, usage: nothingUsed, costUsd: 0 });
        return text;
      }
      this.#tree.ledger.countSubcall();
      counts.llm += 1;
      const reply = this.#ask(model, prompt, signal);
      this.#shared.memo.set(key, reply);
      const { text, usage, costUsd } = await reply;
      finish({ status: 'ok', response: text, usage, costUsd });
      return text;
    } catch (error) {
      if (known === undefined) this.#shared.memo.delete(key);
      if (error instanceof LimitRefused) this.refusedBy ??= error.limit;
      if (!(error instanceof Error)) throw error;
      finish({
        status: error instanceof Cancelled ? 'cancelled' : 'error',
        error: { name: error.name, message: error.message },
      });
      throw error;
    }
  }

  #ask(model: string, prompt: string, signal: AbortSignal): Promise<ModelReply> {
    return this.#shared.fly(signal, () =>
      buy(this.#tree, this.#run, {
        model,
        messages: [{ role: 'user', content: prompt }],
        inputTokens: mostTokens(prompt) + messageTokens,
        outputTokens: this.#tree.request.options.maxOutputTokens,
        signal,
      }),
    );
  }

  /** Throws CallRefused for a model whose cost the budget could not hold. */
  #modelFor(request: CallRequest): string {
    const { options, model } = this.#tree.request;
    const { model: named = options.subModel } = request;
    const known = named === options.subModel || named === options.rootModel;
    if (known || model.facts(named).price !== null) return named;
    throw new CallRefused(
      `There is no model "${named}" in this run: use "${options.subModel}" or "${options.rootModel}".`,
    );
  }
}

const nothingUsed = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, estimated: false };

/** What is sent for a call: its prompt verbatim, at the depth limit with the context given along. */
function promptOf(request: CallRequest): string {
  const { prompt, context } = request;
  if (context === undefined || context === '') return prompt;
  if (typeof context === 'string') return `${prompt}\n\n${context}`;
  const parts = Array.isArray(context)
    ? context
    : Object.entries(context).map(([path, text]) => `${path}:\n${text}`);
  return [prompt, ...parts].join('\n\n');
}

/** True for errors that end a run with a sentence; everything else is a bug. */
export function isExpected(error: unknown): error is ExpectedError {
  return error instanceof ExpectedError;
}
