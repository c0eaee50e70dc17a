import * as vscode from 'vscode';
import { type RunOrder, runOrders } from '../../runs/runOrder.ts';
import type { ListedRun } from '../../runs/runSummary.ts';
import type { Failures } from '../failures.ts';
import type { LiveRuns } from '../live/liveRuns.ts';
import type { History } from './history.ts';
import { runItem, runTooltip } from './runItem.ts';

export const runsViewId = 'rlm.runs';
const orderKey = 'rlm.runOrder';
/** ms after which runs of other windows are looked at again while they show. */
const elsewhereInterval = 5_000;

/**
 * The "Runs" view: those running first, then the pinned ones, then the others in the chosen order, as
 * far as the filter lets them through. Its badge is how many run here. Elements are the runs' ids.
 */
export class RunsView implements vscode.TreeDataProvider<string>, vscode.Disposable {
  readonly #runs: LiveRuns;
  readonly #history: History;
  readonly #failures: Failures;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<string | undefined>();
  readonly #view: vscode.TreeView<string>;
  readonly #subscriptions: readonly vscode.Disposable[];
  #listed = new Map<string, ListedRun>();
  #running = '';
  #filter = '';
  /** What the size limit removed and the view has not told yet, or still tells. */
  #removed = 0;
  #elsewhereTimer: NodeJS.Timeout | null = null;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    runs: LiveRuns,
    history: History,
    failures: Failures,
    memory: vscode.Memento,
    dragAndDropController: vscode.TreeDragAndDropController<string>,
  ) {
    this.#runs = runs;
    this.#history = history;
    this.#failures = failures;
    this.#memory = memory;
    this.#view = vscode.window.createTreeView(runsViewId, {
      treeDataProvider: this,
      canSelectMany: true,
      dragAndDropController,
    });
    this.#subscriptions = [
      this.#view,
      runs.onDidProgress(() => this.#progress()),
      history.onDidChange(() => this.#changed.fire(undefined)),
      history.onDidTrim((removed) => {
        this.#removed += removed.length;
      }),
      this.#view.onDidChangeVisibility(({ visible }) => {
        // Other windows of the same folder have runs too.
        if (visible) history.forget();
        // Told once: it was there to be read.
        else this.#removed = 0;
      }),
    ];
  }

  get selection(): readonly string[] {
    return this.#view.selection;
  }

  get filter(): string {
    return this.#filter;
  }

  /** As it is typed: words, `@failed`, `@file:NAME` ...; `''` shows all runs. */
  set filter(text: string) {
    if (text === this.#filter) return;
    this.#filter = text;
    vscode.commands.executeCommand('setContext', 'rlm.runsFiltered', text.trim() !== '');
    this.#changed.fire(undefined);
  }

  get order(): RunOrder {
    const kept = this.#memory.get<unknown>(orderKey);
    return runOrders.find((order) => order === kept) ?? 'date';
  }

  /** Remembered for the workspace. */
  async setOrder(order: RunOrder): Promise<void> {
    await this.#memory.update(orderKey, order);
    this.#changed.fire(undefined);
  }

  async getChildren(runId?: string): Promise<string[]> {
    if (runId !== undefined) return [];
    try {
      const all = await this.#history.list(this.order);
      const shown = await this.#history.filter(all, this.#filter);
      this.#listed = new Map(shown.map((run) => [run.runId, run]));
      this.#describe(shown.length, all.length);
      this.#watchElsewhere(shown);
      return [...this.#listed.keys()];
    } catch (error) {
      this.#failures.report(error);
      return [];
    }
  }

  getTreeItem(runId: string): vscode.TreeItem {
    const run = this.#find(runId);
    if (run === undefined) return new vscode.TreeItem(runId);
    return runItem(run, this.#runs.get(runId) !== undefined);
  }

  resolveTreeItem(item: vscode.TreeItem, runId: string): vscode.TreeItem {
    const run = this.#find(runId);
    if (run !== undefined) item.tooltip = runTooltip(run);
    return item;
  }

  dispose(): void {
    if (this.#elsewhereTimer !== null) clearTimeout(this.#elsewhereTimer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** As it stands now, where it runs here. */
  #find(runId: string): ListedRun | undefined {
    const listed = this.#listed.get(runId);
    const live = this.#runs.get(runId)?.summary();
    return listed === undefined || live === undefined ? listed : { ...listed, ...live };
  }

  /** While the same runs go on only their rows are drawn anew, however long the history is. */
  #progress(): void {
    const ids = this.#runs.all.map(({ runId }) => runId);
    const tooltip = vscode.l10n.t('{0} running', ids.length);
    this.#view.badge = ids.length === 0 ? undefined : { value: ids.length, tooltip };
    const running = ids.join(' ');
    const isSame = running === this.#running;
    this.#running = running;
    if (!isSame) this.#changed.fire(undefined);
    else for (const runId of ids) if (this.#listed.has(runId)) this.#changed.fire(runId);
  }

  #describe(shown: number, all: number): void {
    const orders = { date: '', cost: vscode.l10n.t('by cost'), tokens: vscode.l10n.t('by tokens') };
    this.#view.description = orders[this.order];
    const removed = vscode.l10n.t(
      'Removed to stay below rlm.history.maxMegabytes: {0} of the oldest runs, named in the log.',
      this.#removed,
    );
    const filter = this.#filter.trim();
    const filtered = vscode.l10n.t('{0} of {1} runs: {2}', shown, all, filter);
    // Where nothing is found the view's welcome says so, with a link that shows all runs again.
    const says = [this.#removed > 0 ? removed : '', filter === '' || shown === 0 ? '' : filtered];
    this.#view.message = says.filter((line) => line !== '').join('\n');
  }

  /** A run of another window tells nobody here how it goes on. */
  #watchElsewhere(shown: readonly ListedRun[]): void {
    const isWatched = shown.some(
      ({ status, runId }) => status === 'running' && this.#runs.get(runId) === undefined,
    );
    if (!isWatched || this.#elsewhereTimer !== null) return;
    this.#elsewhereTimer = setTimeout(() => {
      this.#elsewhereTimer = null;
      if (this.#view.visible) this.#history.forget();
    }, elsewhereInterval);
  }
}
