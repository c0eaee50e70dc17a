// Loads the bundle of the extension that its argument names, with a stand-in for the editor's API,
// activates it, and prints how many ms that took.
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';

const bundle = path.resolve(process.argv[2] ?? '');

/**
 * Whatever is asked of it, called, made or extended: again the stand-in. As a promise it never settles,
 * since nobody is there to press a button.
 */
const standIn: object = new Proxy(class {}, {
  get: (target, name) => {
    if (name === 'prototype') return target.prototype;
    if (name === Symbol.iterator) return [][Symbol.iterator];
    if (name === Symbol.toPrimitive) return () => '';
    return standIn;
  },
  set: () => true,
  apply: () => standIn,
  // A class that extends one of the editor's has instances of its own.
  construct: (_, __, made) => (made === standIn ? standIn : Object.create(made.prototype)),
});

const shared = globalThis as typeof globalThis & { vscodeStandIn?: object };
// Bundles copy what a module has of its own, and take over its prototype.
shared.vscodeStandIn = Object.create(standIn);
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: 'vscode:stand-in', format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === 'vscode:stand-in'
      ? { format: 'commonjs', source: 'module.exports = vscodeStandIn;', shortCircuit: true }
      : next(url, context),
});

const storage = { fsPath: path.join(path.dirname(bundle), '..', 'storage') };
const context = new Proxy(
  {
    extensionPath: path.dirname(path.dirname(bundle)),
    subscriptions: [],
    globalStorageUri: storage,
    storageUri: storage,
  },
  { get: (target, name) => Reflect.get(target, name) ?? standIn },
);
const started = performance.now();
const { activate } = createRequire(bundle)(bundle) as { activate: (context: object) => unknown };
activate(context);
if (context.subscriptions.length === 0) throw new Error('Nothing was registered.');
process.stdout.write(String(performance.now() - started), () => process.exit());
