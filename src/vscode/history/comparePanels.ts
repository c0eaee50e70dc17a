import * as vscode from 'vscode';
import { type Nothing, openChannel } from '../../protocol/channel.ts';
import type { ComparedRun, CompareRequests } from '../../protocol/compare.ts';
import { RunNotFound } from '../failures.ts';
import { shorten } from '../figures.ts';
import { openColumn, pageTypes } from '../panel/openColumn.ts';
import { openPort, panelPage } from '../panel/panelPage.ts';
import type { PanelServices } from '../panel/runPanel.ts';
import { comparedRun } from './comparedRun.ts';

const titleChars = 20;

/** A run as the command hands it over. */
export interface ComparedSide {
  readonly runId: string;
  readonly question: string;
}
export type Pair = readonly [ComparedSide, ComparedSide];

/** Pages that show two runs side by side; one a pair, and none after a reload of the window. */
export class ComparePanels implements vscode.Disposable {
  readonly #services: PanelServices;
  readonly #panels = new Map<string, vscode.WebviewPanel>();

  constructor(services: PanelServices) {
    this.#services = services;
  }

  show(pair: Pair): void {
    const key = pair.map(({ runId }) => runId).join(' ');
    const open = this.#panels.get(key);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const [left, right] = pair.map(({ question }) => shorten(question, titleChars));
    const panel = vscode.window.createWebviewPanel(
      pageTypes.compare,
      `${left} ↔ ${right}`,
      openColumn(),
    );
    this.#panels.set(key, panel);
    const channel = this.#fill(panel, pair);
    panel.onDidDispose(() => {
      channel.dispose();
      this.#panels.delete(key);
    });
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #fill(panel: vscode.WebviewPanel, pair: Pair): vscode.Disposable {
    const { extensionUri, citations, failures } = this.#services;
    const runOf = (side: number): string => pair[side === 0 ? 0 : 1].runId;
    const channel = openChannel<CompareRequests, Nothing, Nothing, Nothing>({
      port: openPort(panel, extensionUri),
      handlers: {
        runs: async () => ({
          runs: [await this.#read(runOf(0)), await this.#read(runOf(1))] as const,
          now: Date.now(),
        }),
        openCitation: async ({ side, ...place }) => {
          await citations
            .open(runOf(side), place, panel.viewColumn)
            .catch((error: unknown) => failures.report(error));
          return null;
        },
        showRun: async ({ side }) => {
          await vscode.commands.executeCommand('rlm.showRun', runOf(side));
          return null;
        },
      },
      readers: {
        params: async (name, params) => {
          const { readCompareParams } = await import('../../protocol/pageShapes.ts');
          return readCompareParams(name, params);
        },
      },
      onFault: (fault) => failures.log(fault),
    });
    panel.webview.html = panelPage(panel.webview, extensionUri, 'compare');
    return channel;
  }

  async #read(runId: string): Promise<ComparedRun> {
    const { runs, store } = this.#services;
    const events = runs.get(runId)?.eventsSince(0) ?? (await store.read(runId));
    const run = await comparedRun(runId, events, (sha256) => store.readText(runId, sha256));
    if (run === null) throw new RunNotFound();
    return run;
  }
}
