import * as vscode from 'vscode';
import type { StoredEvent } from '../../core/events.ts';
import { type Channel, type Nothing, openChannel } from '../../protocol/channel.ts';
import type { PanelEvents, PanelRequests, Selection } from '../../protocol/panel.ts';
import type { RunStore } from '../../runs/runStore.ts';
import type { PageFollowUps } from '../asking/pageFollowUps.ts';
import { type Citations, columnBeside } from '../citations/citations.ts';
import { TextWatch } from '../citations/textWatch.ts';
import type { Failures } from '../failures.ts';
import type { LiveRuns } from '../live/liveRuns.ts';
import { openPort, panelPage, setTabIcon } from './panelPage.ts';
import { TextSearch } from './textSearch.ts';

export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly runs: LiveRuns;
  readonly store: RunStore;
  readonly citations: Citations;
  readonly failures: Failures;
}

export interface RunPanelServices extends PanelServices {
  readonly followUps: PageFollowUps;
}

/** What was selected of a run. */
export interface RunSelection {
  readonly runId: string;
  /** Null: nothing any more. */
  readonly selection: Selection | null;
}

/** ms in which events are gathered before the page is told. */
const gatherInterval = 30;

/** The host's end of one run's page: answers what it asks, tells it what happens while it listens. */
export class RunPanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #runId: string;
  readonly #services: RunPanelServices;
  readonly #onSelect: (selected: RunSelection) => void;
  readonly #channel: Channel<Nothing, PanelEvents, Nothing>;
  readonly #subscriptions: readonly vscode.Disposable[];
  /** Whether the page has asked for events since it was last (re)made; a hidden page is no more. */
  #listening = false;
  readonly #textSearch: TextSearch;
  /** Whether a page is there that has asked for its run. */
  #loaded = false;
  #replayWanted = false;
  /** Selected outside while the page wasn't there; it is told when it is back. */
  #missed: Selection | null = null;
  #gathered: StoredEvent[] = [];
  #gatherTimer: NodeJS.Timeout | null = null;

  /** `onSelect` hears what is selected in the page. */
  constructor(
    panel: vscode.WebviewPanel,
    runId: string,
    services: RunPanelServices,
    onSelect: (selected: RunSelection) => void,
  ) {
    this.panel = panel;
    this.#onSelect = onSelect;
    this.#runId = runId;
    this.#services = services;
    const { extensionUri, runs, store, failures } = services;
    this.#textSearch = new TextSearch({
      hashes: () => store.textHashes(runId),
      read: (sha256) => store.readText(runId, sha256),
    });
    this.#channel = openChannel<PanelRequests, Nothing, PanelEvents, Nothing>({
      port: openPort(panel, extensionUri),
      handlers: this.#handlers(),
      readers: {
        params: async (name, params) => {
          const { readPanelParams } = await import('../../protocol/pageShapes.ts');
          return readPanelParams(name, params);
        },
      },
      onFault: (fault) => failures.log(fault),
    });
    this.#subscriptions = [
      panel.onDidChangeViewState(() => {
        if (panel.visible) return;
        this.#stopListening();
        this.#loaded = false;
      }),
      runs.onDidAppend(({ run, event }) => {
        if (run.runId !== runId) return;
        // A run that is resumed goes on in the page that shows how it ended.
        if (event.type === 'run.resumed' && event.run === '') {
          setTabIcon(panel, extensionUri, true);
          this.#listening = this.#loaded;
        }
        if (this.#listening) this.#gather(event);
      }),
      runs.onDidSettle((run) => {
        if (run.runId !== runId) return;
        setTabIcon(panel, extensionUri, false);
        if (!this.#listening) return;
        this.#tell();
        this.#channel.announce('settled', null);
      }),
      new TextWatch((uris) => {
        if (panel.visible) this.#tellOfTexts(uris).catch((error) => failures.log(error));
      }),
    ];
    setTabIcon(panel, extensionUri, runs.get(runId) !== undefined);
    panel.webview.html = panelPage(panel.webview, extensionUri, 'panel');
  }

  /** Has the page go through the run from its start, at once or as soon as it is there. */
  replay(): void {
    this.#replayWanted = !this.#loaded;
    if (this.#loaded) this.#channel.announce('replay', null);
  }

  /** Selects it in the page, now or when the page is back. */
  select(selection: Selection): void {
    this.#missed = this.#loaded ? null : selection;
    if (this.#loaded) this.#channel.announce('selected', selection);
  }

  dispose(): void {
    this.#stopListening();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#channel.dispose();
  }

  #handlers(): Parameters<
    typeof openChannel<PanelRequests, Nothing, PanelEvents, Nothing>
  >[0]['handlers'] {
    const { runs, store, citations, failures, followUps } = this.#services;
    const runId = this.#runId;
    const attempt = async (opening: Promise<void>): Promise<null> => {
      await opening.catch((error: unknown) => failures.report(error));
      return null;
    };
    return {
      events: async ({ since }) => {
        const live = runs.get(runId);
        const events =
          live === undefined ? await store.read(runId, since) : live.eventsSince(since);
        // It may have been resumed while its record was read.
        this.#listening = runs.get(runId) !== undefined;
        this.#gathered = [];
        this.#loaded = true;
        if (this.#replayWanted) this.replay();
        if (this.#missed !== null) this.select(this.#missed);
        return { runId, events, live: this.#listening, now: Date.now() };
      },
      text: ({ sha256 }) => store.readText(runId, sha256),
      findTexts: (query) => this.#textSearch.count(query),
      stop: () => {
        runs.get(runId)?.stop();
        return null;
      },
      openCitation: (place) => attempt(citations.open(runId, place, this.panel.viewColumn)),
      openRange: (range) => attempt(citations.openRange(runId, range, this.panel.viewColumn)),
      stale: () => citations.stale(runId),
      copyAnswer: async ({ text }) => {
        await vscode.env.clipboard.writeText(text);
        return null;
      },
      insertAnswer: async ({ text }) => {
        const document = { language: 'markdown', content: text };
        const opened = await vscode.workspace.openTextDocument(document);
        const viewColumn = columnBeside(this.panel.viewColumn);
        await vscode.window.showTextDocument(opened, { viewColumn, preview: false });
        return null;
      },
      showRun: ({ runId: other }) => begin('rlm.showRun', other),
      // Not awaited: each ends with the run that it starts.
      askFollowUp: () => begin('rlm.askFollowUp', runId),
      describeFollowUp: () => followUps.describe(runId),
      ask: ({ question }) => followUps.ask(runId, question),
      resumeRun: () => begin('rlm.resumeRun', runId),
      forkRun: ({ iteration }) => begin('rlm.forkRun', { runId, iteration }),
      runAgain: () => begin('rlm.runAgain', runId),
      exportRun: () => begin('rlm.exportRun', runId),
      remedy: ({ name }) => begin(`rlm.${name}`),
      select: ({ selection }) => {
        this.#onSelect({ runId, selection });
        return null;
      },
    };
  }

  #gather(event: StoredEvent): void {
    this.#gathered.push(event);
    this.#gatherTimer ??= setTimeout(() => this.#tell(), gatherInterval);
  }

  #tell(): void {
    if (this.#gatherTimer !== null) clearTimeout(this.#gatherTimer);
    this.#gatherTimer = null;
    const events = this.#gathered;
    this.#gathered = [];
    if (events.length > 0 && this.#listening) this.#channel.announce('appended', events);
  }

  async #tellOfTexts(uris: ReadonlySet<string>): Promise<void> {
    const concerned = await this.#services.citations.concern(this.#runId, uris);
    if (concerned) this.#channel.announce('textChanged', null);
  }

  #stopListening(): void {
    this.#listening = false;
    this.#tell();
  }
}

/** A command shows by itself what goes wrong with it. */
function begin(command: string, argument?: unknown): null {
  vscode.commands.executeCommand(command, ...(argument === undefined ? [] : [argument]));
  return null;
}
