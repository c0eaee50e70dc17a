import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPython } from './support.ts';

/** What code might do to what it is given, and to the modules that the REPL stands on. */
const meddling: readonly string[] = [
  'type(answer).__setitem__.__globals__.clear()',
  'answer._may_change.__self__.__dict__.clear()',
  'import sys\nsys.stdout.write.__globals__.clear()',
  'import sys\ntype(sys.stdout).write = None',
  'm = grep("alpha")\ntype(m).__init__.__globals__.clear()\ntype(m[0]).__getattr__ = None',
  'import gc\nfor o in gc.get_objects():\n  if type(o) is dict and "_made" in o: o.clear(); break',
  'import gc\nfor o in gc.get_objects():\n  if type(o) is dict and "grep" in o and o is not globals(): o.clear()',
  'import builtins\nfor k in list(vars(builtins)):\n  if k.startswith("$"): delattr(builtins, k)',
  'del __builtins__',
  'import linecache\nlinecache.cache = None',
  'import ast\nast.parse = ast.Name = None',
  'import __main__\n__main__.__dict__.clear()\nx = 41',
  'import inspect, re, json, textwrap\nfor m in (inspect, re, json, textwrap): vars(m).clear()',
  'class Evil(str):\n  def __eq__(self, o): raise ValueError\n  __hash__ = str.__hash__\nglobals()[Evil("y")] = 1\nglobals()[Evil("context")] = 1',
  'class L(list):\n  def __len__(self): raise ValueError\n  def __iter__(self): raise ValueError\nl = L([1])\nanswer["content"] = l',
  'class M(type):\n  __name__ = property(lambda c: 1 / 0)\nclass O(metaclass=M): pass\no = O()',
  'import sys\nsys._getframe(1).f_globals.clear()',
  'answer.clear()',
  'del answer',
  'print = grep = FINAL = None',
];

for (const code of meddling) {
  test(`the next cell is as it would have been: ${code.split('\n').at(-1)}`, async () => {
    const { run } = openPython({ context: 'alpha one\nbeta' });
    await run('x = 41');
    await run(code);
    const { output, error } = await run(
      'print(x, llm_query("q"), count(r"a\\b|t"), grep("^b")[0].line, len(context), answer["content"])\nFINAL("ok")',
    );
    assert.equal(error, null);
    assert.match(output, /^41 reply to q 3 2 14 /);
  });
}
