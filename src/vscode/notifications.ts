import * as vscode from 'vscode';

/** What a notification offers to do, by the command that does it. */
export interface Remedy {
  readonly title: string;
  readonly command: string;
  readonly argument?: unknown;
}

export const remedies = {
  setApiKey: (): Remedy => ({
    title: vscode.l10n.t('Set API key'),
    command: 'rlm.setApiKey',
  }),
  openSettings: (): Remedy => ({
    title: vscode.l10n.t('Open settings'),
    command: 'workbench.action.openSettings',
    argument: 'rlm.',
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
  showLog: (): Remedy => ({ title: vscode.l10n.t('Show log'), command: 'rlm.showLog' }),
} as const;

/** Shows a sentence with ways on; doesn't wait for the person. */
export function notify(
  severity: 'information' | 'error',
  sentence: string,
  offered: readonly Remedy[],
): void {
  const { showInformationMessage, showErrorMessage } = vscode.window;
  const show = severity === 'error' ? showErrorMessage : showInformationMessage;
  show(sentence, ...offered.map(({ title }) => title)).then(async (chosen) => {
    const remedy = offered.find(({ title }) => title === chosen);
    if (remedy === undefined) return;
    const { command, argument } = remedy;
    await vscode.commands.executeCommand(command, ...(argument === undefined ? [] : [argument]));
  });
}
