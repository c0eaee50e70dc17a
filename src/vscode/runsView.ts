import * as vscode from 'vscode';
import type { RunSummary } from '../runs/runSummary.ts';
import type { Failures } from './failures.ts';
import { formatUsd, shorten } from './figures.ts';
import type { History } from './history.ts';
import type { LiveRuns } from './liveRuns.ts';

export const runsViewId = 'rlm.runs';
/** So that file and cost have room beside it in a narrow side bar. */
const labelChars = 60;

/** The "Runs" view: those running first, then by date; its badge is how many run here. */
export class RunsView implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  readonly #runs: LiveRuns;
  readonly #history: History;
  readonly #failures: Failures;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<RunSummary>;
  readonly #subscriptions: readonly vscode.Disposable[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(runs: LiveRuns, history: History, failures: Failures) {
    this.#runs = runs;
    this.#history = history;
    this.#failures = failures;
    this.#view = vscode.window.createTreeView(runsViewId, { treeDataProvider: this });
    this.#subscriptions = [
      this.#view,
      runs.onDidProgress(() => this.#refresh()),
      history.onDidChange(() => this.#refresh()),
      // Other windows of the same folder have runs too.
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) history.forget();
      }),
    ];
  }

  async getChildren(run?: RunSummary): Promise<RunSummary[]> {
    if (run !== undefined) return [];
    try {
      return await this.#history.list();
    } catch (error) {
      this.#failures.report(error);
      return [];
    }
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(shorten(run.question, labelChars));
    item.id = run.runId;
    item.description = [run.label, costOf(run)].filter((part) => part !== '').join(' · ');
    item.iconPath = iconOf(run);
    item.tooltip = tooltipOf(run);
    item.contextValue = this.#runs.get(run.runId) === undefined ? settled(run) : 'run.running';
    item.command = {
      command: 'rlm.showRun',
      title: vscode.l10n.t('Show run'),
      arguments: [run.runId],
    };
    item.accessibilityInformation = {
      label: `${run.question}, ${item.description}, ${statusName(run.status)}`,
    };
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #refresh(): void {
    const running = this.#runs.all.length;
    const tooltip = vscode.l10n.t('{0} running', running);
    this.#view.badge = running === 0 ? undefined : { value: running, tooltip };
    this.#changed.fire();
  }
}

/** `$0.04`; `n/a` where a price is unknown. */
export function costOf(run: RunSummary): string {
  if (run.provider === 'demo') return vscode.l10n.t('demo');
  return run.costUsd === null ? vscode.l10n.t('n/a') : formatUsd(run.costUsd);
}

export function statusName(status: RunSummary['status']): string {
  switch (status) {
    case 'running':
      return vscode.l10n.t('running');
    case 'answered':
      return vscode.l10n.t('answered');
    case 'limit':
      return vscode.l10n.t('ended by a limit');
    case 'cancelled':
      return vscode.l10n.t('stopped');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'interrupted':
      return vscode.l10n.t('interrupted');
  }
}

/** A run of another window is its own to stop, and can't be deleted while it runs. */
function settled(run: RunSummary): string {
  return run.status === 'running' ? 'run.elsewhere' : 'run.settled';
}

function tooltipOf(run: RunSummary): string {
  const { iterations, calls } = run;
  const asked = new Date(run.startedAt).toLocaleString(vscode.env.language);
  const lines = [
    run.question,
    `${run.label} · ${statusName(run.status)} · ${asked}`,
    vscode.l10n.t('Iterations: {0} · Calls: {1} · Cost: {2}', iterations, calls, costOf(run)),
    run.answerHead,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function iconOf({ status }: RunSummary): vscode.ThemeIcon {
  const icon = (id: string, color: string): vscode.ThemeIcon =>
    new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
  switch (status) {
    case 'running':
      return new vscode.ThemeIcon('loading~spin');
    case 'answered':
      return icon('pass', 'testing.iconPassed');
    case 'limit':
      return icon('warning', 'list.warningForeground');
    case 'failed':
      return icon('error', 'testing.iconFailed');
    case 'cancelled':
      return icon('circle-slash', 'testing.iconSkipped');
    case 'interrupted':
      return icon('debug-disconnect', 'testing.iconSkipped');
  }
}
