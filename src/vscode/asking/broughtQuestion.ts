import * as vscode from 'vscode';
import { InvalidOption } from '../../core/errors.ts';
import { type NumericOption, optionBounds, type RunOptions } from '../../core/options.ts';
import { formatUsd, shorten } from '../figures.ts';
import { askInDialog } from '../notifications.ts';
import { plainLine } from '../plainText.ts';
import { readOptions } from '../settings/settings.ts';
import type { AskArgument } from './askArgument.ts';

/** Of a question, in the dialog. */
const shownChars = 1_000;

/** What a caller may lower but not raise: all that a run may spend or take. */
const limits: readonly (NumericOption | 'maxOutputChars')[] = [
  ...(Object.keys(optionBounds) as NumericOption[]),
  'maxOutputChars',
];

/**
 * Refuses what a link, a keybinding or another extension may not bring: text that is neither in the
 * workspace nor open, and more than the settings allow. Throws InvalidOption.
 */
export function checkBrought({ isBrought, uris, options }: AskArgument): void {
  if (!isBrought) return;
  const foreign = uris.find((uri) => !isWithinReach(uri));
  if (foreign !== undefined) {
    const file = foreign.scheme === 'file' ? foreign.fsPath : foreign.toString(true);
    throw new InvalidOption(
      `"${plainLine(file)}" is neither in this workspace nor open, so a command may not be given it. Open it first.`,
    );
  }
  const allowed = readOptions();
  for (const name of limits) {
    const most = allowed[name] ?? Number.POSITIVE_INFINITY;
    if (!Object.hasOwn(options, name)) continue;
    const wanted = options[name] ?? Number.POSITIVE_INFINITY;
    if (typeof wanted === 'number' && wanted > most) {
      throw new InvalidOption(
        `"${name}" of an RLM command must not be above the setting rlm.${name}, which is ${most}.`,
        { option: name, most },
      );
    }
  }
}

/** Whether the person wants a question asked that they have not typed themselves. */
export async function confirmBrought(
  label: string,
  question: string,
  { rootModel, subModel, maxCostUsd }: RunOptions,
): Promise<boolean> {
  const ask = { title: vscode.l10n.t('Ask') };
  const detail = [
    vscode.l10n.t('Text: {0}', plainLine(label)),
    vscode.l10n.t('Question: {0}', shorten(question, shownChars)),
    vscode.l10n.t('Models: {0}, {1}', rootModel, subModel),
    vscode.l10n.t(
      'Cost limit: {0}',
      maxCostUsd === null ? vscode.l10n.t('none') : formatUsd(maxCostUsd),
    ),
  ].join('\n');
  const message = vscode.l10n.t(
    'A link, keybinding, or another extension wants to ask RLM a question.',
  );
  return (await askInDialog(message, detail, [ask])) === ask;
}

/** VS Code takes `/folder/../other` for a part of `/folder`. */
const climbing = /(?:^|[\\/])\.\.(?:[\\/]|$)/;

function isWithinReach(uri: vscode.Uri): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder !== undefined && !climbing.test(uri.path)) return true;
  const named = uri.toString();
  const { textDocuments, notebookDocuments } = vscode.workspace;
  // A file that is too large for a document is only known by its tab.
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const shown = tabs.map(({ input }) => (input instanceof vscode.TabInputText ? input.uri : null));
  return [...textDocuments, ...notebookDocuments, ...shown.map((open) => ({ uri: open }))].some(
    (open) => open.uri?.toString() === named,
  );
}
