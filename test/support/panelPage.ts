// Serves the built run panel outside VS Code, to look at it: `node test/support/panelPage.ts [dist]`.
// Address: /?recording=answered&theme=light&until=40&play=20 (`until`: the first so many events,
// `play`: the rest follow at so many times their speed, or `burst`: so many at once, as fast as the host
// gathers them; `compare=limited`: the page that compares the recording with that one). Recordings are
// those of sampleEvents.ts, and calls-5000, iterations-1000, formatted, answer-50000 (characters), lines-200 (of one cell that fails), deep-3
// (levels) and deep-3-6 (iterations of each run), blocks-28 (rows of a table), hidden, sent and troubled.
import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import type { ComparedRun } from '../../src/protocol/compare.ts';
import type { StalePlace } from '../../src/protocol/panel.ts';
import { comparedRun } from '../../src/vscode/history/comparedRun.ts';
import { hiddenWords } from './hiddenWords.ts';
import {
  blocksAnswer,
  deepRun,
  formattedAnswer,
  longAnswer,
  longCell,
  manyCalls,
  manyIterations,
} from './longRecordings.ts';
import { type Recording, recordings } from './sampleEvents.ts';
import { sentConversation } from './sentConversation.ts';
import { bodyClass, type ThemeName, themeStyle } from './themes.ts';
import { troubledRun } from './troubledRun.ts';

const nonce = 'panel-page';

/** Resolves once it listens on a free port of the loopback interface, or on the one given. */
export async function servePanel(dist: string, port = 0): Promise<{ server: Server; url: string }> {
  const types = new Map([
    ['.js', 'text/javascript'],
    ['.css', 'text/css'],
    ['.ttf', 'font/ttf'],
  ]);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const type = types.get(path.extname(url.pathname));
    if (type !== undefined) {
      response.setHeader('content-type', type);
      createReadStream(path.join(dist, path.basename(url.pathname)))
        .on('error', () => response.writeHead(404).end())
        .pipe(response);
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; script-src 'nonce-${nonce}'`,
    );
    makePage(url.searchParams).then(
      (page) => response.end(page),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { server, url: `http://127.0.0.1:${address.port}/` };
}

async function makePage(parameters: URLSearchParams): Promise<string> {
  const theme = (parameters.get('theme') ?? 'dark') as ThemeName;
  const { events, texts } = record(parameters.get('recording') ?? 'answered');
  const shown = Number(parameters.get('until') ?? events.length);
  const speed = Number(parameters.get('play') ?? 0);
  const burst = Number(parameters.get('burst') ?? 0);
  // As if somebody had changed the lines of the second citation.
  const cited = events.findLast(({ type }) => type === 'answer');
  const second = cited?.type === 'answer' ? cited.citations.slice(1, 2) : [];
  const stale = second.map((place) => ({ ...place, why: 'changed' }) as const);
  const other = parameters.get('compare');
  const runs =
    other === null ? [] : await Promise.all([{ events, texts }, record(other)].map(compared));
  const whole = Object.fromEntries(texts);
  const data: HostData = { events, shown, speed, burst, stale, texts: whole, runs };
  const script = other === null ? 'panel' : 'compare';
  // VS Code sets the variables from script too, so the policy needs no inline styles.
  const language = parameters.get('lang') ?? 'en';
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Run panel</title>
<link rel="stylesheet" href="${script}.css"></head><body class="${bodyClass(theme)}">
<script nonce="${nonce}">document.documentElement.style.cssText = ${toScript(themeStyle(theme))};
(${pretendToBeHost.toString()})(${toScript(data)});</script>
<script nonce="${nonce}" src="${script}.js"></script></body></html>`;
}

function record(name: string): Recording {
  if (Object.hasOwn(recordings, name)) return recordings[name as keyof typeof recordings]();
  const [kind = '', number = '', iterations = '2'] = name.split('-');
  switch (kind) {
    case 'iterations':
      return manyIterations(Number(number));
    case 'formatted':
      return formattedAnswer();
    case 'answer':
      return longAnswer(Number(number));
    case 'lines':
      return longCell(Number(number));
    case 'deep':
      return deepRun(Number(number), Number(iterations));
    case 'calls':
      return manyCalls(Number(number));
    case 'blocks':
      return blocksAnswer(Number(number));
    case 'hidden':
      return hiddenWords();
    case 'sent':
      return sentConversation();
    case 'troubled':
      return troubledRun();
    default:
      throw new Error(`There is no recording "${name}".`);
  }
}

async function compared(
  { events, texts }: Pick<Recording, 'events' | 'texts'>,
  side: number,
): Promise<ComparedRun | null> {
  return comparedRun(`sample-${side}`, events, async (sha256) => texts.get(sha256) ?? '');
}

function toScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

interface HostData {
  readonly events: readonly { readonly at: number; readonly seq: number }[];
  readonly shown: number;
  readonly speed: number;
  readonly burst: number;
  readonly texts: Readonly<Record<string, string>>;
  readonly stale: readonly StalePlace[];
  readonly runs: readonly (ComparedRun | null)[];
}

declare const sessionStorage: {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
};

/** Of the requests that the page's host is asked. */
interface Params {
  readonly sha256?: string;
  readonly text?: string;
  readonly matchCase?: boolean;
}

/** Runs in the page: answers its requests as the extension host does. */
function pretendToBeHost(data: HostData): void {
  const page = globalThis as unknown as {
    postMessage(message: unknown): void;
    /** What the page has asked for, and the state that it keeps. */
    asked: unknown[];
    kept: unknown;
    /** When this script had the events and the page's own could begin, ms. */
    begun: number;
    acquireVsCodeApi: unknown;
  };
  page.asked = [];
  page.kept = null;
  page.begun = performance.now();
  const send = (message: unknown) => setTimeout(() => page.postMessage(message));
  let at = data.shown;
  const now = () => data.events[Math.max(0, at - 1)]?.at ?? 0;
  const live = data.shown < data.events.length;
  const play = () => {
    const event = data.events[at];
    if (event === undefined) {
      send({ type: 'event', name: 'settled', data: null });
      return;
    }
    const wait = (event.at - now()) / data.speed;
    setTimeout(() => {
      at += 1;
      send({ type: 'event', name: 'appended', data: [event] });
      play();
    }, wait);
  };
  const playBursts = () => {
    const events = data.events.slice(at, at + data.burst);
    at += events.length;
    if (events.length === 0) send({ type: 'event', name: 'settled', data: null });
    else {
      send({ type: 'event', name: 'appended', data: events });
      setTimeout(playBursts, 30);
    }
  };
  const find = ({ text = '', matchCase = false }: Params): Record<string, number> => {
    const words = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const pattern = new RegExp(words, matchCase ? 'g' : 'gi');
    const counts = Object.entries(data.texts).map(
      ([sha256, whole]) => [sha256, whole.match(pattern)?.length ?? 0] as const,
    );
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  };
  const answer = (name: string, params: Params): unknown => {
    if (name === 'events') {
      if (live && data.speed > 0) play();
      if (live && data.burst > 0) playBursts();
      const events = data.events.slice(0, data.shown);
      return { runId: 'sample', events, live, now: now() };
    }
    if (name === 'runs') return { runs: data.runs, now: now() };
    if (name === 'stale') return data.stale;
    if (name === 'describeFollowUp') {
      const most = { kind: 'limited', usd: 1 };
      return { from: 'kept', most, obstacle: null, asked: [] };
    }
    if (name === 'ask') return true;
    if (name === 'text') return data.texts[params.sha256 ?? ''];
    if (name === 'findTexts') return find(params);
    return null;
  };
  page.acquireVsCodeApi = () => ({
    setState(state: unknown) {
      page.kept = state;
      sessionStorage.setItem('kept', JSON.stringify(state));
    },
    getState: () => JSON.parse(sessionStorage.getItem('kept') ?? 'null') ?? undefined,
    postMessage(message: { id: number; name: string; params: Params }) {
      page.asked.push(message);
      send({ type: 'result', id: message.id, result: answer(message.name, message.params) });
    },
  });
}

if (import.meta.main) {
  const { url } = await servePanel(process.argv[2] ?? 'dist', 4_173);
  console.log(`The run panel: ${url}?recording=answered&theme=dark`);
}
