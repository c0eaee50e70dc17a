import * as vscode from 'vscode';
import { columnForPage } from './panelColumn.ts';

/** The view types of the pages: of a run, and of two compared. */
export const pageTypes = { run: 'rlm.run', compare: 'rlm.compare' } as const;

/** Where a page opens in the window as it is now. */
export function openColumn(): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all.map(({ viewColumn, isActive, tabs }) => ({
    column: viewColumn,
    isActive,
    tabs: tabs.map(({ input, isActive }) => ({ isOurs: isPage(input), isActive })),
  }));
  return columnForPage(groups) ?? vscode.ViewColumn.Beside;
}

/** VS Code puts words of its own before a view type. */
function isPage(input: unknown): boolean {
  if (!(input instanceof vscode.TabInputWebview)) return false;
  return Object.values(pageTypes).some(
    (type) => input.viewType === type || input.viewType.endsWith(`-${type}`),
  );
}
