import * as vscode from 'vscode';
import type { PanelState, Selection } from '../../protocol/panel.ts';
import { shorten } from '../figures.ts';
import { openColumn, pageTypes } from './openColumn.ts';
import { RunPanel, type RunPanelServices, type RunSelection } from './runPanel.ts';

const titleChars = 40;

/** The run panels of this window: one a run at most. */
export class RunPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #services: RunPanelServices;
  readonly #panels = new Map<string, RunPanel>();
  readonly #shown = new vscode.EventEmitter<string>();
  readonly #selected = new vscode.EventEmitter<RunSelection>();
  readonly #registration: vscode.Disposable;
  /** The run that was shown last. */
  #latest: string | null = null;

  /** The run whose panel has come into sight or to the front. */
  readonly onDidShow = this.#shown.event;

  /** Something was selected in a page. */
  readonly onDidSelect = this.#selected.event;

  constructor(services: RunPanelServices) {
    this.#services = services;
    this.#registration = vscode.window.registerWebviewPanelSerializer(pageTypes.run, this);
  }

  /** The runs whose panel is open, be it hidden. */
  get openRuns(): Iterable<string> {
    return this.#panels.keys();
  }

  /** Whether the run's page is in sight. */
  isVisible(runId: string): boolean {
    return this.#panels.get(runId)?.panel.visible === true;
  }

  /** The run that is looked at: the one of the active panel, else the one that came last into sight. */
  get shownRun(): string | undefined {
    const visible = [...this.#panels].filter(([, { panel }]) => panel.visible);
    const active = visible.find(([, { panel }]) => panel.active);
    const latest = visible.find(([runId]) => runId === this.#latest);
    return (active ?? latest ?? visible[0])?.[0];
  }

  /** Reveals the run's panel, or opens one: where other runs are, else beside the text. */
  show(runId: string, question: string, preserveFocus = false): void {
    const open = this.#panels.get(runId);
    if (open !== undefined) {
      open.panel.reveal(undefined, preserveFocus);
      this.#tellShown(runId);
      return;
    }
    const panel = vscode.window.createWebviewPanel(pageTypes.run, shorten(question, titleChars), {
      viewColumn: openColumn(),
      preserveFocus,
    });
    this.#adopt(panel, runId);
  }

  /** Shows the run's panel and has it go through the run step by step. */
  replay(runId: string, question: string): void {
    this.show(runId, question);
    this.#panels.get(runId)?.replay();
  }

  /** Selects it in the run's page, which comes into sight for it; the focus stays where it is. */
  select(runId: string, question: string, selection: Selection): void {
    if (!this.isVisible(runId)) this.show(runId, question, true);
    this.#panels.get(runId)?.select(selection);
  }

  /** After a reload of the window; `state` is what the page kept. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const runId = (state as Partial<PanelState> | null | undefined)?.runId;
    // Two tabs of one run, or a page that never came to keep its state: nothing to bring back.
    if (typeof runId !== 'string' || this.#panels.has(runId)) panel.dispose();
    else this.#adopt(panel, runId);
  }

  /** Closes a run's panel, where one is open. */
  close(runId: string): void {
    this.#panels.get(runId)?.panel.dispose();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#shown.dispose();
    this.#selected.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, runId: string): void {
    const runPanel = new RunPanel(panel, runId, this.#services, (selected) =>
      this.#selected.fire(selected),
    );
    this.#panels.set(runId, runPanel);
    panel.onDidChangeViewState(() => {
      if (panel.active) this.#tellShown(runId);
    });
    panel.onDidDispose(() => {
      runPanel.dispose();
      this.#panels.delete(runId);
    });
    if (panel.visible) this.#tellShown(runId);
  }

  #tellShown(runId: string): void {
    this.#latest = runId;
    this.#shown.fire(runId);
  }
}
