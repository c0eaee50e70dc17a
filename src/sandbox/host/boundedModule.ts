import { readFile } from 'node:fs/promises';
import { limitMemory } from './memoryLimit.ts';

/** Node's typings know the type of a module, not the global that makes one. */
const engine: { readonly compile: (bytes: Uint8Array) => Promise<WebAssembly.Module> } =
  Reflect.get(globalThis, 'WebAssembly');

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** An interpreter with its memory bounded (MiB), compiled once per process and bound. */
export function boundedModule(wasmPath: string, memoryMb: number): Promise<WebAssembly.Module> {
  const key = `${memoryMb} ${wasmPath}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const module = readFile(wasmPath).then((bytes) => engine.compile(limitMemory(bytes, memoryMb)));
  compiled.set(key, module);
  // A file that could not be read may be there the next time.
  module.catch(() => compiled.delete(key));
  return module;
}
