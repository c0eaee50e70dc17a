import * as vscode from 'vscode';
import { totalsOf } from '../../trajectory/totals.ts';
import { shorten } from '../figures.ts';
import { plainLine } from '../plainText.ts';
import type { LiveRuns } from './liveRuns.ts';
import { nearsLimit, statusText } from './statusText.ts';

/** Of the question. */
const tooltipChars = 400;

/** The status bar's item: the newest run of this window, while one runs. */
export class StatusBar implements vscode.Disposable {
  readonly #runs: LiveRuns;
  readonly #item = vscode.window.createStatusBarItem(
    'rlm.status',
    vscode.StatusBarAlignment.Left,
    50,
  );
  readonly #subscription: vscode.Disposable;

  constructor(runs: LiveRuns) {
    this.#runs = runs;
    this.#item.name = 'RLM';
    this.#subscription = runs.onDidProgress(() => this.#update());
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const { all } = this.#runs;
    // Menus and the palette offer Stop by it.
    vscode.commands.executeCommand('setContext', 'rlm.running', all.length > 0);
    const newest = all[0];
    if (newest === undefined) {
      this.#item.hide();
      return;
    }
    const { trajectory, options } = newest;
    const totals = totalsOf(trajectory);
    const others = all.length > 1 ? ` (+${all.length - 1})` : '';
    this.#item.text = `$(loading~spin) ${statusText(totals, options)}${others}`;
    this.#item.accessibilityInformation = { label: statusText(totals, options) };
    this.#item.backgroundColor = nearsLimit(totals, options)
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    const title = vscode.l10n.t('Show run');
    const { question, label } = newest;
    const said = [shorten(question, tooltipChars), label, title];
    this.#item.tooltip = said.map(plainLine).join('\n');
    this.#item.command = { command: 'rlm.showRun', title, arguments: [newest.runId] };
    this.#item.show();
  }
}
