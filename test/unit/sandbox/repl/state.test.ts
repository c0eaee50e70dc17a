import { keeps } from './support.ts';

keeps({
  'variables, functions and classes persist and can be made again': {
    javascript: [
      'const a = 1; class C { get c() { return a } }\nfunction d() { return a }',
      'const a = 10; class C { get c() { return -a } }',
      'print(d(), new C().c)',
    ],
    python: [
      'a = 1\nclass C:\n  @property\n  def c(self): return a\ndef d(): return a',
      'a = 10\nclass C:\n  @property\n  def c(self): return -a',
      'print(d(), C().c)',
    ],
    sees: { output: '10 -10\n' },
  },
  'a cell that fails keeps what it had assigned, paid replies included': {
    javascript: ['const paid = await llm_query("p")\nnull.foo\nlet never = 1', 'print(paid)'],
    python: ['paid = llm_query("p")\nNone.foo\nnever = 1', 'print(paid)'],
    sees: { output: 'reply to p\n' },
  },
  'what stands behind the failing line was not run': {
    javascript: ['null.foo\nlet never = 1', 'never'],
    python: ['None.foo\nnever = 1', 'never'],
    sees: { error: /never.* is not defined/, line: 1 },
  },
  'an error names the line of its cell': {
    javascript: 'let x = 1\n\nnull.foo',
    python: 'x = 1\n\nNone.foo',
    sees: { error: /TypeError/, line: 3 },
    seesInPython: { error: /^AttributeError: 'NoneType' object has no attribute 'foo'$/ },
  },
  "an error in an earlier cell's function names this cell's innermost line": {
    javascript: ['function deep() {\n throw new Error("bottom") }', '\n\n deep()'],
    python: ['def deep():\n  raise ValueError("bottom")', 'if True:\n\n  deep()'],
    sees: { error: /^Error: bottom \(in deep, line 2 of cell 1\.1\)$/, line: 3 },
    seesInPython: {
      error: /^ValueError: bottom \(in deep, line 2 of cell 1\.1: raise ValueError\("bottom"\)\)$/,
    },
  },
  'code that does not parse names its line, and nothing is run': {
    javascript: 'print("no")\nconst a = ;',
    python: 'print("no")\na = ',
    sees: { error: /^SyntaxError: /, line: 2, output: '' },
  },
  'code that never ends is stopped softly, and its state is kept': {
    cellSeconds: 0.4,
    javascript: ['let n = 0\nfor (;;) n++', 'print(n > 0)'],
    python: ['n = 0\nwhile True: n += 1', 'print(n > 0)'],
    sees: { output: /^true$/im },
  },
  'a stopped cell says so, and submits nothing': {
    cellSeconds: 0.4,
    javascript: 'FINAL("x")\nfor (;;);',
    python: 'FINAL("x")\nwhile True: pass',
    sees: { status: 'timeout', error: /^Timeout: .*more than 0\.4 s/, final: null },
  },
  'nothing catches the stop': {
    cellSeconds: 0.4,
    javascript: 'try { for (;;); } catch { print("caught") } finally { print("finally") }',
    python:
      'try:\n  while True: pass\nexcept BaseException:\n  print("caught")\nfinally:\n  print("finally")',
    sees: { status: 'timeout', output: '' },
  },
  'memory without end is an error, and the state is kept': {
    javascript: [
      'const kept = 1',
      '(() => { const all = []; for (;;) all.push("x".repeat(1e5) + all.length) })()',
    ],
    python: [
      'kept = 1',
      'def fill():\n  all = []\n  while True: all.append("x" * 100_000 + str(len(all)))\nfill()',
    ],
    sees: { status: 'error', error: /out of memory: the sandbox has 128 MB/ },
  },
  'given names that were overwritten come back, and the model is told': {
    javascript: ['const lines = [1]; let count = 0', 'print(typeof lines, count("o"))'],
    python: ['lines = [1]\ncount = 0', 'print(callable(lines), count("o"))'],
    sees: { output: 'function 2\n', notes: '' },
    seesInPython: { output: 'True 2\n' },
  },
  'a given name that is overwritten holds the new value to the end of the cell': {
    javascript: 'function grep() { return "mine" }\nprint(grep())',
    python: 'def grep(): return "mine"\nprint(grep())',
    sees: {
      output: 'mine\n',
      notes: /^grep is a name of the REPL and comes back before the next cell: use another name/,
    },
  },
  'context comes back too': {
    javascript: ['context = 5', 'print(context.length)'],
    python: ['context = 5', 'print(len(context))'],
    sees: { output: '13\n', notes: '' },
  },
  'what code changed in the language itself comes back, and is told': {
    javascript: 'JSON.stringify = null',
    python: 'import json\njson.dumps = None',
    sees: {
      notes: /^Built-in things come back when a cell ends: (?:JSON\.stringify|json\.dumps)\./,
    },
  },
  'nothing that code breaks in the language costs the next cell': {
    javascript: [
      'Array.prototype.map = null; JSON.parse = null; globalThis.Object = null',
      'print([1].map((n) => n + 1)[0], await llm_query("x"), count("o"))',
    ],
    python: [
      'import builtins, sys, json, re\n__builtins__ = {}\nbuiltins.len = builtins.print = None\nre.compile = json.loads = None\nsys.modules.clear()',
      'import json, re\nprint([len("a") + 1][0], llm_query("x"), count("o"))',
    ],
    sees: { output: '2 reply to x 2\n' },
  },
  'SHOW_VARS lists what the code has made, and is not printed twice': {
    javascript: ['const text = "x".repeat(1204), list = [1, 2], n = 5', 'print(SHOW_VARS())'],
    python: ['text = "x" * 1204; list_ = [1, 2]; n = 5\nimport re', 'print(SHOW_VARS())'],
    sees: { output: 'text: string (1,204 characters)\nlist: Array (2 items)\nn: number\n' },
    seesInPython: { output: 'text: str (1,204 characters)\nlist_: list (2 items)\nn: int\n' },
  },
  'before there are any it says so': {
    javascript: 'SHOW_VARS()',
    python: 'SHOW_VARS()',
    sees: { output: 'No variables yet.\n' },
  },
});
