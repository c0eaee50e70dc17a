import { ChannelClosed, type Message, parseMessage, RemoteError } from './channelMessage.ts';

/** Where messages leave and arrive: a webview, a worker's port, the other half of a test. */
export interface Port {
  /** May throw when a message can't be cloned or the other end is gone. */
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
}

export interface Disposable {
  dispose(): void;
}

/** What one end may ask the other: `{ name: { params, result } }`, everything plain data. */
export type RequestTable<Table> = {
  readonly [Name in keyof Table]: { readonly params: unknown; readonly result: unknown };
};

/** For an end that serves, asks, sends or hears nothing. */
export type Nothing = Record<never, never>;

/**
 * Answers to the other end's requests. What a handler throws reaches the other end as name and
 * message. One that returns no promise is answered before the message's listener returns. The signal
 * fires when the channel closes.
 */
export type Handlers<Served extends RequestTable<Served>> = {
  readonly [Name in keyof Served]: (
    params: Served[Name]['params'],
    signal: AbortSignal,
  ) => Served[Name]['result'] | Promise<Served[Name]['result']>;
};

/**
 * What arrived under a name, made anew of what it may hold. Throws an Error when it isn't that: its
 * message says of what shape it should have been.
 */
export type Reader = (name: string, value: unknown) => unknown;

/** How what arrives is looked at; where nothing is named, the other end is believed. */
export interface Readers {
  /** May be loaded for the first request; such a request is not answered at once. */
  readonly params?: (name: string, params: unknown) => unknown | Promise<unknown>;
  readonly result?: (name: string, result: unknown, params: unknown) => unknown;
  readonly event?: Reader;
}

export interface ChannelOptions<Served extends RequestTable<Served>> {
  readonly port: Port;
  readonly handlers: Handlers<Served>;
  readonly readers?: Readers;
  /** Told of what the other end should never send, and of failing listeners. */
  readonly onFault: (fault: Error) => void;
}

/** What is to happen with the answer to a request. */
export interface Settle<Result> {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** One end of a conversation of requests, their results, and events. */
export interface Channel<Asked extends RequestTable<Asked>, Sent, Heard> extends Disposable {
  /** Always settles: with the result, a `RemoteError`, or `ChannelClosed`. */
  request<Name extends keyof Asked & string>(
    name: Name,
    params: Asked[Name]['params'],
  ): Promise<Asked[Name]['result']>;
  /**
   * The same for who can't await: called when the answer arrives, without a microtask between, or at
   * once when nothing can be asked.
   */
  ask<Name extends keyof Asked & string>(
    name: Name,
    params: Asked[Name]['params'],
    settle: Settle<Asked[Name]['result']>,
  ): void;
  /** Tells the other end; nothing comes back. After closing it does nothing. */
  announce<Name extends keyof Sent & string>(name: Name, data: Sent[Name]): void;
  /** Listens to what the other end announces; listeners are called in order of arrival. */
  on<Name extends keyof Heard & string>(
    name: Name,
    listener: (data: Heard[Name]) => void,
  ): Disposable;
  /** Closes: pending requests reject, running handlers are aborted, the port is left alone. */
  dispose(): void;
}

interface Pending {
  readonly name: string;
  readonly params: unknown;
  readonly settle: Settle<unknown>;
}

/**
 * Opens one end: `Served` is what it answers, `Asked` what it may request, `Sent` and `Heard` the
 * events it announces and listens to. The extension host's end of the run panel is
 * `openChannel<PanelRequests, Nothing, PanelEvents, Nothing>`, the page's the mirror of it.
 */
export function openChannel<
  Served extends RequestTable<Served>,
  Asked extends RequestTable<Asked>,
  Sent,
  Heard,
>(options: ChannelOptions<Served>): Channel<Asked, Sent, Heard> {
  const { port, onFault, readers = {} } = options;
  const handlers = new Map<string, (params: unknown, signal: AbortSignal) => unknown>(
    Object.entries(options.handlers),
  );
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(data: unknown) => void>>();
  /** Ids of the other end's requests that are not answered yet. */
  const running = new Set<number>();
  const closing = new AbortController();
  let lastId = 0;

  function answer(id: number, name: string, params: unknown): void {
    if (running.has(id)) {
      onFault(new RemoteError('MalformedMessage', `The request ${id} was made twice.`));
      return;
    }
    running.add(id);
    const reply = (message: Message) => {
      running.delete(id);
      if (!closing.signal.aborted) port.post(message);
    };
    const fail = (error: unknown) => {
      const { name: errorName, message } = asError(error);
      try {
        reply({ type: 'error', id, error: { name: errorName, message } });
      } catch (unsent) {
        onFault(asError(unsent));
      }
    };
    const succeed = (result: unknown) => {
      try {
        reply({ type: 'result', id, result });
      } catch (unsent) {
        fail(unsent);
      }
    };
    try {
      const handler = handlers.get(name);
      if (handler === undefined) {
        const unknown = new RemoteError('UnknownRequest', `There is no request "${name}".`);
        onFault(unknown);
        throw unknown;
      }
      const handle = (read: unknown) =>
        closing.signal.aborted ? undefined : handler(read, closing.signal);
      const read = readParams(name, params);
      const result = read instanceof Promise ? read.then(handle) : handle(read);
      if (result instanceof Promise) result.then(succeed, fail);
      else succeed(result);
    } catch (error) {
      fail(error);
    }
  }

  function readParams(name: string, params: unknown): unknown {
    const refuse = (error: unknown): never => {
      onFault(asError(error));
      throw new RemoteError('BadParameters', `The parameters of "${name}" are not what it takes.`);
    };
    if (readers.params === undefined) return params;
    try {
      const read = readers.params(name, params);
      return read instanceof Promise ? read.catch(refuse) : read;
    } catch (error) {
      return refuse(error);
    }
  }

  function hear(name: string, data: unknown): void {
    let read = data;
    try {
      if (readers.event !== undefined) read = readers.event(name, data);
    } catch (error) {
      onFault(asError(error));
      return;
    }
    for (const listener of [...(listeners.get(name) ?? [])]) {
      try {
        listener(read);
      } catch (error) {
        onFault(asError(error));
      }
    }
  }

  function settle(id: number, act: (request: Pending) => void): void {
    const request = pending.get(id);
    if (request === undefined) {
      onFault(new RemoteError('MalformedMessage', `No request ${id} is waiting for an answer.`));
      return;
    }
    pending.delete(id);
    act(request);
  }

  function resolve({ name, params, settle }: Pending, result: unknown): void {
    let read = result;
    try {
      if (readers.result !== undefined) read = readers.result(name, result, params);
    } catch (error) {
      settle.reject(asError(error));
      return;
    }
    settle.resolve(read);
  }

  const subscription = port.onMessage((raw) => {
    if (closing.signal.aborted) return;
    const message = parseMessage(raw);
    switch (message?.type) {
      case 'request':
        answer(message.id, message.name, message.params);
        break;
      case 'result':
        settle(message.id, (request) => resolve(request, message.result));
        break;
      case 'error':
        settle(message.id, (request) =>
          request.settle.reject(new RemoteError(message.error.name, message.error.message)),
        );
        break;
      case 'event':
        hear(message.name, message.data);
        break;
      case undefined:
        onFault(new RemoteError('MalformedMessage', 'A message that is none was ignored.'));
        break;
    }
  });

  function ask(name: string, params: unknown, settle: Settle<unknown>): void {
    if (closing.signal.aborted) {
      settle.reject(new ChannelClosed());
      return;
    }
    const id = ++lastId;
    pending.set(id, { name, params, settle });
    try {
      port.post({ type: 'request', id, name, params } satisfies Message);
    } catch (error) {
      pending.delete(id);
      settle.reject(asError(error));
    }
  }

  return {
    request<Name extends keyof Asked & string>(name: Name, params: Asked[Name]['params']) {
      return new Promise<Asked[Name]['result']>((resolve, reject) => {
        ask(name, params, { resolve, reject });
      });
    },
    ask<Name extends keyof Asked & string>(
      name: Name,
      params: Asked[Name]['params'],
      settle: Settle<Asked[Name]['result']>,
    ) {
      ask(name, params, settle);
    },
    announce(name, data) {
      if (closing.signal.aborted) return;
      port.post({ type: 'event', name, data } satisfies Message);
    },
    on<Name extends keyof Heard & string>(name: Name, listener: (data: Heard[Name]) => void) {
      // The protocol types what is heard; the other end is compiled against the same table.
      const heard = (data: unknown) => listener(data as Heard[Name]);
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(heard));
      return { dispose: () => void all.delete(heard) };
    },
    dispose() {
      if (closing.signal.aborted) return;
      subscription.dispose();
      closing.abort(new ChannelClosed());
      const unanswered = [...pending.values()];
      pending.clear();
      listeners.clear();
      for (const { settle } of unanswered) settle.reject(new ChannelClosed());
    },
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
