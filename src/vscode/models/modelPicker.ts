import * as vscode from 'vscode';
import { deferred } from '../../core/deferred.ts';
import type { ModelFacts } from '../../core/model.ts';
import { plainLine } from '../plainText.ts';
import { describeModel } from './modelWords.ts';

export interface ModelQuestion {
  readonly title: string;
  readonly step: 1 | 2;
  readonly current: string;
  /** The names to choose from; empty where they aren't known. */
  readonly offered: Promise<readonly string[]>;
  readonly facts: (name: string) => ModelFacts;
}

interface ModelItem extends vscode.QuickPickItem {
  readonly model: string;
}

/**
 * The name that is picked or typed; undefined when the person gives up, null when they go back.
 * Rejects as `offered` does.
 */
export async function pickModel(question: ModelQuestion): Promise<string | undefined | null> {
  const { promise, resolve, reject } = deferred<string | undefined | null>();
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem | ModelItem>();
  pick.title = question.title;
  pick.step = question.step;
  pick.totalSteps = 2;
  if (question.step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
  pick.placeholder = vscode.l10n.t('Type to filter, or the name of any other model');
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.busy = true;
  let known: readonly (vscode.QuickPickItem | ModelItem)[] = [];
  const refresh = (): void => {
    const typed = pick.value.trim();
    const isListed = known.some((item) => modelOf(item) === typed);
    // VS Code puts labels that match first: this one doesn't, so that Enter means a listed model.
    const own = { label: vscode.l10n.t('As typed'), description: typed, alwaysShow: true };
    pick.items = typed === '' || isListed ? known : [...known, { ...own, model: typed }];
  };
  const subscriptions = [
    pick.onDidChangeValue(refresh),
    pick.onDidTriggerButton(() => resolve(null)),
    pick.onDidAccept(() => {
      const model = pick.selectedItems.map(modelOf).find((each) => each !== null);
      // Who types fast has pressed Enter before the list has followed.
      const meant = model ?? firstMatch(known, pick.value.trim());
      if (meant !== null) resolve(meant);
    }),
    pick.onDidHide(() => resolve(undefined)),
  ];
  question.offered.then((offered) => {
    pick.busy = false;
    if (offered.length === 0)
      pick.placeholder = vscode.l10n.t('The server lists no models: type the name of one');
    known = itemsOf(question, offered);
    refresh();
    const current = known.find((item) => modelOf(item) === question.current);
    if (current !== undefined && pick.value === '') pick.activeItems = [current];
  }, reject);
  pick.show();
  try {
    return await promise;
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
    pick.dispose();
  }
}

/** Models whose price is known first: those that answer questions are among them. */
function itemsOf(
  { current, facts }: ModelQuestion,
  offered: readonly string[],
): (vscode.QuickPickItem | ModelItem)[] {
  const items = [...new Set(offered)]
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .map((model) => ({
      label: plainLine(model),
      description: [
        ...(model === current ? [vscode.l10n.t('current')] : []),
        describeModel(facts(model)),
      ]
        .filter((part) => part !== '')
        .join(' · '),
      model,
    }));
  const priced = items.filter(({ model }) => facts(model).price !== null);
  const others = items.filter(({ model }) => facts(model).price === null);
  if (priced.length === 0 || others.length === 0) return items;
  const { Separator } = vscode.QuickPickItemKind;
  return [
    { label: vscode.l10n.t('Price known'), kind: Separator },
    ...priced,
    { label: vscode.l10n.t('Others'), kind: Separator },
    ...others,
  ];
}

/** What the list would show first for what is typed; else that itself, null for nothing. */
function firstMatch(
  known: readonly (vscode.QuickPickItem | ModelItem)[],
  typed: string,
): string | null {
  if (typed === '') return null;
  const models = known.map(modelOf).filter((model) => model !== null);
  return models.find((model) => model.toLowerCase().includes(typed.toLowerCase())) ?? typed;
}

function modelOf(item: vscode.QuickPickItem | ModelItem): string | null {
  return 'model' in item ? item.model : null;
}
