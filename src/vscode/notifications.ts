import * as vscode from 'vscode';
import { plainText } from './plainText.ts';

/** What a notification offers to do, by the command that does it. */
export interface Remedy {
  readonly title: string;
  readonly command: string;
  readonly argument?: unknown;
}

/** Something else that it offers to do. */
export interface Offer {
  readonly title: string;
  readonly act: () => Thenable<unknown>;
}

export const remedies = {
  connectModel: (): Remedy => ({
    title: vscode.l10n.t('Connect a model...'),
    command: 'rlm.connectModel',
  }),
  setApiKey: (): Remedy => ({
    title: vscode.l10n.t('Set API key'),
    command: 'rlm.setApiKey',
  }),
  openSettings: (): Remedy => ({
    title: vscode.l10n.t('Open settings'),
    command: 'rlm.openSettings',
  }),
  manageTrust: (): Remedy => ({
    title: vscode.l10n.t('Manage trust'),
    command: 'workbench.trust.manage',
  }),
  selectModels: (): Remedy => ({
    title: vscode.l10n.t('Select models...'),
    command: 'rlm.selectModels',
  }),
  testConnection: (): Remedy => ({
    title: vscode.l10n.t('Test connection'),
    command: 'rlm.testConnection',
  }),
  showRun: (runId: string): Remedy => ({
    title: vscode.l10n.t('Show'),
    command: 'rlm.showRun',
    argument: runId,
  }),
  showLog: (): Remedy => ({ title: vscode.l10n.t('Show log'), command: 'rlm.showLog' }),
} as const;

/**
 * Shows a sentence with ways on; doesn't wait for the person. What others wrote in it is nothing but
 * text: this and `askInDialog` are the only ways to notifications and dialogs.
 */
export function notify(
  severity: Severity,
  sentence: string,
  offered: readonly (Remedy | Offer)[] = [],
): void {
  const titles = offered.map(({ title }) => title);
  shown(severity)(plainText(sentence), ...titles).then(async (chosen) => {
    const remedy = offered.find(({ title }) => title === chosen);
    if (remedy === undefined) return;
    if ('act' in remedy) {
      await remedy.act();
      return;
    }
    const { command, argument } = remedy;
    await vscode.commands.executeCommand(command, ...(argument === undefined ? [] : [argument]));
  });
}

/** Asks in a dialog that keeps everything else waiting; undefined when the person turns it away. */
export function askInDialog<Choice extends vscode.MessageItem>(
  message: string,
  detail: string,
  choices: readonly Choice[],
): Thenable<Choice | undefined> {
  const options = { modal: true, detail: plainText(detail) };
  return vscode.window.showWarningMessage(plainText(message), options, ...choices);
}

type Severity = 'information' | 'warning' | 'error';

function shown(
  severity: Severity,
): (sentence: string, ...titles: readonly string[]) => Thenable<string | undefined> {
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  switch (severity) {
    case 'information':
      return showInformationMessage;
    case 'warning':
      return showWarningMessage;
    case 'error':
      return showErrorMessage;
  }
}
