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

/** Why Python can't run here; null: it can. What is compiled for that is what workers get. */
export async function whyNoPython(
  files: PythonFiles | undefined,
  memoryMb: number,
): Promise<string | null> {
  if (files === undefined) return 'this version has no interpreter for it';
  try {
    await pythonEngine(files, memoryMb);
    return null;
  } catch (error) {
    return asError(error).message;
  }
}
