import * as vscode from 'vscode';
import { runAgain } from '../asking/againFlow.ts';
import { parseAskArgument } from '../asking/askArgument.ts';
import type { AskServices } from '../asking/askFlow.ts';
import type { EarlierRunServices } from '../asking/earlierRun.ts';
import { findRun } from './runArgument.ts';
import type { Commands } from './table.ts';

/** Commands that go on from a run; `argument` is its id, the view's element, or `{ runId, question, options }`. */
export function againCommands(
  services: AskServices & EarlierRunServices,
): Pick<Commands, 'rlm.runAgain'> {
  return {
    'rlm.runAgain': async (argument) => {
      const all = await services.history.list();
      const run = await findRun(all, argument, vscode.l10n.t('Run which one again?'));
      return (
        run &&
        runAgain(
          run.runId,
          parseAskArgument(typeof argument === 'string' ? undefined : argument),
          services,
        )
      );
    },
  };
}
