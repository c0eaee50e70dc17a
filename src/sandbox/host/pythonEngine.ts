import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { asError } from '../../core/errors.ts';
import type { PythonModule, SandboxEngine, SavedState } from '../../protocol/sandbox.ts';
import { readGuest } from '../python/guestModules.ts';
import { boundedModule } from './boundedModule.ts';

/** Where Python is on disk. */
export interface PythonFiles {
  /** The file python.wasm. */
  readonly wasmPath: string;
  /** The folder of what code finds inside, as `.py` files. */
  readonly guestFolder: string;
}

/** By the module's path: the guest, and the memory from which REPLs start once a worker has made it. */
const guests = new Map<string, readonly PythonModule[]>();
const images = new Map<string, SavedState>();
/** Modules that are those which were built. */
const whole = new Set<string>();

/** CPython with its memory bounded (MiB), for a worker. Rejects where a file can't be read or compiled. */
export async function pythonEngine(files: PythonFiles, memoryMb: number): Promise<SandboxEngine> {
  const module = await boundedModule(files.wasmPath, memoryMb);
  const guest = guests.get(files.wasmPath) ?? readGuest(files.guestFolder);
  guests.set(files.wasmPath, guest);
  return { language: 'python', module, guest, image: images.get(files.wasmPath) ?? null };
}

/** What the first worker has made; the others start from it. */
export function keepImage(files: PythonFiles, image: SavedState): void {
  if (!images.has(files.wasmPath)) images.set(files.wasmPath, image);
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
