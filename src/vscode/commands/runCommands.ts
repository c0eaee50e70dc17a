import * as vscode from 'vscode';
import type { ListedRun } from '../../runs/runSummary.ts';
import { RunNotFound } from '../failures.ts';
import type { History } from '../history/history.ts';
import { titleOf } from '../history/runItem.ts';
import type { LiveRuns } from '../live/liveRuns.ts';
import { askInDialog } from '../notifications.ts';
import type { RunPanels } from '../panel/runPanels.ts';
import { findRun, meansSelection, pickRun, runIdsOf, shownAmong } from './runArgument.ts';
import type { Commands } from './table.ts';

export interface RunCommandServices {
  readonly runs: LiveRuns;
  readonly history: History;
  readonly panels: RunPanels;
  /** The runs that are selected in the view. */
  readonly selection: () => readonly string[];
}

type RunCommand =
  | 'rlm.stopRun'
  | 'rlm.stopAllRuns'
  | 'rlm.showRun'
  | 'rlm.replayRun'
  | 'rlm.pinRun'
  | 'rlm.unpinRun'
  | 'rlm.deleteRun';

/** Commands on runs: those handed over (ids, or what is selected in the view), else one picked. */
export function runCommands(services: RunCommandServices): Pick<Commands, RunCommand> {
  const { runs, history, panels } = services;
  return {
    'rlm.stopRun': async (argument, selection) => {
      const given = runIdsOf(argument, selection);
      const here = new Set(runs.all.map(({ runId }) => runId));
      const running = (await history.list()).filter(({ runId }) => here.has(runId));
      const [only] = running;
      const runIds =
        given.length === 0 && running.length === 1 && only !== undefined
          ? [only.runId]
          : await orPicked(
              given,
              running,
              vscode.l10n.t('Stop which run?'),
              vscode.l10n.t('Nothing is running.'),
              panels.shownRun,
            );
      for (const runId of runIds) runs.get(runId)?.stop();
    },
    'rlm.stopAllRuns': async () => {
      for (const run of runs.all) run.stop();
    },
    'rlm.showRun': async (argument) => {
      const all = await history.list();
      const run = await findRun(all, argument, vscode.l10n.t('Show which run?'));
      if (run !== undefined) panels.show(run.runId, run.question, keepsFocus(argument));
    },
    'rlm.replayRun': async (argument) => {
      const all = (await history.list()).filter(({ status }) => status !== 'running');
      const title = vscode.l10n.t('Replay which run?');
      const run = await findRun(all, argument, title, undefined, panels.shownRun);
      if (run !== undefined) panels.replay(run.runId, run.question);
    },
    'rlm.pinRun': async (argument, selection) => {
      const unpinned = (await history.list()).filter(({ pinned }) => !pinned);
      const title = vscode.l10n.t('Pin which run?');
      const given = runIdsOf(argument, selection);
      const runIds = await orPicked(given, unpinned, title, undefined, panels.shownRun);
      for (const runId of runIds) await history.setPinned(runId, true);
    },
    'rlm.unpinRun': async (argument, selection) => {
      const pinned = (await history.list()).filter((run) => run.pinned);
      const title = vscode.l10n.t('Unpin which run?');
      const none = vscode.l10n.t('No run is pinned.');
      const given = runIdsOf(argument, selection);
      const runIds = await orPicked(given, pinned, title, none, panels.shownRun);
      for (const runId of runIds) await history.setPinned(runId, false);
    },
    'rlm.deleteRun': async (argument, selection) => {
      const settled = (await history.list()).filter(({ status }) => status !== 'running');
      const byKey = meansSelection(argument);
      if (byKey && services.selection().length === 0) return;
      const given = runIdsOf(argument, byKey ? services.selection() : selection);
      const title = vscode.l10n.t('Delete which run?');
      const runIds = new Set(await orPicked(given, settled, title, undefined, panels.shownRun));
      if (runIds.size === 0) return;
      const chosen = settled.filter(({ runId }) => runIds.has(runId));
      if (chosen.length === 0) throw new RunNotFound();
      if (!(await confirmDeletion(chosen))) return;
      for (const { runId } of chosen) {
        panels.close(runId);
        await history.delete(runId);
      }
    },
  };
}

/** Whether a run is to be shown without the focus leaving where it is, as a click in a list does. */
function keepsFocus(argument: unknown): boolean {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'preserveFocus' in argument &&
    argument.preserveFocus === true
  );
}

async function orPicked(
  given: readonly string[],
  choices: readonly ListedRun[],
  title: string,
  none: string | undefined,
  shown: string | undefined,
): Promise<readonly string[]> {
  if (given.length > 0) return given;
  const picked = shownAmong(choices, shown) ?? (await pickRun(choices, title, none));
  return picked === undefined ? [] : [picked];
}

async function confirmDeletion(runs: readonly ListedRun[]): Promise<boolean> {
  const [only] = runs;
  const question =
    runs.length === 1 && only !== undefined
      ? only.pinned
        ? vscode.l10n.t('Delete the pinned run "{0}"?', titleOf(only))
        : vscode.l10n.t('Delete the run "{0}"?', titleOf(only))
      : vscode.l10n.t('Delete {0} runs?', runs.length);
  const pinned = runs.filter((run) => run.pinned).length;
  const details = [
    ...(runs.length > 1 && pinned > 0 ? [vscode.l10n.t('Pinned among them: {0}.', pinned)] : []),
    vscode.l10n.t('Answers, traces and the text in them are deleted from disk.'),
  ];
  const confirm = { title: vscode.l10n.t('Delete') };
  return (await askInDialog(question, details.join(' '), [confirm])) === confirm;
}
