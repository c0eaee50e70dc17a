// `node test/scripts/exportedTheme.ts`: the colours of an exported page, which has no VS Code to give it
// any, from what VS Code's own default themes give the panel (themeColours.json), into webview/styles.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../support/project.ts';
import { type ThemeName, themeVariables } from '../support/themes.ts';

export const exportedThemeFile = path.join(root, 'webview', 'styles', 'exportedTheme.css');

/** The style sheet: light, and dark where the reader's system is. */
export function exportedTheme(): string {
  const rules = (theme: ThemeName, indent: string): string =>
    Object.entries(themeVariables(theme))
      .map(([name, value]) => `${indent}--vscode-${name}: ${value};\n`)
      .join('');
  return `/* Made by test/scripts/exportedTheme.ts: change it there. */
:root {
${rules('light', '  ')}}

@media (prefers-color-scheme: dark) {
  :root {
${rules('dark', '    ')}  }
}
`;
}

if (import.meta.main) await writeFile(exportedThemeFile, exportedTheme());
