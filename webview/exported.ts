import './styleNonce.ts';
import './exported.css';
import type { LineRange } from '../src/core/environment.ts';
import { type Nothing, openChannel } from '../src/protocol/channel.ts';
import type { ExportedPage } from '../src/protocol/exportedPage.ts';
import type { PanelEvents, PanelRequests } from '../src/protocol/panel.ts';
import { countIn } from '../src/trajectory/matches.ts';
import { registerComponents } from './components.ts';
import { openFeed } from './feed.ts';
import { portPair } from './portPair.ts';
import { strings } from './strings.ts';
import { LinesDialog } from './views/linesDialog.ts';
import { Page, sentence } from './views/page.ts';

// The panel's page over a record that stands in the same file: nothing is asked of anybody.

registerComponents();
const record = readRecord();
const [own, other] = portPair();
const showFault = (error: unknown) => page.showProblem(strings.faults(sentence(error)));
const refuse = (): never => {
  throw new Error(strings.onlyInEditor);
};
openChannel<PanelRequests, Nothing, PanelEvents, Nothing>({
  port: other,
  handlers: {
    events: ({ since }) => ({
      runId: record.runId,
      events: record.events.filter(({ seq }) => seq > since),
      live: false,
      now: Date.now(),
    }),
    text: ({ sha256 }) => record.texts[sha256] ?? refuse(),
    findTexts: (query) => countIn(record.texts, query),
    stale: () => [],
    openCitation: (place) => showLines(place),
    copyAnswer: async ({ text }) => {
      await navigator.clipboard.writeText(text);
      return null;
    },
    select: () => null,
    // What a part of the text is, the strip says itself.
    openRange: () => null,
    stop: refuse,
    insertAnswer: refuse,
    showRun: refuse,
    askFollowUp: refuse,
    describeFollowUp: () => null,
    ask: refuse,
    resumeRun: refuse,
    forkRun: refuse,
    runAgain: refuse,
    exportRun: refuse,
    remedy: refuse,
  },
  onFault: showFault,
});
const channel = openChannel<Nothing, PanelRequests, Nothing, PanelEvents>({
  port: own,
  handlers: {},
  onFault: showFault,
});
const page = new Page(channel, null, schedule);
const lines = new LinesDialog();
document.body.append(page.element, lines.element);
followTheme();

let scheduled = false;
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    page.draw({ feed, now: Date.now(), stale, replaying: false, exported: true });
  });
}

/** The same array, since nothing that stands here changes. */
const stale = [] as const;
const feed = openFeed(channel, Date.now, schedule, showFault);
feed.refresh().catch((error: unknown) => page.showProblem(strings.loadFailed(sentence(error))));

function showLines(place: LineRange): null {
  const run = feed.model.runs.get('');
  if (run === undefined) return null;
  const isThere = (each: LineRange) =>
    each.path === place.path &&
    each.startLine === place.startLine &&
    each.endLine === place.endLine;
  const cited = record.lines.find(isThere)?.text;
  const quoted = run.answer?.quotes.find(({ place: found }) => found !== null && isThere(found));
  lines.show(place, run.context, cited ?? quoted?.text ?? null);
  return null;
}

function readRecord(): ExportedPage {
  const text = document.getElementById('record')?.textContent ?? '';
  return JSON.parse(text) as ExportedPage;
}

/** What VS Code says of its theme in a class of the body, by the reader's system. */
function followTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => {
    document.body.classList.toggle('vscode-dark', dark.matches);
    document.body.classList.toggle('vscode-light', !dark.matches);
  };
  follow();
  dark.addEventListener('change', follow);
}
