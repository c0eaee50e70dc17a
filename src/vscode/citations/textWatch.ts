import * as vscode from 'vscode';

/** ms of quiet after which changes are told: typing is many of them. */
const quiet = 500;

/** Gathers the documents that were changed, saved or deleted, as texts of their uris. */
export class TextWatch implements vscode.Disposable {
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #onChange: (uris: ReadonlySet<string>) => void;
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(onChange: (uris: ReadonlySet<string>) => void) {
    this.#onChange = onChange;
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#add(document.uri);
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#add(uri)),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.#add(uri);
      }),
    ];
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #add(uri: vscode.Uri): void {
    this.#changed.add(uri.toString());
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const changed = this.#changed;
      this.#changed = new Set();
      this.#timer = null;
      this.#onChange(changed);
    }, quiet);
  }
}
