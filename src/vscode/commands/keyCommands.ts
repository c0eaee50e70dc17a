import * as vscode from 'vscode';
import { type ApiKeys, apiOf, keyVariables, type Server } from '../models/apiKeys.ts';
import { notify } from '../notifications.ts';
import { readServer } from '../settings/settings.ts';
import type { Commands } from './table.ts';

/** The key of the server that the settings name, kept by the editor's secret store. */
export function keyCommands(keys: ApiKeys): Pick<Commands, 'rlm.setApiKey' | 'rlm.clearApiKey'> {
  const configuredServer = async (): Promise<Server> => {
    const { provider, baseUrl } = await readServer();
    return keys.server(baseUrl, apiOf(provider));
  };
  return {
    'rlm.setApiKey': async () => {
      const server = await configuredServer();
      const found = await keys.find(server);
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
      if (key === undefined || key.trim() === '') return;
      await keys.set(server, key.trim());
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('The API key for {0} is set.', server.host),
        5_000,
      );
    },
    'rlm.clearApiKey': async () => {
      const server = await configuredServer();
      if ((await keys.find(server)) === null) {
        notify('information', vscode.l10n.t('No API key is set for {0}.', server.host));
        return;
      }
      await keys.clear(server);
      const rest = await keys.find(server);
      const cleared = vscode.l10n.t('The API key for {0} is cleared.', server.host);
      const remains = vscode.l10n.t(
        'From now on, {0} from the environment is used.',
        keyVariables[server.api].key,
      );
      notify('information', rest === null ? cleared : `${cleared} ${remains}`);
    },
  };
}
