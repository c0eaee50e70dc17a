import * as vscode from 'vscode';
import { UnreadableFile } from '../../core/errors.ts';
import { mostLogBytes } from '../../runs/import/logBound.ts';
import type { RunStore } from '../../runs/runStore.ts';
import type { Failures } from '../failures.ts';
import type { History } from '../history/history.ts';
import { notify } from '../notifications.ts';
import type { RunPanels } from '../panel/runPanels.ts';
import { nameOf } from '../texts/target.ts';

export interface ImportServices {
  readonly store: RunStore;
  readonly runsFolder: string;
  readonly history: History;
  readonly panels: RunPanels;
  readonly failures: Failures;
}

/** A file that may be a log. */
export interface LogFile {
  readonly name: string;
  readonly read: () => Promise<Uint8Array>;
}

/** Makes runs of logs; a single one is shown. What goes wrong with one is told, and keeps no other back. */
export async function importLogs(
  files: readonly LogFile[],
  { store, runsFolder, history, panels, failures }: ImportServices,
): Promise<readonly string[]> {
  const { importRun } = await import('../../runs/import/importRun.ts');
  const imported: string[] = [];
  for (const { name, read } of files) {
    try {
      const text = new TextDecoder().decode(await read());
      imported.push((await importRun({ text, name }, store, runsFolder)).runId);
    } catch (error) {
      failures.report(error);
    }
  }
  if (imported.length === 0) return [];
  history.forget();
  const [first] = imported;
  const run = (await history.list()).find(({ runId }) => runId === first);
  if (imported.length === 1 && run !== undefined) panels.show(run.runId, run.question);
  else notify('information', vscode.l10n.t('{0} runs were imported.', imported.length));
  return imported;
}

/** The file of a uri. */
export function logAt(uri: vscode.Uri): LogFile {
  const name = nameOf(uri);
  return {
    name,
    read: async () => {
      const { size, type } = await vscode.workspace.fs.stat(uri).then(
        (facts) => facts,
        (): never => {
          throw new UnreadableFile(name, "it doesn't exist");
        },
      );
      if (type & vscode.FileType.Directory) throw new UnreadableFile(name, 'it is a folder');
      if (size > mostLogBytes) throw new UnreadableFile(name, 'it is over 256 MB');
      return vscode.workspace.fs.readFile(uri);
    },
  };
}

/** The logs that a person chooses. */
export async function pickLogs(): Promise<readonly vscode.Uri[]> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import run'),
    openLabel: vscode.l10n.t('Import'),
    canSelectMany: true,
    filters: { [vscode.l10n.t('Official log')]: ['jsonl'] },
  });
  return chosen ?? [];
}
