import type { Port } from '../src/protocol/channel.ts';

/** Two ends in one page: what one posts, the other hears a moment later. */
export function portPair(): readonly [Port, Port] {
  const listeners: [Set<Listener>, Set<Listener>] = [new Set(), new Set()];
  const end = (own: 0 | 1, other: 0 | 1): Port => ({
    post(message) {
      queueMicrotask(() => {
        for (const listener of listeners[other]) listener(message);
      });
    },
    onMessage(listener) {
      listeners[own].add(listener);
      return { dispose: () => void listeners[own].delete(listener) };
    },
  });
  return [end(0, 1), end(1, 0)];
}

type Listener = (message: unknown) => void;
