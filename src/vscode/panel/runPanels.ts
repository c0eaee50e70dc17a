import * as vscode from 'vscode';
import type { PanelState, Selection } from '../../protocol/panel.ts';
import { shorten } from '../figures.ts';
import { type PanelServices, RunPanel, type RunSelection } from './runPanel.ts';

export const panelType = 'rlm.run';
const titleChars = 40;

/** The run panels of this window: one a run at most. */
export class RunPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #services: PanelServices;
  readonly #panels = new Map<string, RunPanel>();
  readonly #shown = new vscode.EventEmitter<string>();
  readonly #selected = new vscode.EventEmitter<RunSelection>();
  readonly #registration: vscode.Disposable;

  /** The run whose panel has come to the front. */
  readonly onDidShow = this.#shown.event;

  /** Something was selected in a page. */
  readonly onDidSelect = this.#selected.event;

  constructor(services: PanelServices) {
    this.#services = services;
    this.#registration = vscode.window.registerWebviewPanelSerializer(panelType, this);
  }

  /** The runs whose panel is open, be it hidden. */
  get openRuns(): Iterable<string> {
    return this.#panels.keys();
  }

  /** Whether the run's page is in sight. */
  isVisible(runId: string): boolean {
    return this.#panels.get(runId)?.panel.visible === true;
  }

  /** Reveals the run's panel, or opens one: where other runs are, else beside the text. */
  show(runId: string, question: string, preserveFocus = false): void {
    const open = this.#panels.get(runId);
    if (open !== undefined) {
      open.panel.reveal(undefined, preserveFocus);
      return;
    }
    const column = [...this.#panels.values()].find(({ panel }) => panel.visible)?.panel.viewColumn;
    const panel = vscode.window.createWebviewPanel(panelType, shorten(question, titleChars), {
      viewColumn: column ?? vscode.ViewColumn.Beside,
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
      if (panel.active) this.#shown.fire(runId);
    });
    panel.onDidDispose(() => {
      runPanel.dispose();
      this.#panels.delete(runId);
    });
    if (panel.visible) this.#shown.fire(runId);
  }
}
