import * as vscode from 'vscode';
import type { RunEvent } from '../../core/events.ts';
import type { RunStore } from '../../runs/runStore.ts';
import type { ListedRun } from '../../runs/runSummary.ts';

/** The id of the recorded run, in every workspace. */
const sampleRunId = 'sample';

function isWhole({ runId, status }: ListedRun): boolean {
  return runId === sampleRunId && status !== 'damaged';
}

/** The sample that comes with the extension: a log of a small shop, and a recorded run about it. */
export class Sample {
  readonly log: vscode.Uri;
  readonly #recording: vscode.Uri;
  readonly #store: RunStore;
  #providing: Promise<string> | null = null;

  constructor(extensionUri: vscode.Uri, store: RunStore) {
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    this.log = vscode.Uri.joinPath(media, 'samples', 'platform.log');
    this.#recording = vscode.Uri.joinPath(media, 'walkthrough', 'recorded.jsonl');
    this.#store = store;
  }

  /** Puts the recorded run among the workspace's runs, where it isn't yet. Resolves to its id. */
  provideRun(): Promise<string> {
    this.#providing ??= this.#provide().finally(() => {
      this.#providing = null;
    });
    return this.#providing;
  }

  async #provide(): Promise<string> {
    const known = await this.#store.list();
    if (known.some(isWhole)) return sampleRunId;
    // What a broken first attempt left, an empty folder perhaps, would be in the way for ever.
    await this.#store.delete(sampleRunId);
    const bytes = await vscode.workspace.fs.readFile(this.#recording);
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\n');
    const record = await this.#store.create(sampleRunId);
    for (const line of lines) record.append(this.#placed(JSON.parse(line) as RunEvent));
    await record.close();
    return sampleRunId;
  }

  /** The recording doesn't know where the extension, and so its log, is installed. */
  #placed(event: RunEvent): RunEvent {
    if (event.type !== 'run.started') return event;
    const sources = event.context.sources.map((source) => ({
      ...source,
      origin: { uri: this.log.toString(), firstLine: 1 },
    }));
    return { ...event, runId: sampleRunId, context: { ...event.context, sources } };
  }
}
