import type { Port } from '../src/protocol/channel.ts';

/** The page's end of the way to the extension host; `host` is what VS Code gives every webview. */
export function hostPort(host: { postMessage(message: unknown): void }): Port {
  return {
    post: (message) => host.postMessage(message),
    onMessage(listener) {
      const receive = (event: MessageEvent<unknown>) => listener(event.data);
      addEventListener('message', receive);
      return { dispose: () => removeEventListener('message', receive) };
    },
  };
}
