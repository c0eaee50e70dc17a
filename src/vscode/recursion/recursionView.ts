import * as vscode from 'vscode';
import { asError } from '../../core/errors.ts';
import { isSameSelection, type Selection } from '../../protocol/panel.ts';
import type { RunStore } from '../../runs/runStore.ts';
import { formatDuration } from '../../trajectory/duration.ts';
import type { IterationTitle } from '../../trajectory/titles.ts';
import type { Troubles } from '../../trajectory/troubles.ts';
import type { Failures } from '../failures.ts';
import { formatCount, shorten } from '../figures.ts';
import type { LiveRuns } from '../live/liveRuns.ts';
import type { RunSelection } from '../panel/runPanel.ts';
import { plainLine, plainText } from '../plainText.ts';
import { type NodeFacts, type RecursionNode, RecursionTree } from './recursionTree.ts';
import { iconOf, statusName } from './statusWords.ts';

/** What the user has selected in the tree, and what names its panel. */
export interface TreeSelection {
  readonly runId: string;
  readonly question: string;
  readonly selection: Selection;
}

/** What the view follows of the run panels. */
interface ShownRuns {
  readonly onDidShow: vscode.Event<string>;
  readonly onDidSelect: vscode.Event<RunSelection>;
}

export const recursionViewId = 'rlm.tree';
const labelChars = 120;

/** The "Recursion" view: the run whose panel was last in front, as a native tree. */
export class RecursionView implements vscode.TreeDataProvider<RecursionNode>, vscode.Disposable {
  readonly #runs: LiveRuns;
  readonly #store: RunStore;
  readonly #failures: Failures;
  readonly #changed = new vscode.EventEmitter<RecursionNode[] | undefined>();
  readonly #view: vscode.TreeView<RecursionNode>;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #selected = new vscode.EventEmitter<TreeSelection>();
  #runId: string | null = null;
  /** What page and tree have selected together; null: nothing. */
  #selection: Selection | null = null;
  #revealing = false;
  #tree = new RecursionTree();

  readonly onDidChangeTreeData = this.#changed.event;
  /** The user has selected something in the tree. */
  readonly onDidSelect = this.#selected.event;

  constructor(runs: LiveRuns, store: RunStore, failures: Failures, panels: ShownRuns) {
    this.#runs = runs;
    this.#store = store;
    this.#failures = failures;
    this.#view = vscode.window.createTreeView(recursionViewId, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscriptions.push(
      this.#view,
      panels.onDidShow((runId) => {
        this.#show(runId).catch((error: unknown) => failures.report(error));
      }),
      panels.onDidSelect(({ runId, selection }) => {
        if (runId !== this.#runId) return;
        this.#selection = selection;
        void this.#reveal();
      }),
      this.#view.onDidChangeSelection(({ selection: [node] }) => this.#take(node)),
      this.#view.onDidChangeVisibility(() => void this.#reveal()),
      runs.onDidAppend(({ run, event }) => {
        if (run.runId !== this.#runId || event.type === 'model.delta') return;
        this.#tree.add(event);
      }),
      runs.onDidProgress(() => this.#refresh()),
    );
  }

  getChildren(node?: RecursionNode): RecursionNode[] {
    if (node !== undefined) return [...node.children];
    return this.#tree.root === null ? [] : [this.#tree.root];
  }

  /** The run that it shows. */
  get runId(): string | null {
    return this.#runId;
  }

  getParent(node: RecursionNode): RecursionNode | null {
    return node.parent;
  }

  getTreeItem(node: RecursionNode): vscode.TreeItem {
    const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
    // A batch may be of thousands of calls: they are looked at when somebody asks.
    const facts = this.#tree.factsOf(node);
    const isOpen = node.kind === 'run' || (facts.status === 'running' && node.kind !== 'batch');
    const state = node.children.length === 0 ? None : isOpen ? Expanded : Collapsed;
    const label = plainLine(shorten(this.#labelOf(node), labelChars));
    const item = new vscode.TreeItem(label, state);
    item.id = `${this.#runId}:${node.id}`;
    item.description = plainLine(descriptionOf(node, facts, this.#isDemo));
    item.iconPath = iconOf(facts.status);
    item.tooltip = plainText(tooltipOf(node, this.#labelOf(node)));
    const status = statusName(facts.status);
    item.accessibilityInformation = { label: `${label}, ${item.description}, ${status}` };
    // A child's iterations are a part of its call.
    if (node.kind === 'iteration' && node.iteration.run === '') item.contextValue = 'iteration';
    const runId = this.#runId;
    if (runId !== null && node.kind === 'run' && node.parent === null) {
      item.command = {
        command: 'rlm.showRun',
        title: vscode.l10n.t('Show run'),
        arguments: [runId],
      };
    }
    return item;
  }

  get #isDemo(): boolean {
    return this.#tree.root?.run.models.provider === 'demo';
  }

  #labelOf(node: RecursionNode): string {
    switch (node.kind) {
      case 'run':
        return node.run.question.text;
      case 'iteration':
        return nameOf(this.#tree.titleOf(node));
      case 'cell':
        return vscode.l10n.t('Cell {0}', node.cell.number);
      case 'batch':
        return vscode.l10n.t('{0} × {1}', node.children.length, node.group.name);
      case 'call':
        return node.call.name === '' ? vscode.l10n.t('Call {0}', node.call.number) : node.call.name;
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#selected.dispose();
  }

  /** What was revealed for the page comes back as a selection too: it is the page's already. */
  #take(node: RecursionNode | undefined): void {
    const selection = node?.selection ?? null;
    const { root } = this.#tree;
    if (selection === null || root === null || this.#runId === null) return;
    if (isSameSelection(selection, this.#selection)) return;
    this.#selection = selection;
    this.#selected.fire({ runId: this.#runId, question: root.run.question.text, selection });
  }

  /** Selects what the page has, where the tree is in sight: it is never opened unasked. */
  async #reveal(): Promise<void> {
    // Keys held down in the page select faster than the tree follows: it goes to the last.
    if (this.#revealing) return;
    this.#revealing = true;
    try {
      for (let shown: Selection | null = null; shown !== this.#selection; ) {
        shown = this.#selection;
        const node = shown === null ? null : this.#tree.find(shown);
        if (node !== null && this.#view.visible) {
          await this.#view.reveal(node, { select: true, focus: false });
        }
      }
    } catch (error) {
      // The tree was refreshed meanwhile and has let go of the node: nothing that a person waits for.
      this.#failures.log(asError(error));
    } finally {
      this.#revealing = false;
    }
  }

  async #show(runId: string): Promise<void> {
    if (runId === this.#runId) return;
    this.#runId = runId;
    this.#selection = null;
    this.#tree = new RecursionTree();
    const live = this.#runs.get(runId);
    const events = live?.eventsSince(0) ?? (await this.#store.read(runId));
    // Another run may have come to the front while this one was read.
    if (runId !== this.#runId) return;
    for (const event of events) this.#tree.add(event);
    this.#tree.takeChanged();
    this.#changed.fire(undefined);
  }

  /** Only what has changed: VS Code asks anew for all that is open below it. */
  #refresh(): void {
    const changed = this.#tree.takeChanged();
    if (changed.length === 0) return;
    const whole = changed.some(({ parent }) => parent === null);
    this.#changed.fire(whole ? undefined : [...changed]);
  }
}

function nameOf(title: IterationTitle): string {
  switch (title.kind) {
    case 'words':
      return title.text;
    case 'answer':
      return vscode.l10n.t('Gives the answer');
    case 'writing':
      return vscode.l10n.t('Writing…');
    case 'asking':
      return vscode.l10n.t('Asking the model…');
    case 'noReply':
      return vscode.l10n.t('No reply from the model');
  }
}

function descriptionOf(
  node: RecursionNode,
  { status, durationMs, troubles }: NodeFacts,
  isDemo: boolean,
): string {
  const parts: string[] = [];
  if (node.kind === 'iteration') parts.push(`${node.iteration.number}`);
  // The demo is no model, whatever the options name.
  if (node.kind === 'run')
    parts.push(isDemo ? vscode.l10n.t('offline demo') : node.run.models.root);
  if (node.kind === 'call' && !isDemo) parts.push(node.call.model);
  if (node.kind === 'cell') parts.push(shorten(node.cell.code.text, 60));
  if (status === 'memo') parts.push(statusName(status));
  // A call's own end is its icon's to say.
  if (node.kind !== 'call' || node.call.child !== null) parts.push(...troubleWords(troubles));
  if (node.kind !== 'cell' && durationMs !== null) parts.push(formatDuration(durationMs));
  return parts.join(' · ');
}

function troubleWords({ failed, stopped }: Troubles): string[] {
  return [
    ...(failed > 0 ? [vscode.l10n.t('{0} failed', formatCount(failed))] : []),
    ...(stopped > 0 ? [vscode.l10n.t('{0} stopped', formatCount(stopped))] : []),
  ];
}

function tooltipOf(node: RecursionNode, label: string): string {
  if (node.kind === 'cell') {
    const { code, error } = node.cell;
    return withError(error, code.text.slice(0, 1_000));
  }
  if (node.kind !== 'call') return label;
  const { prompt, error } = node.call;
  return withError(error, prompt.text.slice(0, 500));
}

function withError(error: { readonly message: string } | null, text: string): string {
  return error === null ? text : `${error.message}\n\n${text}`;
}
