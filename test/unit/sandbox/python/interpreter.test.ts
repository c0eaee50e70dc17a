import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SharedText } from '../../../../src/core/context.ts';
import { MemorySaver } from '../../../../src/sandbox/savedMemory.ts';
import { InterpreterBroken } from '../../../../src/sandbox/worker/repl.ts';
import { shared } from '../support.ts';
import { openPython, pythonImage } from './support.ts';

const limits = { timeout: 120_000 };

function latin1(text: string): SharedText {
  const units = new SharedArrayBuffer(text.length);
  const bytes = new Uint8Array(units);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return { units, width: 1, length: text.length };
}

test('texts cross the border as they are, in both directions', limits, () => {
  const asked: string[] = [];
  const { python, run } = openPython({
    ask: (text) => {
      asked.push(text);
      return text;
    },
  });
  for (const text of [
    '',
    'plain',
    'naïve',
    'a\u0000b',
    '漢字',
    '😀',
    '\ud800',
    '\udc00\ud800x',
    '😀\ud83d',
  ]) {
    assert.equal(python.ask('echo', text), text);
    python.ask('length', text);
    assert.equal(
      run(`print(ask(${JSON.stringify(text)}) == ${JSON.stringify(text)}, end='')`),
      'True',
    );
    assert.equal(asked.pop(), text);
  }
  assert.equal(python.ask('length', '😀x'), '2');
});

for (const [name, text] of Object.entries({
  ASCII: latin1('one\ntwo'),
  'Latin-1': latin1('naïve'),
  'two bytes that need one': shared('naïve'),
  'two bytes': shared('漢字x'),
  'pairs of surrogates': shared('a😀b😀c'),
  'lone surrogates among pairs': shared('\udc00😀\ud83d'),
  'lone surrogates': shared('\udc00a\ud83d'),
  nothing: shared(''),
})) {
  test(`a context of ${name} is the text that Python itself would make`, limits, () => {
    const { python, run } = openPython({ texts: [text] });
    python.ask('load', '0');
    const bytes = [...(text.width === 1 ? new Uint8Array(text.units) : new Uint16Array(text.units))]
      .slice(0, text.length)
      .flatMap((unit) => [unit & 0xff, unit >> 8]);
    const outcome = run(
      `import sys
made = bytes(${JSON.stringify(bytes)}).decode('utf-16-le', 'surrogatepass')
print(context == made, made == context, hash(context) == hash(made), context.isascii() == made.isascii(), sys.getsizeof(context) == sys.getsizeof(made))`,
    );
    assert.equal(outcome, 'True True True True True\n');
  });
}

test(
  'a state goes on in another instance, with half-run generators and its context',
  limits,
  () => {
    const texts = [shared('x'.repeat(200_000)), shared('😀'.repeat(70_000))];
    const first = openPython({ texts });
    first.python.ask('load', '1');
    first.run(
      'it = iter([1, 2, 3]); next(it)\ndef g():\n    yield 1\n    yield 2\nhalf = g(); next(half)\nclass K: v = 7',
    );
    const saver = new MemorySaver(pythonImage().memory);
    const state = first.python.save(saver);
    // Of the context only what shares a page with something else is kept.
    const again = first.python.save(saver);
    assert.ok(
      again.memory.slabs.slice(1).reduce((sum, slab) => sum + slab.byteLength, 0) < 8_000_000,
    );
    first.run('next(it)');
    const second = openPython({ from: state, texts });
    assert.equal(
      second.run(
        "print(next(it), next(half), K().v, context == '😀' * 70000, random.random() > 0)",
      ) ?? '',
      "NameError: name 'random' is not defined",
    );
    assert.equal(second.run('print(next(it))'), '3\n');
    assert.equal(first.run('print(next(it))'), '3\n');
  },
);

test('chance follows the seed, the clock the recorded start of the cell', limits, () => {
  const code =
    'import random, secrets, uuid, os, time, datetime\nprint(random.random(), secrets.token_hex(8), uuid.uuid4(), os.urandom(4).hex(), hash("x"), random.SystemRandom().random())';
  const outputs = [1, 1, 2].map((seed) => {
    const { python, run } = openPython();
    python.seed(seed);
    return run(code);
  });
  assert.equal(outputs[0], outputs[1]);
  assert.notEqual(outputs[0], outputs[2]);
  let now = 1_000;
  const { clock, run } = openPython({ now: () => now });
  clock.start(1_700_000_000_000);
  const times =
    'import time, datetime\nprint(time.time(), time.perf_counter(), time.monotonic(), datetime.datetime.now().isoformat())';
  assert.equal(run(times), '1700000000.0 1700000000.0 1700000000.0 2023-11-14T22:13:20\n');
  now += 1_500;
  assert.equal(run(times), '1700000001.5 1700000001.5 1700000001.5 2023-11-14T22:13:21.500000\n');
});

test('a stop can not be caught, and leaves the state', limits, () => {
  let isStopped = false;
  const { python, run } = openPython({ shouldStop: () => isStopped });
  run('x = 41');
  for (const code of [
    'while True:\n    try:\n        while True: pass\n    except BaseException: pass',
    'def g():\n    try: yield\n    finally:\n        while True: pass\nfor _ in g(): pass\nwhile True: pass',
    'import re\nre.match("(a+)+$", "a" * 40 + "b")',
  ]) {
    isStopped = true;
    assert.equal(run(code), null);
    assert.deepEqual(python.failure, { kind: 'stopped' });
    isStopped = false;
    assert.equal(run('print(x)'), '41\n');
  }
});

test('between slow steps it is asked more often whether to stop', limits, () => {
  let questions = 0;
  const { run } = openPython({
    shouldStop: () => {
      questions += 1;
      return false;
    },
  });
  run('s = "ab" * 2_000_000');
  questions = 0;
  assert.equal(run('for _ in range(100): s.replace("b", "c")'), '');
  assert.ok(questions > 50, `${questions} questions`);
});

test('a stop ends a call that code waits for', limits, () => {
  let isStopped = false;
  const { python, run } = openPython({
    shouldStop: () => isStopped,
    ask: () => {
      isStopped = true;
      return 'late';
    },
  });
  assert.equal(run('while True:\n    try: ask("x")\n    except BaseException: pass'), null);
  isStopped = false;
  assert.deepEqual(python.failure, { kind: 'stopped' });
});

test('what code broke in the language comes back, and is named', limits, () => {
  const { python, run } = openPython();
  run(
    'import json, builtins, sys\njson.loads = 5\ndel builtins.len\nsys.stdout = None\njson.JSONEncoder.item_separator = 5',
  );
  const names = python.restore();
  for (const name of ['json.loads', 'len', 'sys.stdout', 'JSONEncoder.item_separator']) {
    assert.ok(names.includes(name), name);
  }
  assert.deepEqual(python.restore(), []);
  run(
    'import sys, gc\nsys.modules.clear()\ngc.disable()\ngc.callbacks.append(print)\nsys.addaudithook(lambda *a: 1 / 0)\nsys.setrecursionlimit(50)\n__builtins__ = {}',
  );
  assert.deepEqual(python.restore(), ['sys.modules']);
  assert.equal(
    run(
      'import json, gc, sys\nprint(json.loads("[1]"), len([1]), gc.isenabled(), gc.callbacks, sys.getrecursionlimit())',
    ),
    '[1] 1 True [] 1000\n',
  );
});

test('given functions show nothing of the guest', limits, () => {
  const { run } = openPython();
  assert.equal(
    run(
      'import gc\nprint(ask.__name__, ask.__doc__, hasattr(ask, "__globals__"), hasattr(ask, "__code__"), gc.get_referents(ask))',
    ),
    'ask asks the host False False []\n',
  );
  assert.equal(
    run(
      'import traceback\ntry: ask(5)\nexcept TypeError as error: print(error, [f.name for f in traceback.extract_tb(error.__traceback__)])',
    ),
    "a text is needed, not int ['<module>']\n",
  );
});

test('memory is bounded, and a failed allocation leaves the state', limits, () => {
  const { python, run } = openPython();
  assert.match(run('x = 41\nb = bytearray(10**9)') ?? '', /^MemoryError/);
  assert.match(run('b = []\nwhile True: b.append("x" * 1000000)') ?? '', /^MemoryError/);
  assert.equal(python.hasRoom(8_000_000), false);
  assert.equal(run('del b\nprint(x)'), '41\n');
  assert.equal(python.hasRoom(8_000_000), true);
});

for (const [name, code] of Object.entries({
  'ends itself': 'import posix\nposix._exit(0)',
  aborts: 'import os\nos.abort()',
  'runs forged code':
    'exec((lambda: 0).__code__.replace(co_code=bytes([100, 255] * 50), co_consts=()))',
})) {
  test(`code that ${name} breaks the interpreter, not the process`, limits, () => {
    const { python, run } = openPython();
    run('x = 41');
    const state = python.save(new MemorySaver(pythonImage().memory));
    assert.throws(() => run(code), InterpreterBroken);
    assert.equal(openPython({ from: state }).run('print(x)'), '41\n');
  });
}

test('a thousand cells take no memory', limits, () => {
  const { python, run } = openPython();
  const cell =
    'd = {i: str(i) for i in range(200)}\nimport re\nm = re.findall("[0-9]+", " ".join(d.values()))\ntry: 1 / 0\nexcept ZeroDivisionError as error: e = str(error)';
  const bytes = () => python.save(new MemorySaver(null)).memory.bytes;
  for (let at = 0; at < 50; at += 1) run(cell);
  const before = bytes();
  for (let at = 0; at < 1_000; at += 1) run(cell);
  assert.equal(bytes(), before);
});
