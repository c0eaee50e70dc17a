import * as vscode from 'vscode';
import type { ListedRun } from '../../runs/runSummary.ts';
import { RunNotFound } from '../failures.ts';
import { costOf, statusName, titleOf } from '../history/runItem.ts';
import { notify } from '../notifications.ts';
import { plainLine } from '../plainText.ts';

/** Whether a key of the Runs view asks for what is selected there, `{ "selected": true }`. */
export function meansSelection(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'selected' in argument;
}

/** The runs that a command is about: an id, something that has one, or all that are selected. */
export function runIdsOf(argument: unknown, selection: unknown = undefined): readonly string[] {
  if (Array.isArray(selection) && selection.length > 0) {
    return [...new Set(selection.flatMap((each) => runIdsOf(each)))];
  }
  if (Array.isArray(argument)) return runIdsOf(undefined, argument);
  const runId = runIdOf(argument);
  return runId === undefined ? [] : [runId];
}

/** A run's id, or that of an object that has one. */
function runIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('runId' in argument)) return undefined;
  return typeof argument.runId === 'string' ? argument.runId : undefined;
}

/**
 * The run handed over, else the one whose panel is shown, as far as it is one of these, else the one that
 * is picked. Rejects with RunNotFound where it isn't there. `none`: what is said where there is no choice.
 */
export async function findRun(
  runs: readonly ListedRun[],
  argument: unknown,
  title: string,
  none?: string,
  shown?: string,
): Promise<ListedRun | undefined> {
  const runId = runIdOf(argument) ?? shownAmong(runs, shown) ?? (await pickRun(runs, title, none));
  if (runId === undefined) return undefined;
  const run = runs.find((candidate) => candidate.runId === runId);
  if (run === undefined) throw new RunNotFound();
  return run;
}

/** The run whose panel is shown, where it is one of these. */
export function shownAmong(
  runs: readonly ListedRun[],
  shown: string | undefined,
): string | undefined {
  return runs.some(({ runId }) => runId === shown) ? shown : undefined;
}

/** The run that is picked; undefined when none is. `none`: what is said where there is no choice. */
export async function pickRun(
  choices: readonly ListedRun[],
  title: string,
  none: string = vscode.l10n.t('There are no runs yet.'),
): Promise<string | undefined> {
  const items = choices.map((run) => ({
    label: plainLine(titleOf(run)),
    description: [plainLine(run.label), costOf(run), statusName(run.status)]
      .filter((part) => part !== '')
      .join(' · '),
    runId: run.runId,
  }));
  if (items.length === 0) {
    notify('information', none);
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.runId;
}
