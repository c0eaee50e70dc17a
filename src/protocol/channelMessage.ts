/** What crosses a channel. Events carry no id: nothing answers them. */
export type Message =
  | {
      readonly type: 'request';
      readonly id: number;
      readonly name: string;
      readonly params: unknown;
    }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly error: { readonly name: string; readonly message: string };
    }
  | { readonly type: 'event'; readonly name: string; readonly data: unknown };

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

/** Undefined for what is no message. By hand: pages and workers load no package for it. */
export function parseMessage(raw: unknown): Message | undefined {
  if (!isRecord(raw)) return undefined;
  const { type, id, name, params, result, error, data } = raw;
  if (type === 'event' && typeof name === 'string') return { type, name, data };
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined;
  if (type === 'request' && typeof name === 'string') return { type, id, name, params };
  if (type === 'result') return { type, id, result };
  if (type !== 'error' || !isRecord(error)) return undefined;
  if (typeof error.name !== 'string' || typeof error.message !== 'string') return undefined;
  return { type, id, error: { name: error.name, message: error.message } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
