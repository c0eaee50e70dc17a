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
): Pick<Commands, 'rlm.stopRun' | 'rlm.showRun' | 'rlm.deleteRun'> {
  const { runs, history, panels } = services;
  return {
    'rlm.stopRun': async (argument) => {
      const running = runs.all.map((run) => run.summary());
      const runId = runIdOf(argument) ?? (await pickRun(running, vscode.l10n.t('Stop which run?')));
      if (runId !== undefined) runs.get(runId)?.stop();
    },
    'rlm.showRun': async (argument) => {
      const all = await history.list();
      const runId = runIdOf(argument) ?? (await pickRun(all, vscode.l10n.t('Show which run?')));
      if (runId === undefined) return;
      const run = all.find((candidate) => candidate.runId === runId);
      if (run === undefined) throw new RunNotFound();
      panels.show(runId, run.question);
    },
    'rlm.deleteRun': async (argument) => {
      const all = (await history.list()).filter(({ status }) => status !== 'running');
      const runId = runIdOf(argument) ?? (await pickRun(all, vscode.l10n.t('Delete which run?')));
      const run = all.find((candidate) => candidate.runId === runId);
      if (runId === undefined) return;
      if (run === undefined) throw new RunNotFound();
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
      panels.close(runId);
      await history.delete(runId);
    },
  };
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
