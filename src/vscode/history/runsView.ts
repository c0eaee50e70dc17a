import * as vscode from 'vscode';
import { asError } from '../../core/errors.ts';
import { groupRuns, type RunGroup, type RunThread, runGroups } from '../../runs/runGroups.ts';
import { type RunOrder, runOrders } from '../../runs/runOrder.ts';
import type { ListedRun } from '../../runs/runSummary.ts';
import type { Failures } from '../failures.ts';
import type { LiveRuns } from '../live/liveRuns.ts';
import type { History } from './history.ts';
import { groupItem, runItem, runTooltip } from './runItem.ts';
import { ShownRow } from './shownRow.ts';

export const runsViewId = 'rlm.runs';
const orderKey = 'rlm.runOrder';
/** ms after which runs of other windows are looked at again while they show. */
const elsewhereInterval = 5_000;
/** Before the name of a group, where other elements are runs' ids. */
const groupMark = 'group:';

/** What the view follows of the run panels. */
interface ShownRuns {
  readonly onDidShow: vscode.Event<string>;
}

export interface RunsViewParts {
  readonly runs: LiveRuns;
  readonly history: History;
  readonly failures: Failures;
  readonly memory: vscode.Memento;
  readonly panels: ShownRuns;
  /** Takes what is dropped on the view. */
  readonly drop: vscode.TreeDragAndDropController<string>;
}

/**
 * The "Runs" view, as far as the filter lets runs through: by date in groups, follow-ups under the run
 * that they go on from; in another order a plain list, the running and the pinned first. Its badge is how
 * many run here. Elements are the runs' ids, and `group:today`.
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
  /** What stands below groups and runs, as it is shown. */
  #children: ReadonlyMap<string, readonly string[]> = new Map();
  #parents: ReadonlyMap<string, string> = new Map();
  #running = '';
  #filter = '';
  readonly #row: ShownRow;
  /** What the size limit removed and the view has not told yet, or still tells. */
  #removed = 0;
  #elsewhereTimer: NodeJS.Timeout | null = null;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor({ runs, history, failures, memory, panels, drop }: RunsViewParts) {
    this.#runs = runs;
    this.#history = history;
    this.#failures = failures;
    this.#memory = memory;
    this.#view = vscode.window.createTreeView(runsViewId, {
      treeDataProvider: this,
      canSelectMany: true,
      dragAndDropController: drop,
    });
    this.#row = new ShownRow(
      {
        // It is never opened for that, nor does it take the focus.
        isVisible: () => this.#view.visible,
        has: (runId) => this.#listed.has(runId),
        selection: () => this.#view.selection,
        select: async (runId) => this.#view.reveal(runId, { select: true, focus: false }),
      },
      (failure) => failures.log(asError(failure)),
    );
    this.#subscriptions = [
      this.#view,
      this.#row,
      runs.onDidProgress(() => this.#progress()),
      history.onDidChange(() => this.#changed.fire(undefined)),
      history.onDidTrim((removed) => {
        this.#removed += removed.length;
      }),
      panels.onDidShow((runId) => this.#row.show(runId)),
      this.#view.onDidChangeVisibility(({ visible }) => {
        // Other windows of the same folder have runs too.
        if (visible) {
          history.forget();
          this.#row.move();
        }
        // Told once: it was there to be read.
        else this.#removed = 0;
      }),
    ];
  }

  get selection(): readonly string[] {
    return this.#view.selection.filter((element) => !element.startsWith(groupMark));
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

  async getChildren(element?: string): Promise<string[]> {
    if (element === undefined) return this.#list();
    return [...(this.#children.get(element) ?? [])];
  }

  getParent(element: string): string | undefined {
    return this.#parents.get(element);
  }

  getTreeItem(element: string): vscode.TreeItem {
    const group = runGroups.find((each) => `${groupMark}${each}` === element);
    if (group !== undefined) return groupItem(element, group);
    const run = this.#find(element);
    if (run === undefined) return new vscode.TreeItem(element);
    const isThread = this.#children.has(element);
    const isOurs = this.#runs.get(element) !== undefined;
    return runItem(run, isOurs, { isThread, now: Date.now() });
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

  async #list(): Promise<string[]> {
    try {
      const { order } = this;
      const all = await this.#history.list(order);
      const shown = await this.#history.filter(all, this.#filter);
      this.#listed = new Map(shown.map((run) => [run.runId, run]));
      const groups = order === 'date' ? groupRuns(shown, Date.now()) : new Map();
      this.#children = childrenIn(groups);
      this.#findParents();
      this.#describe(shown.length, all.length);
      this.#watchElsewhere(shown);
      return order === 'date'
        ? [...groups.keys()].map((group) => `${groupMark}${group}`)
        : [...this.#listed.keys()];
    } catch (error) {
      this.#failures.report(error);
      return [];
    }
  }

  #findParents(): void {
    const parents = new Map<string, string>();
    for (const [parent, children] of this.#children)
      for (const child of children) parents.set(child, parent);
    const shown = this.#row.runId ?? '';
    const hasMoved = parents.get(shown) !== this.#parents.get(shown);
    this.#parents = parents;
    // Only what VS Code knows by then can be selected.
    if (hasMoved) setTimeout(() => this.#row.move());
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

function childrenIn(
  groups: ReadonlyMap<RunGroup, readonly RunThread[]>,
): ReadonlyMap<string, readonly string[]> {
  const idsOf = (runs: readonly ListedRun[]): string[] => runs.map(({ runId }) => runId);
  const children = new Map<string, readonly string[]>();
  for (const [group, threads] of groups) {
    children.set(`${groupMark}${group}`, idsOf(threads.map(({ run }) => run)));
    for (const { run, later } of threads)
      if (later.length > 0) children.set(run.runId, idsOf(later));
  }
  return children;
}
