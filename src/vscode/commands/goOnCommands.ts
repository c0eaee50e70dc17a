import * as vscode from 'vscode';
import { type AskArgument, parseAskArgument } from '../asking/askArgument.ts';
import type { AskServices } from '../asking/askFlow.ts';
import { checkBrought } from '../asking/broughtQuestion.ts';
import type { EarlierRunServices } from '../asking/earlierRun.ts';
import { forkRun } from '../asking/forkFlow.ts';
import { resumeRun } from '../asking/resumeFlow.ts';
import type { RecursionView } from '../recursion/recursionView.ts';
import { findRun, runIdsOf } from './runArgument.ts';
import type { Commands } from './table.ts';

/**
 * Commands that go on from what a run has done; `argument` is its id, a view's element, or
 * `{ runId, options }`; of a fork `{ runId, iteration, question, options }`, the question being what the
 * model is told.
 */
export function goOnCommands(
  services: AskServices & EarlierRunServices,
  recursion: Pick<RecursionView, 'runId'>,
): Pick<Commands, 'rlm.resumeRun' | 'rlm.forkRun'> {
  return {
    'rlm.resumeRun': async (argument) => {
      const all = await services.history.list();
      const unanswered = all.filter(({ status }) => !/running|damaged|answered/.test(status));
      // Of one that is named, its own record says why it can't go on.
      const runs = runIdsOf(argument).length > 0 ? all : unanswered;
      const title = vscode.l10n.t('Resume which run?');
      const none = vscode.l10n.t('Every run has its answer: there is none to resume.');
      const { shownRun } = services.panels;
      const run = await findRun(runs, argument, title, none, shownRun);
      return run && resumeRun(run.runId, askedOf(argument), services);
    },
    'rlm.forkRun': async (argument) => {
      const all = await services.history.list();
      const settled = all.filter(({ status }) => !/running|damaged/.test(status));
      const title = vscode.l10n.t('Fork which run?');
      const none = vscode.l10n.t('No run has ended yet.');
      const place = placeOf(argument, recursion.runId);
      const shown = services.panels.shownRun;
      const named = place?.runId ?? argument;
      const runs = runIdsOf(named).length > 0 ? all : settled;
      const run = await findRun(runs, named, title, none, shown);
      if (run === undefined) return undefined;
      const iteration = place?.iteration ?? (await askIteration(run.iterations));
      if (iteration === undefined) return undefined;
      return forkRun(run.runId, iteration, askedOf(argument), services);
    },
  };
}

/** What a row of the page or of a tree names needs no confirmation: a person has pointed at it. */
function askedOf(argument: unknown): AskArgument {
  const isCall =
    typeof argument === 'object' &&
    argument !== null &&
    ('question' in argument || 'options' in argument);
  const { question, options } = isCall
    ? (argument as { readonly question?: unknown; readonly options?: unknown })
    : {};
  const asked = parseAskArgument(isCall ? { question, options } : undefined);
  checkBrought(asked);
  return asked;
}

/** Where in which run, by a call's argument or by a node of the Recursion view. */
function placeOf(
  argument: unknown,
  shown: string | null,
): { readonly runId: string; readonly iteration: number } | null {
  if (typeof argument !== 'object' || argument === null || !('iteration' in argument)) return null;
  const { iteration } = argument;
  if ('runId' in argument && typeof argument.runId === 'string' && typeof iteration === 'number')
    return { runId: argument.runId, iteration };
  const isNode = typeof iteration === 'object' && iteration !== null && 'number' in iteration;
  return isNode && typeof iteration.number === 'number' && shown !== null
    ? { runId: shown, iteration: iteration.number }
    : null;
}

async function askIteration(last: number): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Fork after which iteration?'),
    prompt: vscode.l10n.t('The run has {0}. The new run begins with all up to it.', last),
    value: String(last),
    validateInput: (value) =>
      Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= last
        ? undefined
        : vscode.l10n.t('Enter a whole number from {0} to {1}.', 1, last),
  });
  return typed === undefined ? undefined : Number(typed);
}
