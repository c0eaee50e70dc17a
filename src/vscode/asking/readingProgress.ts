import * as vscode from 'vscode';
import { plainLine } from '../plainText.ts';
import type { SourceText, TextSource } from '../texts/textSource.ts';

/** ms after which waiting for a text is worth telling. */
const unnoticed = 300;

/** Shows that a text is being read, once its question has been asked and it isn't there yet. */
export class ReadingProgress {
  #message = '';
  #report: (message: string) => void = () => {};

  readonly tell = (message: string): void => {
    this.#message = message;
    this.#report(message);
  };

  /** Resolves and rejects as `text` does. `stop` is called when the person has had enough of it. */
  async show(source: TextSource, text: Promise<SourceText>, stop: () => void): Promise<SourceText> {
    if (await settlesSoon(text)) return text;
    const { ProgressLocation } = vscode;
    const options = {
      title: plainLine(vscode.l10n.t('RLM: reading {0}', source.label)),
      // Only a notification can be cancelled.
      location: source.isLong ? ProgressLocation.Notification : ProgressLocation.Window,
      cancellable: source.isLong,
    };
    return vscode.window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(stop);
      this.#report = (message) => progress.report({ message: plainLine(message) });
      if (this.#message !== '') this.#report(this.#message);
      return text;
    });
  }
}

async function settlesSoon(text: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), unnoticed);
  });
  const settled = text.then(
    () => true,
    // It is awaited again by the caller.
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}
