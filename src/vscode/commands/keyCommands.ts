import * as vscode from 'vscode';
import type { ApiKeys } from '../models/apiKeys.ts';
import { notify } from '../notifications.ts';
import { readServer } from '../settings/settings.ts';
import type { Commands } from './table.ts';

/** The key of the server that the settings name, kept by the editor's secret store. */
export function keyCommands(keys: ApiKeys): Pick<Commands, 'rlm.setApiKey' | 'rlm.clearApiKey'> {
  return {
    'rlm.setApiKey': async () => {
      const server = keys.server((await readServer()).baseUrl);
      const found = await keys.find(server);
      const placeholders = {
        storage: vscode.l10n.t('A key is set. A new one replaces it.'),
        environment: vscode.l10n.t(
          'A key comes from OPENAI_API_KEY. A key set here takes precedence.',
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
      if (key === undefined || key.trim() === '') return;
      await keys.set(server, key.trim());
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('The API key for {0} is set.', server.host),
        5_000,
      );
    },
    'rlm.clearApiKey': async () => {
      const server = keys.server((await readServer()).baseUrl);
      if ((await keys.find(server)) === null) {
        notify('information', vscode.l10n.t('No API key is set for {0}.', server.host));
        return;
      }
      await keys.clear(server);
      const rest = await keys.find(server);
      const cleared = vscode.l10n.t('The API key for {0} is cleared.', server.host);
      const remains = vscode.l10n.t('From now on, OPENAI_API_KEY from the environment is used.');
      notify('information', rest === null ? cleared : `${cleared} ${remains}`);
    },
  };
}
