import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary.ts';
import { RunNotFound } from '../failures.ts';
import type { History } from '../history.ts';
import type { LiveRuns } from '../liveRuns.ts';
import type { RunPanels } from '../runPanels.ts';
import { costOf, statusName } from '../runsView.ts';
import type { Commands } from './table.ts';

export interface RunCommandServices {
  readonly runs: LiveRuns;
  readonly history: History;
  readonly panels: RunPanels;
}

/** Commands on a run: the one handed over (an id, or the view's element), else one that is picked. */
export function runCommands(
  services: RunCommandServices,
): Pick<Commands, 'rlm.stopRun' | 'rlm.showRun' | 'rlm.replayRun' | 'rlm.deleteRun'> {
  const { runs, history, panels } = services;
  return {
    'rlm.stopRun': async (argument) => {
      const running = runs.all.map((run) => run.summary());
      const runId = runIdOf(argument) ?? (await pickRun(running, vscode.l10n.t('Stop which run?')));
      if (runId !== undefined) runs.get(runId)?.stop();
    },
    'rlm.showRun': async (argument) => {
      const all = await history.list();
      const run = await findRun(all, argument, vscode.l10n.t('Show which run?'));
      if (run !== undefined) panels.show(run.runId, run.question);
    },
    'rlm.replayRun': async (argument) => {
      const all = (await history.list()).filter(({ status }) => status !== 'running');
      const run = await findRun(all, argument, vscode.l10n.t('Replay which run?'));
      if (run !== undefined) panels.replay(run.runId, run.question);
    },
    'rlm.deleteRun': async (argument) => {
      const all = (await history.list()).filter(({ status }) => status !== 'running');
      const run = await findRun(all, argument, vscode.l10n.t('Delete which run?'));
      if (run === undefined) return;
      const confirm = vscode.l10n.t('Delete');
      const detail = vscode.l10n.t(
        'Its answer, its trace and the texts in it are removed from disk.',
      );
      const chosen = await vscode.window.showWarningMessage(
        vscode.l10n.t('Delete the run "{0}"?', run.question),
        { modal: true, detail },
        confirm,
      );
      if (chosen !== confirm) return;
      panels.close(run.runId);
      await history.delete(run.runId);
    },
  };
}

/** The run handed over, else the one that is picked. Rejects with RunNotFound where it isn't there. */
async function findRun(
  runs: readonly RunSummary[],
  argument: unknown,
  title: string,
): Promise<RunSummary | undefined> {
  const runId = runIdOf(argument) ?? (await pickRun(runs, title));
  if (runId === undefined) return undefined;
  const run = runs.find((candidate) => candidate.runId === runId);
  if (run === undefined) throw new RunNotFound();
  return run;
}

/** A run's id, or an element that has one. */
function runIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('runId' in argument)) return undefined;
  return typeof argument.runId === 'string' ? argument.runId : undefined;
}

/** The only one there is, else the one that is picked; undefined when none is. */
async function pickRun(choices: readonly RunSummary[], title: string): Promise<string | undefined> {
  if (choices.length === 1) return choices[0]?.runId;
  const items = choices.map((run) => ({
    label: run.question,
    description: `${run.label} · ${costOf(run)} · ${statusName(run.status)}`,
    runId: run.runId,
  }));
  if (items.length === 0) {
    vscode.window.showInformationMessage(vscode.l10n.t('There is no such run.'));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.runId;
}
