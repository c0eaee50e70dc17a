import path from 'node:path';
import { InvalidOption } from '../core/errors.ts';

/** Run folders hold private texts: for the user alone. */
export const folderMode = 0o700;
export const fileMode = 0o600;

/** Where the parts of one run stand on disk. */
export interface RunFolder {
  readonly runId: string;
  readonly folder: string;
  readonly events: string;
  readonly texts: string;
  /** What the text asked about was, so that it can be had again. */
  readonly context: string;
  /** Those texts of it that stand nowhere else. */
  readonly packed: string;
  /** The REPL after cells that no replay can reach again. */
  readonly states: string;
  readonly lock: string;
  /** A file that is there while the run is pinned. */
  readonly pin: string;
}

const runIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
// Device names: no folder on Windows can be called so.
const reservedNames = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** True for what can name a run's folder on every platform, and nothing outside it. */
export function isRunId(name: string): boolean {
  return runIdPattern.test(name) && !reservedNames.test(name);
}

/** Throws InvalidOption for an id that could point elsewhere. */
export function locateRun(runsFolder: string, runId: string): RunFolder {
  if (!isRunId(runId)) {
    throw new InvalidOption(
      `"${runId.slice(0, 80)}" can't name a run: use letters, digits, "-" and "_".`,
    );
  }
  return runFolderAt(path.join(runsFolder, runId));
}

/** Wherever it stands and whatever it is called: a folder that was copied, or named by a person. */
export function runFolderAt(folder: string): RunFolder {
  return {
    runId: path.basename(folder),
    folder,
    events: path.join(folder, 'events.jsonl'),
    texts: path.join(folder, 'texts'),
    context: path.join(folder, 'context.json'),
    packed: path.join(folder, 'context'),
    states: path.join(folder, 'states'),
    lock: path.join(folder, 'lock'),
    pin: path.join(folder, 'pinned'),
  };
}

const sha256Pattern = /^[0-9a-f]{64}$/;

/** The file of a text; throws InvalidOption for anything but a hash. */
export function locateText(run: RunFolder, sha256: string): string {
  if (!sha256Pattern.test(sha256)) {
    throw new InvalidOption(`"${sha256.slice(0, 80)}" is not the SHA-256 of a text.`);
  }
  return path.join(run.texts, `${sha256}.txt`);
}

/** The hash that a text's file is named by; none for other files. */
export function hashOf(fileName: string): readonly string[] {
  const name = path.basename(fileName, '.txt');
  return fileName.endsWith('.txt') && sha256Pattern.test(name) ? [name] : [];
}
