import * as vscode from 'vscode';
import { type FilterMark, pinnedMark, statusMarks, suggestMarks } from '../../runs/runFilter.ts';
import type { ListedRun } from '../../runs/runSummary.ts';
import type { History } from './history.ts';
import { statusName } from './runItem.ts';
import type { RunsView } from './runsView.ts';

interface Suggestion extends vscode.QuickPickItem {
  /** What is typed for the person; null: the filter is good as it is. */
  readonly mark: string | null;
}

/**
 * Filters the view while a person types; what was typed stays when the box closes, since the view says
 * so and offers to clear it. A word that begins with `@` is completed from what the runs have.
 */
export async function showFilterInput(view: RunsView, history: History): Promise<void> {
  const runs = await history.list();
  const marks = suggestMarks(runs);
  const box = vscode.window.createQuickPick<Suggestion>();
  box.title = vscode.l10n.t('Filter runs');
  box.placeholder = vscode.l10n.t('Words of question, answer or file, or @ for more');
  box.value = view.filter;
  /** What was typed when the list was made: a quick Enter may come before the next one. */
  let listedFor: string | null = null;
  const suggest = async (): Promise<void> => {
    const typed = box.value;
    const found = await history.filter(runs, typed);
    if (typed !== box.value) return;
    box.items = suggestions(typed, marks, found.length, runs.length);
    listedFor = typed;
  };
  box.onDidChangeValue((value) => {
    view.filter = value;
    void suggest();
  });
  box.onDidAccept(() => {
    const mark = box.activeItems[0]?.mark ?? null;
    if (mark === null || listedFor !== box.value) {
      box.hide();
      return;
    }
    box.value = `${withoutLastWord(box.value)}${mark} `;
    view.filter = box.value;
    void suggest();
  });
  await suggest();
  box.show();
  await new Promise<void>((resolve) => box.onDidHide(resolve));
  box.dispose();
}

function suggestions(
  typed: string,
  marks: readonly FilterMark[],
  found: number,
  all: number,
): Suggestion[] {
  const said: Suggestion = {
    label: vscode.l10n.t('{0} of {1} runs', found, all),
    mark: null,
    alwaysShow: true,
  };
  const word = lastWord(typed).toLowerCase();
  const isDone = marks.some(({ mark }) => mark.toLowerCase() === word);
  if ((word !== '' && !word.startsWith('@')) || isDone) return [said];
  const matching = marks.filter(({ mark }) => mark.toLowerCase().startsWith(word));
  const offered = matching.map(({ mark, count }) => ({
    label: mark,
    description: `${meaningOf(mark)} (${count})`.trim(),
    mark,
    alwaysShow: true,
  }));
  // While a mark is typed, Enter completes it; else it closes the box.
  return word === '' ? [said, ...offered] : [...offered, said];
}

function meaningOf(mark: string): string {
  if (mark === pinnedMark) return vscode.l10n.t('pinned');
  const [status] = Object.entries(statusMarks).find(([, each]) => each === mark) ?? [];
  return status === undefined ? '' : statusName(status as ListedRun['status']);
}

/** What is being typed: `''` after a space. */
function lastWord(text: string): string {
  return /\S*$/.exec(text)?.[0] ?? '';
}

function withoutLastWord(text: string): string {
  return text.slice(0, text.length - lastWord(text).length);
}
