import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { asError } from '../../core/errors.ts';
import type { PythonModule, SandboxEngine, SavedState } from '../../protocol/sandbox.ts';
import { readGuest } from '../python/guestModules.ts';
import { copyMemory } from '../savedMemory.ts';
import { boundedModule } from './boundedModule.ts';

/** Where Python is on disk. */
export interface PythonFiles {
  /** The file python.wasm. */
  readonly wasmPath: string;
  /** The folder of what code finds inside, as `.py` files. */
  readonly guestFolder: string;
}

/** By the module's path. */
const guests = new Map<string, readonly PythonModule[]>();
/** The memory from which REPLs start, once a worker has made it; no worker has this very one. */
const images = new Map<string, SavedState>();
/** Modules that are those which were built. */
const whole = new Set<string>();

/**
 * CPython with its memory bounded (MiB), for one worker: what it does to its image is no other's.
 * Rejects where a file can't be read or compiled.
 *
 * @param isNew it goes on from no state, and so begins with the image.
 */
export async function pythonEngine(
  files: PythonFiles,
  memoryMb: number,
  isNew: boolean,
): Promise<SandboxEngine> {
  const module = await boundedModule(files.wasmPath, memoryMb);
  const guest = guests.get(files.wasmPath) ?? readGuest(files.guestFolder);
  guests.set(files.wasmPath, guest);
  const kept = isNew ? images.get(files.wasmPath) : undefined;
  return { language: 'python', module, guest, image: kept === undefined ? null : copied(kept) };
}

/** What the first worker has made, and may still write to; the others start from a copy of it. */
export function keepImage(files: PythonFiles, image: SavedState): void {
  if (!images.has(files.wasmPath)) images.set(files.wasmPath, copied(image));
}

function copied({ memory, globals }: SavedState): SavedState {
  return { memory: copyMemory(memory), globals };
}

/** Why Python can't run here; null: it can, as far as can be told without waiting for it. */
export async function whyNoPython(files: PythonFiles | undefined): Promise<string | null> {
  if (files === undefined) return 'this version has no interpreter for it';
  try {
    await access(files.guestFolder);
    return (await isWhole(files.wasmPath)) ? null : 'its module is damaged';
  } catch (error) {
    const isMissing = Reflect.get(asError(error), 'code') === 'ENOENT';
    return isMissing ? 'its module is missing from this installation' : asError(error).message;
  }
}

/** By the hash beside it: compiling it would take ten times as long, and the first request waits. */
async function isWhole(wasmPath: string): Promise<boolean> {
  if (whole.has(wasmPath)) return true;
  const [bytes, hash] = await Promise.all([readFile(wasmPath), hashBeside(wasmPath)]);
  const isSame = hash?.startsWith(createHash('sha256').update(bytes).digest('hex')) ?? true;
  if (!isSame) return false;
  whole.add(wasmPath);
  return true;
}

/** Null where there is none to compare with, as in a folder that was not built. */
async function hashBeside(wasmPath: string): Promise<string | null> {
  try {
    return await readFile(`${wasmPath}.sha256`, 'utf8');
  } catch (error) {
    if (Reflect.get(asError(error), 'code') === 'ENOENT') return null;
    throw error;
  }
}
