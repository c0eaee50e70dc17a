import './styleNonce.ts';
import './compare.css';
import { type Nothing, openChannel } from '../src/protocol/channel.ts';
import type { CompareRequests } from '../src/protocol/compare.ts';
import { Comparison } from './compare/comparison.ts';
import { registerComponents } from './components.ts';
import { hostPort } from './hostPort.ts';
import { strings } from './strings.ts';
import { sentence } from './views/page.ts';

/** What VS Code gives every webview, once. */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

registerComponents();
const channel = openChannel<Nothing, CompareRequests, Nothing, Nothing>({
  port: hostPort(acquireVsCodeApi()),
  handlers: {},
  onFault: (error) => comparison.showProblem(strings.faults(sentence(error))),
});
const comparison = new Comparison({
  openCitation: (place) => ask(channel.request('openCitation', place)),
  showRun: (side) => ask(channel.request('showRun', { side })),
});
document.body.append(comparison.element);

function ask(request: Promise<null>): void {
  request.then(
    () => comparison.showProblem(null),
    (error: unknown) => comparison.showProblem(strings.requestFailed(sentence(error))),
  );
}

/** A run that goes on is shown as it stood when the page was last looked at. */
function load(): void {
  channel.request('runs', {}).then(
    ({ runs, now }) => comparison.draw(runs, now),
    (error: unknown) => comparison.showProblem(strings.compareFailed(sentence(error))),
  );
}

load();
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') load();
});
