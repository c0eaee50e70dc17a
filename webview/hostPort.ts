import type { Port } from '../src/protocol/channel.ts';

/** What VS Code gives every webview, once. */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

/** The page's end of the way to the extension host, for a page that keeps no state. */
export function hostPort(): Port {
  const host = acquireVsCodeApi();
  return {
    post: (message) => host.postMessage(message),
    onMessage(listener) {
      const receive = (event: MessageEvent<unknown>) => listener(event.data);
      addEventListener('message', receive);
      return { dispose: () => removeEventListener('message', receive) };
    },
  };
}
