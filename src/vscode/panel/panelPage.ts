import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Port } from '../../protocol/channel.ts';

/** Readies a panel for a page of the extension; the way to it, to be listened to before the page is there. */
export function openPort(panel: vscode.WebviewPanel, extensionUri: vscode.Uri): Port {
  setTabIcon(panel, extensionUri, false);
  panel.webview.options = {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
  };
  return {
    // Resolves to false for a page that is gone, which then asks again when it is back.
    post: (message) => void panel.webview.postMessage(message),
    onMessage: (listener) => panel.webview.onDidReceiveMessage(listener),
  };
}

/** The mark of the tab, another one while its run goes on. */
export function setTabIcon(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  isRunning: boolean,
): void {
  const name = isRunning ? 'running.svg' : 'icon.png';
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', name);
}

/**
 * The HTML of a page: an empty body that the script of that name fills. Nothing may be loaded but the
 * extension's own script, styles and fonts.
 */
export function panelPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  name: 'panel' | 'compare',
): string {
  const asset = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    // The UI kit tries out `:focus-visible` with a style element of its own.
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset(`${name}.css`)}">
<title>RLM</title>
</head>
<body>
<script nonce="${nonce}" src="${asset(`${name}.js`)}"></script>
</body>
</html>`;
}
