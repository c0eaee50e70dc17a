import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { UnreadableFile } from '../core/errors.ts';
import type { RunEvent } from '../core/events.ts';

/** Writes a run's events as JSON lines, each as it happens, texts inline. */
export interface EventsFile {
  append(event: RunEvent): void;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

/** Throws UnreadableFile when the file can't be written. */
export async function openEventsFile(path: string): Promise<EventsFile> {
  const stream = createWriteStream(path);
  try {
    await once(stream, 'open');
  } catch (error) {
    throw new UnreadableFile(path, `it can't be written (${String(error)})`);
  }
  let failure: Error | null = null;
  stream.on('error', (error) => {
    if (failure === null) process.stderr.write(`rlm: ${path}: ${error.message}\n`);
    failure = error;
  });
  return {
    append: (event) => {
      if (event.type !== 'model.delta' && failure === null) {
        stream.write(`${JSON.stringify(event)}\n`);
      }
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
