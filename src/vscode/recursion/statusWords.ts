import * as vscode from 'vscode';
import type { NodeStatus } from '../../trajectory/status.ts';

/** How a node of the Recursion view stands, as an icon. */
export function iconOf(status: NodeStatus): vscode.ThemeIcon {
  const color = (id: string): vscode.ThemeColor => new vscode.ThemeColor(id);
  switch (status) {
    case 'running':
      return new vscode.ThemeIcon('loading~spin');
    case 'ok':
      return new vscode.ThemeIcon('pass', color('testing.iconPassed'));
    case 'answer':
      return new vscode.ThemeIcon('pass-filled', color('testing.iconPassed'));
    case 'partial':
    case 'limit':
      return new vscode.ThemeIcon('warning', color('list.warningForeground'));
    case 'interrupted':
      return new vscode.ThemeIcon('debug-disconnect', color('testing.iconSkipped'));
    case 'error':
      return new vscode.ThemeIcon('error', color('testing.iconFailed'));
    case 'stopped':
      return new vscode.ThemeIcon('circle-slash', color('testing.iconSkipped'));
    case 'skipped':
      return new vscode.ThemeIcon('debug-step-over', color('testing.iconSkipped'));
    case 'memo':
      return new vscode.ThemeIcon('history');
  }
}

/** The same in words. */
export function statusName(status: NodeStatus): string {
  switch (status) {
    case 'running':
      return vscode.l10n.t('running');
    case 'ok':
      return vscode.l10n.t('done');
    case 'partial':
      return vscode.l10n.t('done, but calls failed');
    case 'answer':
      return vscode.l10n.t('answered');
    case 'limit':
      return vscode.l10n.t('ended by a limit');
    case 'interrupted':
      return vscode.l10n.t('interrupted');
    case 'error':
      return vscode.l10n.t('failed');
    case 'stopped':
      return vscode.l10n.t('stopped');
    case 'skipped':
      return vscode.l10n.t('skipped');
    case 'memo':
      return vscode.l10n.t('cached ($0)');
  }
}
