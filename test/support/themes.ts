import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project.ts';

/** By what VS Code calls them in the setting `workbench.colorTheme`, and the files that they stand in. */
export const vscodeThemes = {
  dark: ['Dark Modern', 'dark_modern'],
  light: ['Light Modern', 'light_modern'],
  'hc-dark': ['Default High Contrast', 'hc_black'],
  'hc-light': ['Default High Contrast Light', 'hc_light'],
  'dark-2026': ['Dark 2026', '2026-dark'],
  'light-2026': ['Light 2026', '2026-light'],
  monokai: ['Monokai', 'monokai-color-theme'],
  'solarized-light': ['Solarized Light', 'solarized-light-color-theme'],
} as const;

export type ThemeName = keyof typeof vscodeThemes;

/** The one theme of each kind that the page is looked at in. */
export const mainThemes = ['dark', 'light', 'hc-dark', 'hc-light'] as const satisfies ThemeName[];

export type Colours = Readonly<Record<string, string>>;

/** The class that VS Code gives the body of a page, and what its own colour contributions go by. */
const kinds = {
  dark: { body: 'vscode-dark', defaults: 'dark' },
  light: { body: 'vscode-light', defaults: 'light' },
  'hc-dark': { body: 'vscode-high-contrast', defaults: 'highContrast' },
  'hc-light': {
    body: 'vscode-high-contrast vscode-high-contrast-light',
    defaults: 'highContrastLight',
  },
} as const;

/** What VS Code gives a webview in each theme, as `recordThemes.ts` has read it there. */
const recorded: Readonly<Record<ThemeName, Colours>> = readJson(
  'test',
  'support',
  'themeColours.json',
);

const { contributes }: { contributes: { colors: readonly Contribution[] } } =
  readJson('package.json');

interface Contribution {
  readonly id: string;
  readonly defaults: Readonly<
    Record<'dark' | 'light' | 'highContrast' | 'highContrastLight', string>
  >;
}

function readJson(...file: readonly string[]) {
  return JSON.parse(readFileSync(path.join(root, ...file), 'utf8'));
}

/** All that a webview gets in a theme, this extension's own colours included: `editor-background` and so on. */
export function coloursOf(name: ThemeName): Colours {
  const theirs = recorded[name];
  const { defaults } = kinds[kindOf(name)];
  const own = contributes.colors.map(({ id, defaults: values }) => {
    const value = values[defaults];
    const colour = value.startsWith('#') ? value : (theirs[variableOf(value)] ?? '');
    return [variableOf(id), colour] as const;
  });
  return { ...theirs, ...Object.fromEntries(own) };
}

function variableOf(id: string): string {
  return id.replaceAll('.', '-');
}

/** The class that VS Code gives the body of a page. */
export function bodyClass(name: ThemeName): string {
  return kinds[kindOf(name)].body;
}

function kindOf(name: ThemeName): keyof typeof kinds {
  switch (name) {
    case 'dark-2026':
    case 'monokai':
      return 'dark';
    case 'light-2026':
    case 'solarized-light':
      return 'light';
    default:
      return name;
  }
}

/** All that a webview gets in a theme, fonts included, by names without `--vscode-`. */
export function themeVariables(name: ThemeName): Colours {
  const fonts = {
    'font-family': '"Segoe WPC", "Segoe UI", system-ui, "Ubuntu", "DejaVu Sans", sans-serif',
    'font-size': '13px',
    'editor-font-family': '"Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
    'editor-font-size': '14px',
  };
  return { ...coloursOf(name), ...fonts };
}

/** The variables of a theme as the `style` of a webview's root element has them. */
export function themeStyle(name: ThemeName): string {
  return Object.entries(themeVariables(name))
    .map(([key, value]) => `--vscode-${key}: ${value};`)
    .join(' ');
}
