import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { CellPlace } from '../core/recording.ts';
import { codeOf } from './fault.ts';
import { expectFolder, readPlain } from './plainFile.ts';
import { folderMode, type RunFolder } from './runFolder.ts';
import { writeWhole } from './wholeFile.ts';

/** Of one run's folder; the latest are the ones that a run goes on from. */
const usualMostBytes = 128 * 1024 * 1024;
const mostStateBytes = 64 * 1024 * 1024;

/** Keeps the state of a REPL after a cell, and lets the oldest go. Rejects with node's error. */
export async function keepState(
  run: RunFolder,
  place: CellPlace,
  state: Uint8Array,
  mostBytes = usualMostBytes,
): Promise<void> {
  await mkdir(run.states, { recursive: true, mode: folderMode });
  await writeWhole(locateState(run, place), state);
  await letGo(run, mostBytes);
}

/** Null where nothing is kept of it, or it is damaged. */
export async function readState(run: RunFolder, place: CellPlace): Promise<Uint8Array | null> {
  try {
    await expectFolder(run.folder);
    await expectFolder(run.states);
    return await readPlain(locateState(run, place), mostStateBytes);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function letGo(run: RunFolder, mostBytes: number): Promise<void> {
  const names = (await readdir(run.states)).filter((name) => name.endsWith(ending));
  const kept = await Promise.all(
    names.map(async (name) => {
      const file = path.join(run.states, name);
      const { size, mtimeMs } = await lstat(file);
      return { file, size, mtimeMs };
    }),
  );
  let bytes = kept.reduce((sum, { size }) => sum + size, 0);
  for (const { file, size } of kept.sort((one, other) => one.mtimeMs - other.mtimeMs)) {
    if (bytes <= mostBytes) return;
    await rm(file, { force: true });
    bytes -= size;
  }
}

const ending = '.state';

function locateState(run: RunFolder, place: CellPlace): string {
  const tree = ['root', ...place.run.split('.').filter((part) => part !== '')].join('-');
  return path.join(run.states, `${tree}.${place.iteration}.${place.cell}${ending}`);
}
