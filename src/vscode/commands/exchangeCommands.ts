import * as vscode from 'vscode';
import { type ExportServices, exportListed, readWish } from '../exchange/exportFlow.ts';
import { type ImportServices, importLogs, logAt, pickLogs } from '../exchange/importFlow.ts';
import { findRun } from './runArgument.ts';
import type { Commands } from './table.ts';

/** Commands that give runs to others, and take them from others. */
export function exchangeCommands(
  services: ExportServices & ImportServices,
): Pick<Commands, 'rlm.exportRun' | 'rlm.importRun'> {
  return {
    'rlm.exportRun': async (argument) => {
      const wish = await readWish(argument);
      const all = await services.history.list();
      const settled = all.filter(({ status }) => !/running|damaged/.test(status));
      const run = await findRun(settled, argument, vscode.l10n.t('Export which run?'));
      return run && (await exportListed(run, wish, services))?.toString();
    },
    'rlm.importRun': async (argument) => {
      const given = urisOf(argument);
      const uris = given.length > 0 ? given : await pickLogs();
      return importLogs(uris.map(logAt), services);
    },
  };
}

/** The files that a caller names: uris, or what they are written as. */
function urisOf(argument: unknown): readonly vscode.Uri[] {
  if (argument instanceof vscode.Uri) return [argument];
  if (typeof argument === 'string') return [vscode.Uri.parse(argument, true)];
  return Array.isArray(argument) ? argument.flatMap(urisOf) : [];
}
