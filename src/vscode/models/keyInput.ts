import * as vscode from 'vscode';
import { type FoundKey, keyVariables, type Server } from './apiKeys.ts';

/** The key that the person types or pastes; null when they give up. `found`: what is used without it. */
export async function askKey(server: Server, found: FoundKey | null): Promise<string | null> {
  const placeholders = {
    storage: vscode.l10n.t('A key is set. A new one replaces it.'),
    environment: vscode.l10n.t(
      'A key comes from {0}. A key set here takes precedence.',
      keyVariables[server.api].key,
    ),
  };
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('API key for {0}', server.host),
    prompt: vscode.l10n.t('Stored in the secret storage of VS Code, for this server only.'),
    placeHolder: found === null ? vscode.l10n.t('No key is set.') : placeholders[found.from],
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /[^\x21-\x7e]/.test(value.trim())
        ? vscode.l10n.t("A key has no spaces and no letters outside ASCII: this isn't one.")
        : undefined,
  });
  return key?.trim() || null;
}
