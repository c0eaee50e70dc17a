import type { Arguments } from './arguments.ts';

/** The four functions by which code asks models, and how their calls are settled. */
export interface Queries {
  readonly names: Readonly<Record<string, (...values: never[]) => unknown>>;
  settle(call: number, ok: boolean, text: string, errorName: string): void;
  /** The queries of this cell that nothing awaited, as sentences; forgets them. */
  unawaited(): string[];
  /** Forgets all open calls: their promises never settle. */
  abandon(): void;
  /** The text a query came to, where the value is one that did. */
  resultOf(value: unknown): string | null;
}

/**
 * Runs inside the interpreter, see `makeFormat`. `send` hands a call to the host: what it is about
 * as JSON, its prompt, and its context as JSON or `''`. Calls wait here while it has no room
 * (`hasRoom`), where the texts that they share stand once. `lineOf` tells the cell's line of an error.
 */
export function makeQueries(
  send: (header: string, prompt: string, context: string) => void,
  hasRoom: () => boolean,
  lineOf: (error: Error) => number | null,
  check: Arguments,
): Queries {
  type Options = { readonly model?: string };
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
  let loose = new Map<object, { name: string; failure: Error; error: string | null }>();

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
      loose.delete(this);
      return super.then(fulfilled, rejected);
    }
  }
  // It outlives the cell; code can reach it through what a query returns.
  freeze(Query);
  freeze(Query.prototype);

  function optionsOf(name: string, value: unknown): Options {
    const { model } = check.optionsOf(name, value, ['model']);
    return model === undefined
      ? {}
      : { model: check.text(name, 'the option model', model).slice(0, 200) };
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
    const entry = { name, failure, error: null as string | null };
    loose.set(promise, entry);
    apply(chain, promise, [
      (value: unknown) => void (typeof value === 'string' && results.set(promise, value)),
      (error: unknown) => {
        entry.error = error instanceof Error ? error.message : String(error);
      },
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
    return (
      typeof value === 'object' &&
      value !== null &&
      !isArray(value) &&
      keys(value).join() === 'model'
    );
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

  function unawaited(): string[] {
    const times = new Map<string, number>();
    const told = [...loose.values()].slice(0, 100);
    for (const { name, failure, error } of told) {
      const line = lineOf(failure);
      const place = line === null ? '' : ` in line ${line}`;
      const fate = error === null ? '' : ` It failed: ${error}`;
      const sentence = `${name}${place} was not awaited: write \`await ${name}(...)\` to get its answer.${fate}`;
      times.set(sentence, (times.get(sentence) ?? 0) + 1);
    }
    const sentences = [...times].map(([sentence, count]) =>
      count === 1 ? sentence : `${sentence} (${count} times)`,
    );
    const more = loose.size - told.length;
    if (more > 0) sentences.push(`${more} more queries were not awaited.`);
    loose = new Map();
    return sentences;
  }

  function abandon(): void {
    open.clear();
    waiting = [];
    nextWaiting = 0;
    loose = new Map();
  }

  return {
    names,
    settle,
    unawaited,
    abandon,
    resultOf: (value) =>
      typeof value === 'object' && value !== null && getPrototypeOf(value) === Query.prototype
        ? (results.get(value) ?? null)
        : null,
  };
}
