import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { boundedModule } from '../../../../src/sandbox/host/boundedModule.ts';
import { limitMemory } from '../../../../src/sandbox/host/memoryLimit.ts';
import { wasmPath } from '../support.ts';

interface Instance {
  readonly exports: {
    readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };
  };
}
const engine: {
  readonly Instance: new (module: WebAssembly.Module, imports: object) => Instance;
  readonly Module: { readonly imports: (module: WebAssembly.Module) => readonly Import[] };
} = Reflect.get(globalThis, 'WebAssembly');
interface Import {
  readonly module: string;
  readonly name: string;
}

test('the interpreter can not grow beyond its megabytes', { timeout: 60_000 }, async () => {
  const module = await boundedModule(wasmPath, 64);
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name } of engine.Module.imports(module)) {
    imports[from] = { ...imports[from], [name]: () => 0 };
  }
  const { memory } = new engine.Instance(module, imports).exports;
  const pages = memory.buffer.byteLength / 65_536;
  memory.grow(1_024 - pages);
  assert.equal(memory.buffer.byteLength, 64 * 1_048_576);
  assert.throws(() => memory.grow(1), RangeError);
});

test('the same bound is compiled once', async () => {
  assert.equal(await boundedModule(wasmPath, 64), await boundedModule(wasmPath, 64));
});

test('a bound below what the module needs at once is refused', () => {
  const bytes = readFileSync(wasmPath);
  assert.throws(() => limitMemory(bytes, 1), /needs more memory than 1 MiB/);
});

test('a file that is no module with a memory is refused', () => {
  assert.throws(() => limitMemory(new Uint8Array(8), 64), /declares no memory/);
});

test('a file that is not there can be tried again', async () => {
  await assert.rejects(boundedModule('/nowhere/quickjs.wasm', 64), { code: 'ENOENT' });
  await assert.rejects(boundedModule('/nowhere/quickjs.wasm', 64), { code: 'ENOENT' });
});
