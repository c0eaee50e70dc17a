import * as vscode from 'vscode';
import type { LogFile } from './importFlow.ts';
import { logAt } from './importFlow.ts';

const uriList = 'text/uri-list';

/** Lets logs be dropped on a tree: files of the explorer, of an editor's tab or of the desktop. */
export class LogDrop implements vscode.TreeDragAndDropController<string> {
  readonly dropMimeTypes = [uriList, 'files'];
  readonly dragMimeTypes = [];
  readonly #take: (files: readonly LogFile[]) => Promise<unknown>;

  constructor(take: (files: readonly LogFile[]) => Promise<unknown>) {
    this.#take = take;
  }

  async handleDrop(_target: string | undefined, dropped: vscode.DataTransfer): Promise<void> {
    const uris = ((await dropped.get(uriList)?.asString()) ?? '')
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => logAt(vscode.Uri.parse(line, true)));
    // A desktop's file has no uri where the window runs on another machine.
    const files = [...dropped].flatMap(([, item]) => {
      const file = item.asFile();
      return file === undefined ? [] : [{ name: file.name, read: async () => file.data() }];
    });
    const logs = uris.length > 0 ? uris : files;
    if (logs.length > 0) await this.#take(logs);
  }
}
