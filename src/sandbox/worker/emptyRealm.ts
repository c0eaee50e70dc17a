/** What the worker's own code needs after set-up: the language, less what makes code of text. */
const kept = new Set(
  `globalThis Object Array String Number Boolean Symbol BigInt Math Date RegExp JSON Reflect Proxy
  Map Set WeakMap WeakSet WeakRef Promise Iterator Error AggregateError EvalError RangeError
  ReferenceError SyntaxError TypeError URIError ArrayBuffer SharedArrayBuffer Atomics DataView
  Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array
  Float64Array BigInt64Array BigUint64Array undefined NaN Infinity isNaN isFinite parseInt
  parseFloat decodeURIComponent encodeURIComponent FinalizationRegistry`.split(/\s+/),
);
const doors = ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'mainModule', 'kill'];

/**
 * Empties the worker's realm of everything by which code could reach the machine, should any ever
 * get out of the interpreter: a second wall, not the first. To be called when all is loaded.
 */
export function emptyRealm(): void {
  const { process } = globalThis;
  for (const name of [...doors, 'exit', 'abort', 'chdir', 'env', 'argv', 'execPath', 'report']) {
    Object.defineProperty(process, name, { value: undefined, configurable: true, writable: true });
  }
  for (const maker of [() => {}, async () => {}, function* () {}, async function* () {}]) {
    const prototype: object = Object.getPrototypeOf(maker);
    Object.defineProperty(prototype, 'constructor', { value: undefined, configurable: false });
  }
  for (const name of Reflect.ownKeys(globalThis)) {
    if (typeof name === 'string' && kept.has(name)) continue;
    if (!Reflect.deleteProperty(globalThis, name)) {
      Reflect.set(globalThis, name, undefined);
    }
  }
}
