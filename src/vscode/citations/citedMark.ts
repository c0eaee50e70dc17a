import * as vscode from 'vscode';

/** Lines of a document that an answer points to. */
export interface CitedLines {
  readonly uri: vscode.Uri;
  readonly lines: vscode.Range;
  readonly runId: string;
}

/**
 * Marks the lines that were opened last, with a way back to the answer: a line above them and a link
 * in their hover. They stay marked until other lines are opened or the document is edited or closed.
 */
export class CitedMark implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.symbolHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.findMatchForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #marked: CitedLines | null = null;

  readonly onDidChangeCodeLenses = this.#lensesChanged.event;

  constructor() {
    this.#subscriptions = [
      vscode.languages.registerCodeLensProvider('*', this),
      // An editor that comes back into sight is a new one.
      vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.#isIn(document)) this.show(null);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.#isIn(document)) this.show(null);
      }),
    ];
  }

  /** Null takes the mark away. */
  show(marked: CitedLines | null): void {
    this.#marked = marked;
    this.#draw();
    this.#lensesChanged.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (this.#marked === null || !this.#isIn(document)) return [];
    const { lines, runId } = this.#marked;
    const command = {
      title: `$(arrow-left) ${vscode.l10n.t('Back to the answer')}`,
      tooltip: vscode.l10n.t('Show the run whose answer points to these lines'),
      command: 'rlm.showRun',
      arguments: [runId],
    };
    return [new vscode.CodeLens(new vscode.Range(lines.start, lines.start), command)];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#lensesChanged.dispose();
    this.#decoration.dispose();
  }

  #isIn(document: vscode.TextDocument): boolean {
    return document.uri.toString() === this.#marked?.uri.toString();
  }

  #draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const marked = this.#isIn(editor.document) ? this.#marked : null;
      editor.setDecorations(
        this.#decoration,
        marked === null ? [] : [{ range: marked.lines, hoverMessage: wayBack(marked.runId) }],
      );
    }
  }
}

function wayBack(runId: string): vscode.MarkdownString {
  const link = `command:rlm.showRun?${encodeURIComponent(JSON.stringify([runId]))}`;
  const hover = new vscode.MarkdownString(`[${vscode.l10n.t('Back to the answer')}](${link})`);
  hover.isTrusted = { enabledCommands: ['rlm.showRun'] };
  return hover;
}
