import * as vscode from 'vscode';
import { runOrders } from '../../runs/runOrder.ts';
import { showFilterInput } from '../history/filterInput.ts';
import type { History } from '../history/history.ts';
import { type RunsView, runsViewId } from '../history/runsView.ts';
import type { Commands } from './table.ts';

/** What the Runs view shows, and in which order. Arguments are for keybindings and other extensions. */
export function historyCommands(
  view: RunsView,
  history: History,
): Pick<Commands, 'rlm.sortRuns' | 'rlm.filterRuns' | 'rlm.clearRunsFilter'> {
  return {
    'rlm.sortRuns': async (argument) => {
      const order = runOrders.find((each) => each === argument) ?? (await pickOrder(view));
      if (order !== undefined) await view.setOrder(order);
    },
    'rlm.filterRuns': async (argument) => {
      if (typeof argument === 'string') {
        view.filter = argument;
        return;
      }
      await vscode.commands.executeCommand(`${runsViewId}.focus`);
      await showFilterInput(view, history);
    },
    'rlm.clearRunsFilter': async () => {
      view.filter = '';
    },
  };
}

async function pickOrder(view: RunsView): Promise<RunsView['order'] | undefined> {
  const labels = {
    date: vscode.l10n.t('Date'),
    cost: vscode.l10n.t('Cost'),
    tokens: vscode.l10n.t('Tokens'),
  };
  const details = {
    date: vscode.l10n.t('the latest first'),
    cost: vscode.l10n.t('the dearest first'),
    tokens: vscode.l10n.t('the most first'),
  };
  const items = runOrders.map((order) => ({
    label: labels[order],
    description: details[order],
    iconPath: new vscode.ThemeIcon(order === view.order ? 'check' : 'blank'),
    order,
  }));
  const title = vscode.l10n.t('Sort runs by');
  return (await vscode.window.showQuickPick(items, { title }))?.order;
}
