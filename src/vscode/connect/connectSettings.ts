import * as vscode from 'vscode';
import type { ApiKeys } from '../models/apiKeys.ts';
import { askInDialog } from '../notifications.ts';
import { readServer } from '../settings/settings.ts';
import { isConfigured } from './plan.ts';
import type { Tested } from './testPlan.ts';

/**
 * Keeps what was tested: the key in the secret store, the rest in the settings of the machine where the
 * extension runs. False when the person doesn't want headers of another server to be given up.
 */
export async function saveConnection(
  { plan, pair }: Tested,
  { keys }: { readonly keys: ApiKeys },
): Promise<boolean> {
  const values: Record<string, unknown> = {
    provider: plan?.provider ?? 'vscodeLm',
    rootModel: pair.root,
    subModel: pair.sub,
  };
  if (plan !== null) {
    values.baseUrl = plan.baseUrl === '' ? undefined : plan.baseUrl;
    // That is how it was tested.
    values.api = undefined;
    const headers = Object.keys((await readServer()).headers);
    if (headers.length > 0 && !(await isConfigured(plan, { keys }))) {
      if (!(await agreesToDrop(headers, plan.server.host))) return false;
      values.headers = undefined;
    }
    if (plan.isNewKey && plan.apiKey !== null) await keys.set(plan.server, plan.apiKey);
  }
  const settings = vscode.workspace.getConfiguration('rlm');
  for (const [name, value] of Object.entries(values))
    await settings.update(name, value, vscode.ConfigurationTarget.Global);
  return true;
}

/** Headers may hold keys: they go to no server for which they weren't set. */
async function agreesToDrop(names: readonly string[], host: string): Promise<boolean> {
  const remove = { title: vscode.l10n.t('Remove them') };
  const chosen = await askInDialog(
    vscode.l10n.t('The setting rlm.headers holds headers for another server.'),
    vscode.l10n.t(
      'They would be sent to {0} with each request: {1}. They are removed from the settings.',
      host,
      names.join(', '),
    ),
    [remove],
  );
  return chosen === remove;
}
