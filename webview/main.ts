import './styleNonce.ts';
import './panel.css';
import { type Nothing, openChannel, type Port } from '../src/protocol/channel.ts';
import type { PanelEvents, PanelRequests, PanelState } from '../src/protocol/panel.ts';
import { registerComponents } from './components.ts';
import { openFeed } from './feed.ts';
import type { AnswerModel } from './model.ts';
import { Stale } from './stale.ts';
import { strings } from './strings.ts';
import { Page, sentence } from './views/page.ts';

/** What VS Code gives every webview, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  setState(state: PanelState): void;
};

registerComponents();
const host = acquireVsCodeApi();
const port: Port = {
  post: (message) => host.postMessage(message),
  onMessage(listener) {
    const receive = (event: MessageEvent<unknown>) => listener(event.data);
    addEventListener('message', receive);
    return { dispose: () => removeEventListener('message', receive) };
  },
};
const showFault = (error: unknown) => page.showProblem(strings.faults(sentence(error)));
const channel = openChannel<Nothing, PanelRequests, Nothing, PanelEvents>({
  port,
  handlers: {},
  onFault: showFault,
});
const page = new Page(channel);
document.body.append(page.element);

let scheduled = false;
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    page.draw(feed, Date.now() + feed.clockOffset, stale.places);
    const { answer = null } = feed.model.runs.get('') ?? {};
    if (answer !== null && answer !== checked) {
      checked = answer;
      stale.check();
    }
    if (feed.runId !== '') host.setState({ runId: feed.runId });
  });
}

/** The answer that has been looked at for places that changed since. */
let checked: AnswerModel | null = null;
const stale = new Stale(channel, schedule, showFault);
channel.on('textChanged', () => stale.check());
const feed = openFeed(channel, Date.now, schedule, showFault);
function refresh(): void {
  feed.refresh().catch((error: unknown) => page.showProblem(strings.loadFailed(sentence(error))));
}

refresh();
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return;
  refresh();
  if (checked !== null) stale.check();
});
// What still runs counts on between events.
setInterval(() => {
  if (feed.live) schedule();
}, 500);
