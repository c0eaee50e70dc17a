/** Where messages leave and arrive: a webview, a worker's port, the other half of a test. */
export interface Port {
  /** May throw when a message can't be cloned or the other end is gone. */
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
}

export interface Disposable {
  dispose(): void;
}

/** What one end may ask the other: `{ name: { params, result } }`, everything plain JSON data. */
export type RequestTable<Table> = {
  readonly [Name in keyof Table]: { readonly params: unknown; readonly result: unknown };
};

/** For an end that serves, asks, sends or hears nothing. */
export type Nothing = Record<never, never>;

/**
 * Answers to the other end's requests. What a handler throws reaches the other end as name and
 * message. The signal fires when the channel closes.
 */
export type Handlers<Served extends RequestTable<Served>> = {
  readonly [Name in keyof Served]: (
    params: Served[Name]['params'],
    signal: AbortSignal,
  ) => Served[Name]['result'] | Promise<Served[Name]['result']>;
};

/** Says of a request whether what arrived has the shape of its parameters; else it isn't handled. */
export type Guard = (name: string, params: unknown) => boolean | Promise<boolean>;

export interface ChannelOptions<Served extends RequestTable<Served>> {
  readonly port: Port;
  readonly handlers: Handlers<Served>;
  readonly guard?: Guard;
  /** Told of what neither end's caller can be told of: malformed messages, failing listeners. */
  readonly onFault: (fault: Error) => void;
}

/** One end of a conversation of requests, their results, and events. */
export interface Channel<Asked extends RequestTable<Asked>, Sent, Heard> extends Disposable {
  /** Always settles: with the result, a `RemoteError`, or `ChannelClosed`. */
  request<Name extends keyof Asked & string>(
    name: Name,
    params: Asked[Name]['params'],
  ): Promise<Asked[Name]['result']>;
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

/** The other end failed; `name` is the name of its error. */
export class RemoteError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** This end was closed before the request settled. */
export class ChannelClosed extends Error {
  constructor() {
    super('The channel was closed.');
    this.name = 'ChannelClosed';
  }
}

/** Messages as they cross. Events carry no id: nothing answers them. */
type Message =
  | {
      readonly type: 'request';
      readonly id: number;
      readonly name: string;
      readonly params: unknown;
    }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: Failure }
  | { readonly type: 'event'; readonly name: string; readonly data: unknown };

interface Failure {
  readonly name: string;
  readonly message: string;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
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
  const { port, onFault, guard = () => true } = options;
  const handlers = new Map<string, (params: unknown, signal: AbortSignal) => unknown>(
    Object.entries(options.handlers),
  );
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(data: unknown) => void>>();
  const closing = new AbortController();
  let lastId = 0;

  async function answer(id: number, name: string, params: unknown): Promise<void> {
    const handler = handlers.get(name);
    const reply = (message: Message) => {
      if (!closing.signal.aborted) port.post(message);
    };
    try {
      if (handler === undefined) throw failure('UnknownRequest', `There is no request "${name}".`);
      if (!(await guard(name, params)))
        throw failure('BadParameters', `The parameters of "${name}" are not what it takes.`);
      if (closing.signal.aborted) return;
      reply({ type: 'result', id, result: await handler(params, closing.signal) });
    } catch (error) {
      const { name: errorName, message } = asError(error);
      try {
        reply({ type: 'error', id, error: { name: errorName, message } });
      } catch (unsent) {
        onFault(asError(unsent));
      }
    }
  }

  function hear(name: string, data: unknown): void {
    for (const listener of [...(listeners.get(name) ?? [])]) {
      try {
        listener(data);
      } catch (error) {
        onFault(asError(error));
      }
    }
  }

  function settle(id: number, act: (request: Pending) => void): void {
    const request = pending.get(id);
    if (request === undefined) {
      onFault(failure('MalformedMessage', `No request ${id} is waiting for an answer.`));
      return;
    }
    pending.delete(id);
    act(request);
  }

  const subscription = port.onMessage((raw) => {
    if (closing.signal.aborted) return;
    const message = parseMessage(raw);
    switch (message?.type) {
      case 'request':
        void answer(message.id, message.name, message.params);
        break;
      case 'result':
        settle(message.id, ({ resolve }) => resolve(message.result));
        break;
      case 'error':
        settle(message.id, ({ reject }) =>
          reject(new RemoteError(message.error.name, message.error.message)),
        );
        break;
      case 'event':
        hear(message.name, message.data);
        break;
      case undefined:
        onFault(failure('MalformedMessage', 'A message that is none was ignored.'));
        break;
    }
  });

  return {
    request<Name extends keyof Asked & string>(name: Name, params: Asked[Name]['params']) {
      return new Promise<Asked[Name]['result']>((resolve, reject) => {
        if (closing.signal.aborted) throw new ChannelClosed();
        const id = ++lastId;
        pending.set(id, { resolve, reject });
        try {
          port.post({ type: 'request', id, name, params } satisfies Message);
        } catch (error) {
          pending.delete(id);
          throw error;
        }
      });
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
      for (const { reject } of pending.values()) reject(new ChannelClosed());
      pending.clear();
      listeners.clear();
    },
  };
}

function parseMessage(raw: unknown): Message | undefined {
  if (!isRecord(raw)) return undefined;
  const { type, id, name, params, result, error, data } = raw;
  if (type === 'event' && typeof name === 'string') return { type, name, data };
  if (typeof id !== 'number') return undefined;
  if (type === 'request' && typeof name === 'string') return { type, id, name, params };
  if (type === 'result') return { type, id, result };
  if (type !== 'error' || !isRecord(error)) return undefined;
  if (typeof error.name !== 'string' || typeof error.message !== 'string') return undefined;
  return { type, id, error: { name: error.name, message: error.message } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function failure(name: string, message: string): Error {
  return new RemoteError(name, message);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
