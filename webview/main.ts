import './styleNonce.ts';
import './panel.css';
import { type Nothing, openChannel } from '../src/protocol/channel.ts';
import type { PanelEvents, PanelRequests, PanelState } from '../src/protocol/panel.ts';
import type { AnswerModel } from '../src/trajectory/model.ts';
import { registerComponents } from './components.ts';
import { openFeed } from './feed.ts';
import { hostPort } from './hostPort.ts';
import { Replay } from './model/replay.ts';
import { Stale } from './stale.ts';
import { strings } from './strings.ts';
import { Page, type PageMoment, sentence } from './views/page.ts';
import { ReplayBar } from './views/replayBar.ts';

/** What VS Code gives every webview, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  setState(state: PanelState): void;
  getState(): PanelState | undefined;
};

registerComponents();
const host = acquireVsCodeApi();
const showFault = (error: unknown) => page.showProblem(strings.faults(sentence(error)));
const channel = openChannel<Nothing, PanelRequests, Nothing, PanelEvents>({
  port: hostPort(host),
  handlers: {},
  onFault: showFault,
});
const page = new Page(channel, host.getState() ?? null, schedule);
channel.on('selected', (selection) => {
  if (page.select(selection)) schedule();
});
const replayBar = new ReplayBar({
  go(step) {
    replay?.go(step);
    schedule();
  },
  leave() {
    replay = null;
    schedule();
  },
});
document.body.append(page.element, replayBar.element);

/** While the run is gone through step by step. */
let replay: Replay | null = null;
function startReplay(step: number): void {
  feed.record().then((events) => {
    if (events.length === 0) return;
    replay = new Replay(events);
    replay.go(step);
    schedule();
  }, failLoading);
}

let scheduled = false;
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    page.draw(replay === null ? present() : past(replay));
    replayBar.draw(replay);
    const { answer = null } = feed.model.runs.get('') ?? {};
    if (answer !== null && answer !== checked) {
      checked = answer;
      stale.check();
    }
    keepSoon();
  });
}

/** What the editor's store has, as JSON. */
let kept = '';
function keep(): void {
  const { runId } = feed;
  if (runId === '') return;
  const { selection, trace, draft } = page;
  const state = { runId, step: replay?.step ?? null, selection, trace, draft };
  const now = JSON.stringify(state);
  if (now !== kept) host.setState(state);
  kept = now;
}

/** A page that is hidden is gone without a word: what is kept is never older than this (ms). */
const keepWithin = 150;
let keeping = false;
function keepSoon(): void {
  if (keeping) return;
  keeping = true;
  setTimeout(() => {
    keeping = false;
    keep();
  }, keepWithin);
}
addEventListener('scroll', keepSoon, { passive: true });
// What was typed is kept at once: it can't be had again.
addEventListener('input', keep);

function present(): PageMoment {
  const now = Date.now() + feed.clockOffset;
  return { feed, now, stale: stale.places, replaying: false };
}

function past({ model, now, step, steps }: Replay): PageMoment {
  const live = feed.live || step < steps;
  return { feed: { model, live }, now, stale: stale.places, replaying: true };
}

/** The answer that has been looked at for places that changed since. */
let checked: AnswerModel | null = null;
const stale = new Stale(channel, schedule, showFault);
channel.on('textChanged', () => stale.check());
const feed = openFeed(channel, Date.now, schedule, showFault);
const failLoading = (error: unknown) => page.showProblem(strings.loadFailed(sentence(error)));
function refresh(): void {
  feed.refresh().catch(failLoading);
}

channel.on('replay', () => startReplay(1));
const { step = null } = host.getState() ?? {};
if (step === null) refresh();
else startReplay(step);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return;
  refresh();
  if (checked !== null) stale.check();
});
// What still runs counts on between events.
setInterval(() => {
  if (feed.live) schedule();
}, 500);
