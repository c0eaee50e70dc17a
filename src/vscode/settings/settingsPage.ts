/** The command of VS Code that opens its settings editor, and what to search for in it. */
export interface SettingsPage {
  readonly command: string;
  readonly argument: { readonly query: string };
}

/**
 * Where the settings stand that belong to a machine: in a remote window the User tab doesn't show them.
 * `setting`: the one to show, `rlm.maxCostUsd`; all of them unless it is given.
 */
export function settingsPage(remoteName: string | undefined, setting: unknown): SettingsPage {
  const isOurs = typeof setting === 'string' && /^rlm\.[\w.]*$/.test(setting);
  return {
    command: `workbench.action.open${remoteName === undefined ? '' : 'Remote'}Settings`,
    argument: { query: isOurs ? setting : 'rlm.' },
  };
}
