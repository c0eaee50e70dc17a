import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { bootPython, PythonInterpreter } from '../../../../src/sandbox/python/interpreter.ts';
import { wasiImports } from '../../../../src/sandbox/python/wasi.ts';
import { CellClock } from '../../../../src/sandbox/worker/cellClock.ts';
import { pythonModule } from './support.ts';

const project = path.resolve(import.meta.dirname, '../../../..');
const media = path.join(project, 'media/python');
const build = path.join(project, 'src/sandbox/python/build');
const limits = { timeout: 120_000 };
const { Module } = Reflect.get(globalThis, 'WebAssembly') as {
  Module: {
    imports(module: WebAssembly.Module): { module: string; name: string; kind: string }[];
    exports(module: WebAssembly.Module): { name: string; kind: string }[];
  };
};

/** What stands in modules.txt under a heading. */
function listed(heading: string): readonly string[] {
  const text = readFileSync(path.join(build, 'modules.txt'), 'utf8');
  const [, part = ''] = text.replace(/#.*/g, '').split(`[${heading}]`);
  return (part.split('[')[0] ?? '').split(/\s+/).filter((name) => name !== '');
}

test('what is committed is what its hash says', () => {
  const bytes = readFileSync(path.join(media, 'python.wasm'));
  const told = readFileSync(path.join(media, 'python.wasm.sha256'), 'utf8').split(' ')[0];
  assert.equal(createHash('sha256').update(bytes).digest('hex'), told);
  assert.match(readFileSync(path.join(media, 'LICENSE.txt'), 'utf8'), /PYTHON SOFTWARE FOUNDATION/);
});

test('the module offers what the host drives it by, and nothing else', () => {
  const names = Module.exports(pythonModule())
    .map(({ name }) => name)
    .sort();
  assert.deepEqual(names, [
    '__data_end',
    '__global_base',
    '__stack_pointer',
    '_initialize',
    'memory',
    ...['alloc', 'answer', 'ask', 'free', 'module', 'ready', 'restore', 'room', 'seed', 'start']
      .concat('widen')
      .map((name) => `rlm_${name}`),
  ]);
});

test('it asks for functions alone: five of the host, and of WASI nothing by chance or over a network', () => {
  const imports = Module.imports(pythonModule());
  assert.ok(imports.every(({ kind }) => kind === 'function'));
  const own = imports.filter(({ module }) => module === 'rlm').map(({ name }) => name);
  assert.deepEqual(own.sort(), ['call', 'shape', 'stop', 'take', 'units']);
  const others = imports.filter(({ module }) => module !== 'rlm');
  assert.ok(others.every(({ module }) => module === 'wasi_snapshot_preview1'));
  assert.deepEqual(
    others.map(({ name }) => name).filter((name) => /^(sock_|random_)/.test(name)),
    [],
  );
});

test('twelve functions of WASI are there, none opens anything, and all others refuse', () => {
  const names = Module.imports(pythonModule())
    .filter(({ module }) => module !== 'rlm')
    .map(({ name }) => name);
  const memory = new ArrayBuffer(64);
  const imports = wasiImports(names, () => memory, new CellClock());
  const notThere = 52;
  const refusing = names.filter((name) => {
    try {
      return imports[name]?.() === notThere;
    } catch {
      return false;
    }
  });
  assert.equal(names.length - refusing.length, 12);
  assert.ok(['path_open', 'poll_oneoff', 'fd_readdir'].every((name) => refusing.includes(name)));
});

const script = `
import sys
def able(names):
    import importlib
    failed = []
    for name in names.split():
        try: importlib.import_module(name)
        except BaseException as error: failed.append(f'{name}: {error!r}')
    return '; '.join(failed)
def built_in():
    return ' '.join(sorted(sys.builtin_module_names))
def there(names):
    return ' '.join(name for name in names.split() if able(name) == '')
def compute(code):
    try: return repr(eval(code))
    except BaseException as error: return repr(error)
sys.stdout = sys.stderr = None
`;

test('all modules of the list are frozen or built in, and can be imported', limits, () => {
  const image = bootPython(pythonModule(), [{ name: '_repl', source: script }]);
  const python = new PythonInterpreter({
    module: pythonModule(),
    from: image,
    shouldStop: () => false,
    host: {},
    texts: [],
  });
  const frozen = listed('frozen');
  assert.ok(frozen.length > 150);
  assert.equal(python.ask('able', frozen.join(' ')), '');
  const builtIn = [...listed('built in'), '_rlm'].sort().join(' ');
  assert.equal(python.ask('built_in'), builtIn);
});

test('there is nothing that starts threads, opens sockets or handles faults', limits, () => {
  const image = bootPython(pythonModule(), [{ name: '_repl', source: script }]);
  const python = new PythonInterpreter({
    module: pythonModule(),
    from: image,
    shouldStop: () => false,
    host: {},
    texts: [],
  });
  const absent =
    'faulthandler _socket select _posixsubprocess _interpreters _tracemalloc mmap _ctypes fcntl _rlm _repl';
  assert.equal(python.ask('there', absent), '');
  for (const code of [
    "__import__('_thread').start_new_thread(print, ())",
    "__import__('_thread').start_joinable_thread(print, daemon=True)",
    "__import__('threading').Thread(target=print).start()",
  ]) {
    assert.match(python.ask('compute', code) ?? '', /There are no threads here/);
  }
});
