import * as vscode from 'vscode';
import { type NumericOption, optionBounds, type RunOptions } from '../../core/options.ts';
import { titleOfLimit } from './againForm.ts';

/**
 * Asks for more of the limit that ended a run: twice as much is offered. Null when the person gives up.
 */
export async function askRaisedLimit(
  option: NumericOption,
  options: RunOptions,
): Promise<Partial<RunOptions> | null> {
  const current = options[option] ?? 0;
  const { maximum, integer } = optionBounds[option];
  const offered = Math.min(maximum, current * 2);
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Resume run'),
    prompt: vscode.l10n.t(
      '{0} of the whole run, with what it has used already. It was {1}.',
      titleOfLimit(option),
      current.toLocaleString('en-US'),
    ),
    value: String(offered),
    ignoreFocusOut: true,
    validateInput: (value) => {
      const number = Number(value);
      const isMore = value.trim() !== '' && number > current && number <= maximum;
      if (isMore && (!integer || Number.isInteger(number))) return undefined;
      return integer
        ? vscode.l10n.t('Enter a whole number above {0}, at most {1}.', current, maximum)
        : vscode.l10n.t('Enter a number above {0}, at most {1}.', current, maximum);
    },
  });
  return typed === undefined ? null : { [option]: Number(typed) };
}
