import * as vscode from 'vscode';
import type { History } from './history/history.ts';
import type { LiveRuns } from './live/liveRuns.ts';
import { isDemo } from './models/answering.ts';
import type { ApiKeys } from './models/apiKeys.ts';

export interface EditorContextParts {
  readonly runs: LiveRuns;
  readonly history: History;
  readonly keys: ApiKeys;
  readonly secrets: vscode.SecretStorage;
  readonly onFailure: (failure: unknown) => void;
}

/**
 * Tells VS Code what the palette and the welcome texts go by: `rlm.noRuns`, and `rlm.demoAnswers` where
 * nothing but the offline demo is set up. Neither is set before that is known, so that nothing is hidden
 * or said which isn't so.
 */
export class EditorContext implements vscode.Disposable {
  readonly #parts: EditorContextParts;
  readonly #subscriptions: readonly vscode.Disposable[];
  #hasRuns: boolean | null = null;

  constructor(parts: EditorContextParts) {
    this.#parts = parts;
    const { runs, history, secrets } = parts;
    this.#subscriptions = [
      history.onDidChange(() => this.#attempt(this.#tellRuns())),
      runs.onDidProgress(() => {
        if (this.#hasRuns === false) this.#attempt(this.#tellRuns());
      }),
      secrets.onDidChange(() => this.#attempt(this.#tellDemo())),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('rlm')) this.#attempt(this.#tellDemo());
      }),
    ];
    this.#attempt(this.#tellRuns());
    this.#attempt(this.#tellDemo());
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #tellRuns(): Promise<void> {
    this.#hasRuns = (await this.#parts.history.list()).length > 0;
    await vscode.commands.executeCommand('setContext', 'rlm.noRuns', !this.#hasRuns);
  }

  async #tellDemo(): Promise<void> {
    const demo = await isDemo(vscode.workspace.getConfiguration('rlm'), this.#parts.keys);
    await vscode.commands.executeCommand('setContext', 'rlm.demoAnswers', demo);
  }

  #attempt(telling: Promise<void>): void {
    telling.catch(this.#parts.onFailure);
  }
}
