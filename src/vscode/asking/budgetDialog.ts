import * as vscode from 'vscode';
import { optionBounds } from '../../core/options.ts';
import type { AskForMoney } from '../../core/scope.ts';
import { formatUsd, shorten } from '../figures.ts';
import { askInDialog } from '../notifications.ts';
import { readOnBudget } from '../settings/settings.ts';
import { offeredAmount } from './moreMoney.ts';

/** Characters of the question that the dialog quotes. */
const quotedChars = 80;

/**
 * Who decides when a run's next request could cross its limit of money, by `rlm.onBudget`; undefined:
 * nobody, and the run ends with its best answer.
 */
export function moneyDecider(question: string): AskForMoney | undefined {
  switch (readOnBudget()) {
    case 'ask':
      return (facts, signal) => askForMoney(question, facts, signal);
    case 'finish':
      return undefined;
    case 'stop':
      return async () => ({ kind: 'stop' });
  }
}

type Facts = Parameters<AskForMoney>[0];
type Decision = Awaited<ReturnType<AskForMoney>>;

/** Closing the dialog is to finish: the answer that is there has been paid for. */
async function askForMoney(question: string, facts: Facts, signal: AbortSignal): Promise<Decision> {
  const { spentUsd, maxCostUsd, wantedUsd } = facts;
  const more = offeredAmount(facts);
  const add = { title: vscode.l10n.t('Add {0}', formatUsd(more)) };
  const other = { title: vscode.l10n.t('Other amount...') };
  const stop = { title: vscode.l10n.t('Stop') };
  const finish = { title: vscode.l10n.t('Answer now'), isCloseAffordance: true };
  const message = vscode.l10n.t(
    'The next call could exceed your {0} limit.',
    formatUsd(maxCostUsd),
  );
  const detail = [
    `"${shorten(question, quotedChars)}"`,
    vscode.l10n.t(
      'Spent so far: {0}. The next call may cost up to {1}. The run is paused.',
      formatUsd(spentUsd),
      formatUsd(wantedUsd),
    ),
    // Else the sum would seem to fit.
    ...(spentUsd + wantedUsd <= maxCostUsd
      ? [vscode.l10n.t('Part of the limit is reserved for a final answer.')]
      : []),
  ].join('\n\n');
  while (!signal.aborted) {
    const chosen = await askInDialog(message, detail, [add, other, stop, finish]);
    if (chosen === add) return { kind: 'add', usd: more };
    if (chosen === stop) return { kind: 'stop' };
    if (chosen !== other) break;
    const usd = await askAmount(maxCostUsd);
    if (usd !== null) return { kind: 'add', usd };
  }
  return { kind: 'finish' };
}

/** USD; null when the person goes back to the dialog. */
async function askAmount(maxCostUsd: number): Promise<number | null> {
  const most = optionBounds.maxCostUsd.maximum - maxCostUsd;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add how many dollars?'),
    prompt: vscode.l10n.t('The limit is {0} now.', formatUsd(maxCostUsd)),
    placeHolder: '0.50',
    ignoreFocusOut: true,
    validateInput: (value) =>
      readAmount(value, most) === null
        ? vscode.l10n.t('Enter an amount above 0, at most {0}.', formatUsd(most))
        : undefined,
  });
  return typed === undefined ? null : readAmount(typed, most);
}

function readAmount(typed: string, most: number): number | null {
  const usd = Number(
    typed
      .trim()
      .replace(/^\$\s*/, '')
      .replace(',', '.'),
  );
  return typed.trim() !== '' && usd > 0 && usd <= most ? usd : null;
}
