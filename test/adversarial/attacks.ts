/** Code that a model might be talked into writing. */
export interface Attack {
  readonly name: string;
  readonly code: string;
  /** What came of it, where that matters; else anything but a dead run. */
  readonly output?: RegExp;
  readonly message?: RegExp;
}

/** Ways to reach the machine, through everything that the code is given. */
const walk = `
  const seen = new Set();
  const found = [];
  const hosts = ['process', 'require', 'mainModule', 'Buffer', 'parentPort', 'postMessage', 'WebAssembly', 'fetch'];
  function visit(value, path) {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
    seen.add(value);
    for (const name of hosts) {
      try { if (value[name] !== undefined && !(name in own)) found.push(path + '.' + name); } catch {}
    }
    try { visit(Object.getPrototypeOf(value), path + '.__proto__'); } catch {}
    for (const key of Reflect.ownKeys(value)) {
      let property;
      try { property = Reflect.getOwnPropertyDescriptor(value, key); } catch { continue; }
      for (const part of ['value', 'get', 'set']) visit(property?.[part], path + '.' + String(key));
    }
  }`;

export const escapes: readonly Attack[] = [
  {
    name: 'a walk through every object that is given finds no host',
    code: `const own = {}; ${walk}
      for (const name of ['print', 'console', 'llm_query', 'llm_query_batched', 'rlm_query', 'rlm_query_batched', 'grep', 'count', 'lines', 'chunks', 'FINAL', 'FINAL_VAR', 'SHOW_VARS', 'answer', 'structuredClone']) visit(globalThis[name], name);
      visit(globalThis, 'globalThis'); visit(llm_query('x'), 'query'); visit(grep('o'), 'grep');
      print(found.length, seen.size > 500)`,
    output: /^0 true$/m,
  },
  {
    name: "every function's constructor makes functions of this world only",
    code: `const makers = [print, llm_query, grep, FINAL, console.log, Map, async () => {}, function* () {}, async function* () {}];
      print(makers.map((maker) => { try { return maker.constructor('return typeof process + typeof require + typeof Deno')() } catch (e) { return e } }).map(String).join())`,
    output: /^(undefined){3}/,
  },
  {
    name: 'errors of the host carry nothing of the host',
    code: `const errors = [];
      for (const act of [() => grep('('), () => lines(99), () => grep(5), () => chunks(-1), () => context.x.y, () => null.x, () => { throw new RangeError() }]) try { act() } catch (e) { errors.push(e) }
      for (const act of [() => llm_query(5), () => rlm_query('x', 5), () => llm_query('x', {model: 'none'})]) try { await act() } catch (e) { errors.push(e) }
      print(errors.length, errors.every((e) => e instanceof Error && e.constructor.constructor === Function), errors.some((e) => /node:|\\.ts|\\.js|file:|worker|wasm/.test(e.stack + Object.getOwnPropertyNames(e).map((k) => e[k]))))`,
    output: /^9 true false$/m,
  },
  {
    name: 'stacks are strings, whatever prepares them',
    code: `Error.prepareStackTrace = (error, frames) => { globalThis.frames = frames; return frames };
      const stack = new Error('x').stack;
      print(typeof process, [stack].flat().map((frame) => { try { return typeof frame.getThis?.() + typeof frame.getFunction?.() } catch { return '' } }).join().includes('process'))`,
    output: /^undefined false$/m,
  },
  {
    name: 'nothing can be imported',
    code: `const tried = []; for (const name of ['node:fs', 'fs', './x.js', 'data:text/javascript,1', 'std', 'os', 'qjs:std', 'qjs:os']) tried.push(await import(name).then(() => 'loaded', () => 'refused')); print(new Set(tried))`,
    output: /Set\(1\) \{ "refused" \}/,
  },
  {
    name: 'eval and Function run here and reach nothing',
    code: `print(eval('typeof process'), (0, eval)('typeof require'), new Function('return typeof globalThis.process')(), eval('this === globalThis'))`,
    output: /^undefined undefined undefined true$/m,
  },
  {
    name: 'there is no shared memory, no Atomics, no thread',
    code: `print([typeof Atomics, typeof Worker, typeof SharedWorker, typeof MessageChannel, typeof WebAssembly, typeof setTimeout].join()); try { new SharedArrayBuffer(8); print('made') } catch { print('none') }`,
    output: /^undefined,undefined,undefined,undefined,undefined,undefined\n(none|made)$/m,
  },
  {
    name: 'std and os of the interpreter are not there',
    code: `print(typeof std, typeof os, typeof bjson, typeof scriptArgs, typeof load, typeof loadScript, typeof __loadScript, typeof gc)`,
    output: /^(undefined ){7}undefined$/m,
  },
];

/** Ways to confuse what the host is told, or the cells that come later. */
export const disguises: readonly Attack[] = [
  {
    name: 'Object.prototype.toJSON',
    code: "Object.prototype.toJSON = () => 'forged'; FINAL({ a: 1 })",
  },
  {
    name: 'toJSON, toString and valueOf of what is submitted',
    code: `answer.content = { toJSON() { Array.prototype.map = () => 'forged'; Object.prototype.toJSON = () => 5; String.prototype.toJSON = () => 6; return 'draft' } }; print({ toString() { throw 1 } })`,
  },
  {
    name: '__proto__ in JSON, in options and in a context given along',
    code: `const evil = JSON.parse('{"__proto__": "polluted", "constructor": "x"}');
      await rlm_query('x', evil); await rlm_query_batched([{ question: 'y', context: evil }]);
      try { await llm_query('x', JSON.parse('{"__proto__": {"model": "m"}}')) } catch (e) { print(e.message) }
      print(({}).polluted)`,
    output: /unknown option "__proto__"; known: model\.\nundefined$/m,
  },
  {
    name: 'getters and proxies as arguments',
    code: `const trap = new Proxy({}, { get() { throw new Error('trap') }, ownKeys() { throw new Error('trap') }, getPrototypeOf() { throw new Error('trap') } });
      const outcomes = [];
      for (const act of [() => llm_query(trap), () => llm_query('x', trap), () => rlm_query('x', trap), () => llm_query_batched(trap), () => grep(trap), () => grep('x', trap), () => lines(trap), () => chunks(1, trap), () => FINAL_VAR(trap), () => print(trap), () => structuredClone(trap), () => FINAL(trap)])
        try { await act(); outcomes.push('ok') } catch (e) { outcomes.push('error') }
      print(outcomes.length)`,
    output: /^12$/m,
  },
  {
    name: 'getters that answer differently each time',
    code: `let turn = 0; const options = { get model() { return turn++ ? { toString() { return 'm' } } : undefined } };
      await llm_query('x', options).catch((e) => print(e.message));
      const list = { length: 3, get 0() { return 'a' } }; await llm_query_batched(list).catch((e) => print(e.message));
      const path = { get path() { return turn++ % 2 ? '' : 5 } }; try { grep('x', path) } catch (e) { print(e.message) }`,
  },
  {
    name: 'the methods that the REPL itself uses',
    code: `const stolen = [];
      for (const [maker, names] of [[Array, ['map', 'push', 'join', 'filter', 'slice', 'includes']], [String, ['startsWith', 'slice', 'replace', 'indexOf']], [Map, ['get', 'set', 'delete', 'clear', 'has']], [WeakMap, ['get', 'set']], [WeakSet, ['has', 'add']], [Set, ['has', 'add', 'clear']], [Promise, ['then', 'catch']], [Function, ['call', 'apply']]])
        for (const name of names) maker.prototype[name] = function (...args) { stolen.push(this); return undefined };
      try { llm_query('x') } catch {} try { print('x') } catch {} try { grep('x') } catch {} try { FINAL('forged') } catch {}`,
  },
  {
    name: 'iterators, species and symbols of built-in objects',
    code: `Array.prototype[Symbol.iterator] = function* () {}; Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true });
      Object.defineProperty(Array, Symbol.species, { get() { return Object }, configurable: true }); RegExp.prototype[Symbol.replace] = () => 'forged'; RegExp.prototype.exec = () => null; Symbol.prototype[Symbol.toPrimitive] = () => 'x'; Object.prototype[Symbol.toPrimitive] = () => 'forged'`,
  },
  {
    name: 'descriptors by way of Object.prototype',
    code: `for (const name of ['get', 'set', 'value', 'writable', 'enumerable', 'configurable', 'then', 'model', 'message', 'stack', 'cause', '0', 'length']) Object.prototype[name] = 'forged'`,
  },
  {
    name: 'all global constructors at once',
    code: `for (const name of Object.getOwnPropertyNames(globalThis)) try { globalThis[name] = 5 } catch {}`,
  },
  {
    name: 'the prototype of the global object',
    code: `Object.setPrototypeOf(globalThis, new Proxy({}, { has: () => true, get: () => 'forged', set: () => true }))`,
  },
  {
    name: 'given names deleted, redefined and frozen',
    code: `for (const name of ['print', 'llm_query', 'context', 'answer', 'FINAL', 'grep', 'count', 'console']) {
        try { delete globalThis[name] } catch {}
        try { Object.defineProperty(globalThis, name, { value: 5, configurable: false }) } catch {}
        try { Object.freeze(globalThis[name]) } catch {}
        try { globalThis[name] = null } catch {}
      }`,
  },
  {
    name: 'the class of what queries return',
    code: `const Query = llm_query('x').constructor; try { Query.prototype.then = () => {} } catch {} try { Object.defineProperty(Query.prototype, 'then', { value: () => {} }) } catch {} try { Object.setPrototypeOf(Query, null) } catch {}`,
  },
  {
    name: 'globalThis frozen',
    code: 'Object.freeze(globalThis)',
    message: /froze something that all cells need/,
  },
  {
    name: 'a built-in method replaced for good',
    code: "Object.defineProperty(Array.prototype, 'map', { value: () => 'forged', configurable: false, writable: false })",
    message: /froze something that all cells need/,
  },
  {
    name: 'a trap for everybody on Object.prototype, for good',
    code: "Object.defineProperty(Object.prototype, 'toJSON', { value: () => 'forged', configurable: false })",
    message: /froze something/,
  },
  {
    name: 'the preparation of stacks',
    code: 'Error.prepareStackTrace = () => { for (;;); }; Error.stackTraceLimit = 0',
  },
];

/** Ways to keep the machine busy, or to fill it. */
export const floods: readonly Attack[] = [
  {
    name: 'deep recursion',
    code: 'function deep() { return deep() + 1 } deep()',
    message: /stack/i,
  },
  { name: 'deeply nested source', code: "eval('['.repeat(1e5))" },
  {
    name: 'deeply nested source of a cell',
    code: `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
  },
  {
    name: 'a deeply nested object printed',
    code: 'let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; print(o); FINAL(o)',
  },
  { name: 'a huge string', code: "let s = 'x'; for (;;) s += s" },
  { name: 'a huge array', code: '(() => { const a = []; a.length = 2 ** 32 - 1; a.fill(1) })()' },
  {
    name: 'huge typed arrays',
    code: '(() => { const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1)) })()',
    message: /out of memory|too large|invalid array|was stopped/i,
  },
  {
    name: 'a buffer that grows',
    code: 'const b = new ArrayBuffer(8, { maxByteLength: 2 ** 31 - 1 }); b.resize(2 ** 31 - 1)',
  },
  { name: 'a huge number', code: '(() => { let n = 3n; for (;;) n = n * n })()' },
  {
    name: 'a huge regular expression',
    code: "new RegExp('(a|'.repeat(5e4) + ')'.repeat(5e4)).test('a')",
  },
  {
    name: 'a getter that never ends, printed',
    code: 'print({ get a() { for (;;); } }, new Proxy([], { get() { for (;;); } }))',
  },
  { name: 'a getter that never ends, submitted', code: 'FINAL({ toJSON() { for (;;); } })' },
  { name: 'a candidate that never ends', code: 'answer.content = { toJSON() { for (;;); } }' },
  {
    name: 'a hostile comparator',
    code: 'const list = Array.from({ length: 1e5 }, (_, i) => i); list.sort(() => { list.length = 0; list.push(1, 2, 3); return Math.random() - 0.5 })',
  },
  { name: 'a comparator that never ends', code: '[3, 2, 1].sort(() => { for (;;); })' },
  {
    name: 'generators without end',
    code: 'const all = (function* () { for (;;) yield 1 })(); for (const one of all); ',
  },
  {
    name: 'async iteration without end',
    code: 'for await (const one of (async function* () { for (;;) yield 1 })());',
  },
  {
    name: 'a flood of promises',
    code: '(function flood() { Promise.resolve().then(flood); Promise.resolve().then(flood) })(); await new Promise(() => {})',
  },
  { name: 'rejections without end', code: 'for (;;) Promise.reject(new Error())' },
  {
    name: 'clean-up without end',
    code: 'const r = new FinalizationRegistry(() => { for (;;); }); for (let i = 0; i < 1e4; i++) r.register({}, i); const w = new WeakRef({}); print(typeof w.deref())',
  },
  {
    name: 'a class whose conversions never end',
    code: "const evil = { [Symbol.toPrimitive]() { for (;;); } }; await llm_query('x' + evil)",
  },
  {
    name: 'a thrown thing that can not be looked at',
    code: 'throw new Proxy(new Error(), { get() { for (;;); }, getPrototypeOf() { for (;;); } })',
  },
  { name: 'then that never settles', code: 'await { then() {} }', message: /never settle/ },
  { name: 'then that never ends', code: 'await { then() { for (;;); } }' },
  { name: 'printing without end', code: "for (;;) print('x'.repeat(1e5))" },
  {
    name: 'variables without end',
    code: "for (let i = 0; i < 50000; i++) globalThis['v' + i] = i",
  },
  {
    name: 'names without end',
    code: "for (let i = 0; i < 20; i++) globalThis['n'.repeat(1e6) + i] = i",
  },
  { name: 'one native call that can not be interrupted', code: "new Array(1e9) + ''" },
  { name: 'a text search that never ends', code: "grep('(x+x+)+y')" },
];
