import * as vscode from 'vscode';
import { runAgain } from '../asking/againFlow.ts';
import { type AskArgument, parseAskArgument } from '../asking/askArgument.ts';
import type { AskServices } from '../asking/askFlow.ts';
import { checkBrought } from '../asking/broughtQuestion.ts';
import type { EarlierRunServices } from '../asking/earlierRun.ts';
import { askFollowUp } from '../asking/followUpFlow.ts';
import { findRun } from './runArgument.ts';
import type { Commands } from './table.ts';

/** Commands that go on from a run; `argument` is its id, the view's element, or `{ runId, question, options }`. */
export function againCommands(
  services: AskServices & EarlierRunServices,
): Pick<Commands, 'rlm.askFollowUp' | 'rlm.runAgain'> {
  const settled = async () =>
    (await services.history.list()).filter(({ status }) => !/running|damaged/.test(status));
  const shown = () => services.panels.shownRun;
  const noneEnded = () => vscode.l10n.t('No run has ended yet.');
  return {
    'rlm.askFollowUp': async (argument) => {
      const title = vscode.l10n.t('Ask a follow-up to which run?');
      const run = await findRun(await settled(), argument, title, noneEnded(), shown());
      return run && askFollowUp(run.runId, askedOf(argument), services);
    },
    'rlm.runAgain': async (argument) => {
      const title = vscode.l10n.t('Run which one again?');
      const run = await findRun(await settled(), argument, title, noneEnded(), shown());
      return run && runAgain(run.runId, askedOf(argument), services);
    },
  };
}

function askedOf(argument: unknown): AskArgument {
  const asked = parseAskArgument(typeof argument === 'string' ? undefined : argument);
  checkBrought(asked);
  return asked;
}
