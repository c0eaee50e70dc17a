// `node test/scripts/run.mjs test/scripts/recordThemes.ts`: takes from a real VS Code what its themes give a
// webview, as far as the pages and the walkthrough's pictures use it, into test/support/themeColours.json.
import { glob, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openWindow } from '../support/editorWindow.ts';
import { root } from '../support/project.ts';
import { vscodeThemes } from '../support/themes.ts';
import { prepareUiParts, type UiParts } from '../support/uiParts.ts';

/** The names of the variables that pages, pictures and our own colours ask for, without `--vscode-`. */
async function usedColours(): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const file of glob('{dist/{panel,compare}.{css,js},media/walkthrough/*.svg}', {
    cwd: root,
  })) {
    const text = await readFile(path.join(root, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/--vscode-([\w-]+)/g)) {
      if (!/font|^rlm-/.test(name)) names.add(name);
    }
  }
  const { contributes } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  for (const { defaults } of contributes.colors as readonly { readonly defaults: object }[]) {
    // Those that stand for another of VS Code's colours, such as charts.yellow.
    for (const value of Object.values(defaults).map(String))
      if (!value.startsWith('#')) names.add(value.replaceAll('.', '-'));
  }
  return [...names].sort();
}

/** Without those that the theme leaves empty. */
async function coloursOf(parts: UiParts, label: string, file: string, names: readonly string[]) {
  const window = await openWindow(parts, { settings: { 'workbench.colorTheme': label } });
  try {
    const { page } = window.workbench;
    // The window shows in a theme of its own until the one that is set is there.
    await page.locator(`.monaco-workbench[class*="${file}-json"]`).waitFor();
    const variables = names.map((name) => `--vscode-${name}`);
    const read = `((names) => {
      const style = getComputedStyle(document.querySelector('.monaco-workbench'));
      return names.map((name) => style.getPropertyValue(name).trim());
    })(${JSON.stringify(variables)})`;
    const values = await page.evaluate<string[]>(read);
    return Object.fromEntries(
      names.map((name, at) => [name, values[at] ?? '']).filter(([, value]) => value !== ''),
    );
  } finally {
    await window.close();
  }
}

if (import.meta.main) {
  const { parts, remove } = await prepareUiParts();
  const names = await usedColours();
  try {
    const recorded: Record<string, unknown> = {};
    for (const [theme, [label, file]] of Object.entries(vscodeThemes)) {
      recorded[theme] = await coloursOf(parts, label, file, names);
    }
    const file = path.join(root, 'test', 'support', 'themeColours.json');
    await writeFile(file, `${JSON.stringify(recorded, null, 2)}\n`);
  } finally {
    await remove();
  }
}
