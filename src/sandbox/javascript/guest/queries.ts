import type { Arguments } from './arguments.ts';
import type { Unawaited } from './unawaited.ts';

interface Options {
  readonly model?: string;
}
interface CheckedOptions {
  readonly options: Options;
  readonly others: Readonly<Record<string, unknown>>;
}
/** Makes one call; its options were checked. */
export type Ask = (prompt: string, context: unknown, options: Options) => Promise<string>;

/** The four functions by which code asks models, and how their calls are settled. */
export interface Queries {
  readonly names: Readonly<Record<string, (...values: never[]) => unknown>>;
  /** A query of another name, that makes something of what its calls come to. */
  query<Value>(name: string, start: (ask: Ask) => Promise<Value>): Promise<Value>;
  /** The option that all queries know, and those that this one does. */
  optionsOf(name: string, value: unknown, known: readonly string[]): CheckedOptions;
  settle(call: number, ok: boolean, text: string, errorName: string): void;
  /** The queries of this cell that nothing awaited. */
  readonly unawaited: Unawaited;
  /** Forgets all open calls: their promises never settle. */
  abandon(): void;
  /** The text a query came to, where the value is one that did. */
  resultOf(value: unknown): string | null;
}

/**
 * Runs inside the interpreter, see `makeFormat`. `send` hands a call to the host: what it is about
 * as JSON, its prompt, and its context as JSON or `''`. Calls wait here while it has no room
 * (`hasRoom`), where the texts that they share stand once.
 */
export function makeQueries(
  send: (header: string, prompt: string, context: string) => void,
  hasRoom: () => boolean,
  unawaited: Unawaited,
  check: Arguments,
): Queries {
  interface Request {
    readonly name: string;
    readonly prompt: string;
    readonly context: unknown;
    readonly options: Options;
    readonly batch: number | null;
  }
  interface Open {
    readonly resolve: (text: string) => void;
    readonly reject: (error: Error) => void;
    readonly failure: Error;
  }
  const { stringify } = JSON;
  const { isArray } = Array;
  const { freeze, keys, getPrototypeOf } = Object;
  const { apply } = Reflect;
  const chain = Promise.prototype.then;
  const open = new Map<number, Open>();
  const results = new WeakMap<object, string>();
  /** Calls that wait for room at the host, from `nextWaiting` on. */
  let waiting: ({ readonly call: number; readonly request: Request } | null)[] = [];
  let nextWaiting = 0;
  let nextCall = 1;
  let nextBatch = 1;

  /** A promise that knows whether anything ever awaited it. */
  class Query<Value> extends Promise<Value> {
    static override get [Symbol.species](): PromiseConstructor {
      return Promise;
    }
    // biome-ignore lint/suspicious/noThenProperty: `await` calls it, and that is what is to be seen
    override then<Result1 = Value, Result2 = never>(
      fulfilled?: ((value: Value) => Result1 | PromiseLike<Result1>) | null,
      rejected?: ((reason: unknown) => Result2 | PromiseLike<Result2>) | null,
    ): Promise<Result1 | Result2> {
      unawaited.delete(this);
      return super.then(fulfilled, rejected);
    }
  }
  // It outlives the cell; code can reach it through what a query returns.
  // biome-ignore lint/nursery/noFloatingPromises: a class of promises, and none itself
  freeze(Query);
  freeze(Query.prototype);

  function checkedOptions(name: string, value: unknown, known: readonly string[]): CheckedOptions {
    const { model, ...others } = check.optionsOf(name, value, [...known, 'model']);
    if (model === undefined) return { options: {}, others };
    const options = { model: check.text(name, 'the option model', model).slice(0, 200) };
    return { options, others };
  }

  function optionsOf(name: string, value: unknown): Options {
    return checkedOptions(name, value, []).options;
  }

  function dispatch(call: number, { name, prompt, context, options, batch }: Request): void {
    const hasContext = context !== undefined;
    const header = stringify({
      call,
      name,
      hasContext,
      ...options,
      ...(batch === null ? {} : { batch }),
    });
    send(header, prompt, hasContext ? stringify(context) : '');
  }

  function ask(request: Request, failure: Error): Promise<string> {
    const tooLong = check.tooLong(request.prompt.length, check.charsOf(request.context));
    if (tooLong !== null) return Promise.reject(tooLong);
    const call = nextCall++;
    const promise = new Promise<string>((resolve, reject) => {
      open.set(call, { resolve, reject, failure });
    });
    if (nextWaiting === waiting.length && hasRoom()) dispatch(call, request);
    else waiting.push({ call, request });
    return promise;
  }

  function sendNext(): void {
    for (;;) {
      const next = waiting[nextWaiting];
      if (!next) break;
      if (!hasRoom()) return;
      waiting[nextWaiting] = null;
      nextWaiting += 1;
      dispatch(next.call, next.request);
    }
    waiting = [];
    nextWaiting = 0;
  }

  function settle(call: number, ok: boolean, reply: string, errorName: string): void {
    const asked = open.get(call);
    if (asked === undefined) return;
    open.delete(call);
    sendNext();
    if (ok) {
      asked.resolve(reply);
    } else {
      asked.failure.name = errorName || 'Error';
      asked.failure.message = reply;
      asked.reject(asked.failure);
    }
  }

  /** Bad arguments reject too: one way to fail, and the stack is that of the call. */
  function query<Value>(name: string, failure: Error, start: () => Promise<Value>): Promise<Value> {
    const promise = new Query<Value>((resolve, reject) => {
      try {
        resolve(start());
      } catch (error) {
        reject(error);
      }
    });
    const failed = unawaited.add(promise, name, failure);
    apply(chain, promise, [
      (value: unknown) => void (typeof value === 'string' && results.set(promise, value)),
      (error: unknown) => failed(error instanceof Error ? error.message : String(error)),
    ]);
    return promise;
  }

  function batchOf<Item>(
    name: string,
    items: unknown,
    what: string,
    request: (item: Item, at: number, batch: number) => Request,
  ): Promise<string[]> {
    if (!isArray(items)) throw new TypeError(`${name}: ${what}, not ${check.nameOf(items)}.`);
    const batch = nextBatch++;
    const requests = Array.from(items, (item, at) => request(item, at, batch));
    const replies = requests.map((each) =>
      ask(each, new Error()).catch((error: Error) => `Error: ${error.message}`),
    );
    return Promise.all(replies);
  }

  function isOptions(value: unknown): boolean {
    const isObject = typeof value === 'object' && value !== null && !isArray(value);
    return isObject && keys(value).join() === 'model';
  }

  const names = {
    llm_query(prompt: unknown, options?: unknown): Promise<string> {
      const name = 'llm_query';
      const failure = new Error();
      return query(name, failure, () => {
        const checked = {
          prompt: check.text(name, 'the prompt', prompt),
          options: optionsOf(name, options),
        };
        return ask({ name, context: undefined, batch: null, ...checked }, failure);
      });
    },
    llm_query_batched(prompts: unknown, options?: unknown): Promise<string[]> {
      const name = 'llm_query_batched';
      const failure = new Error();
      return query(name, failure, () => {
        const shared = optionsOf(name, options);
        const request = (prompt: unknown, at: number, batch: number): Request => ({
          name,
          prompt: check.text(name, `prompt ${at}`, prompt),
          context: undefined,
          options: shared,
          batch,
        });
        return batchOf(name, prompts, 'the prompts must be an array of strings', request);
      });
    },
    rlm_query(question: unknown, context?: unknown, options?: unknown): Promise<string> {
      const name = 'rlm_query';
      const failure = new Error();
      return query(name, failure, () => {
        const short = options === undefined && isOptions(context);
        const checked = {
          prompt: check.text(name, 'the question', question),
          context: check.context(name, short ? undefined : context),
          options: optionsOf(name, short ? context : options),
        };
        return ask({ name, batch: null, ...checked }, failure);
      });
    },
    rlm_query_batched(questions: unknown, options?: unknown): Promise<string[]> {
      const name = 'rlm_query_batched';
      const failure = new Error();
      return query(name, failure, () => {
        const shared = optionsOf(name, options);
        const request = (item: unknown, at: number, batch: number): Request => {
          if (typeof item === 'string') {
            return { name, prompt: item, context: undefined, options: shared, batch };
          }
          if (typeof item !== 'object' || item === null) {
            throw new TypeError(
              `${name}: item ${at} must be like {question, context}, not ${check.nameOf(item)}.`,
            );
          }
          const { question, context, ...rest } = item as Record<string, unknown>;
          return {
            name,
            prompt: check.text(name, `question ${at}`, question),
            context: check.context(name, context),
            options: { ...shared, ...optionsOf(`${name}, item ${at}`, rest) },
            batch,
          };
        };
        return batchOf(
          name,
          questions,
          'the questions must be an array of {question, context}',
          request,
        );
      });
    },
  };

  function abandon(): void {
    open.clear();
    waiting = [];
    nextWaiting = 0;
    unawaited.clear();
  }

  return {
    names,
    query(name, start) {
      const failure = new Error();
      return query(name, failure, () =>
        start((prompt, context, options) =>
          ask({ name, prompt, context, options, batch: nextBatch++ }, failure),
        ),
      );
    },
    optionsOf: checkedOptions,
    settle,
    unawaited,
    abandon,
    resultOf: (value) =>
      typeof value === 'object' && value !== null && getPrototypeOf(value) === Query.prototype
        ? (results.get(value) ?? null)
        : null,
  };
}
