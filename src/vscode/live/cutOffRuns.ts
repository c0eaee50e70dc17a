import * as vscode from 'vscode';
import { shorten } from '../figures.ts';
import type { History } from '../history/history.ts';
import { notify, remedies } from '../notifications.ts';
import type { LiveRuns } from './liveRuns.ts';

const key = 'rlm.running';
/** Of the question, in the notification. */
const questionChars = 80;

/**
 * Knows which runs this window had when it was last closed or reloaded, and tells of them once: they can be
 * resumed.
 */
export function tellOfCutOffRuns(
  memory: Pick<vscode.Memento, 'get' | 'update'>,
  runs: Pick<LiveRuns, 'all' | 'onDidProgress'>,
  history: Pick<History, 'list'>,
): vscode.Disposable {
  const before = idsIn(memory.get(key));
  let noted = before.join();
  const note = async (): Promise<void> => {
    const ids = runs.all.map(({ runId }) => runId);
    if (ids.join() === noted) return;
    noted = ids.join();
    await memory.update(key, ids);
  };
  const tell = async (): Promise<void> => {
    await note();
    const all = await history.list();
    for (const run of all.filter(({ runId }) => before.includes(runId))) {
      if (run.status !== 'interrupted') continue;
      const { runId, question } = run;
      const sentence = vscode.l10n.t(
        'A run was interrupted: {0}',
        shorten(question, questionChars),
      );
      const title = vscode.l10n.t('Resume');
      const resume = { title, command: 'rlm.resumeRun', argument: runId };
      notify('information', sentence, [resume, remedies.showRun(runId)]);
    }
  };
  // A history that can't be read is told of by the view that lists it.
  if (before.length > 0) tell().catch(() => {});
  return runs.onDidProgress(() => void note());
}

function idsIn(kept: unknown): readonly string[] {
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
}
