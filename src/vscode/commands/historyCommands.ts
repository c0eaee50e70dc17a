import * as vscode from 'vscode';
import { InvalidOption } from '../../core/errors.ts';
import { runOrders } from '../../runs/runOrder.ts';
import type { ListedRun } from '../../runs/runSummary.ts';
import type { ComparePanels } from '../history/comparePanels.ts';
import { showFilterInput } from '../history/filterInput.ts';
import type { History } from '../history/history.ts';
import { type RunsView, runsViewId } from '../history/runsView.ts';
import { findRun, runIdsOf } from './runArgument.ts';
import type { Commands } from './table.ts';

export interface HistoryCommandServices {
  readonly view: RunsView;
  readonly history: History;
  readonly comparisons: ComparePanels;
}

type HistoryCommand = 'rlm.compareRuns' | 'rlm.sortRuns' | 'rlm.filterRuns' | 'rlm.clearRunsFilter';

/** Commands on the history as a whole. Arguments are for keybindings and other extensions. */
export function historyCommands({
  view,
  history,
  comparisons,
}: HistoryCommandServices): Pick<Commands, HistoryCommand> {
  return {
    'rlm.compareRuns': async (argument, selection) => {
      const all = (await history.list()).filter(({ status }) => status !== 'damaged');
      const given = runIdsOf(argument, selection);
      if (given.length > 2) throw new InvalidOption('Two runs can be compared, not more.');
      const first = await findRun(all, given[0], vscode.l10n.t('Compare which run?'));
      if (first === undefined) return;
      const others = all.filter(({ runId }) => runId !== first.runId);
      const second = await findRun(
        others,
        given[1],
        vscode.l10n.t('Compare it with which run?'),
        vscode.l10n.t('There is no other run to compare with.'),
      );
      if (second === undefined) return;
      const pair = first.startedAt <= second.startedAt ? [first, second] : [second, first];
      comparisons.show(pair as [ListedRun, ListedRun]);
    },
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
    date: vscode.l10n.t('newest first'),
    cost: vscode.l10n.t('most expensive first'),
    tokens: vscode.l10n.t('highest first'),
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
