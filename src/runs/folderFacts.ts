import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from './fault.ts';
import type { RunFolder } from './runFolder.ts';
import { isLocked } from './runLock.ts';
import type { RunSummary } from './storedShapes.ts';

/** Bytes of a run's files without its lock. What goes away meanwhile counts as 0. */
export async function measureRun(run: RunFolder): Promise<number> {
  return measureFolder(run.folder, run.lock);
}

async function measureFolder(folder: string, except: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const inside = path.join(folder, entry.name);
    if (inside === except) continue;
    bytes += entry.isDirectory()
      ? await measureFolder(inside, except)
      : await lstat(inside).then(
          ({ size }) => size,
          () => 0,
        );
  }
  return bytes;
}

/** Whether something of that name is there; rejects when that can't be known. */
export async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/**
 * The line for a folder whose events are gone or can't be read, so that a person can see and delete
 * it. Null for one that holds nothing: a run that is just beginning or being deleted, or a shell.
 */
export async function summariseDamaged(
  run: RunFolder,
  bytes: number,
  cause: unknown,
): Promise<RunSummary | null> {
  const isEmpty = bytes === 0 && (cause === null || codeOf(cause) === 'ENOENT');
  if (isEmpty || (await isLocked(run.lock).catch(() => false))) return null;
  const changedAt = await lstat(run.folder).then(
    ({ mtimeMs }) => Math.round(mtimeMs),
    () => null,
  );
  if (changedAt === null) return null;
  return {
    runId: run.runId,
    question: '',
    label: '',
    startedAt: changedAt,
    finishedAt: changedAt,
    status: 'damaged',
    iterations: 0,
    calls: 0,
    costUsd: null,
    tokens: 0,
    rootModel: '',
    subModel: '',
    language: 'javascript',
    provider: 'openai',
    contextChars: 0,
    coverage: 0,
    searched: null,
    answer: '',
    longTexts: [],
    parent: null,
  };
}
