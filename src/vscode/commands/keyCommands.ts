import * as vscode from 'vscode';
import { type ApiKeys, apiOf, keyVariables, type Server } from '../models/apiKeys.ts';
import { askKey } from '../models/keyInput.ts';
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
      const key = await askKey(server, found);
      if (key === null) return;
      await keys.set(server, key);
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
