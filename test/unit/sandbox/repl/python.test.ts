import { keeps } from './support.ts';

const batch = /llm_query_batched/;
const refused: readonly (readonly [code: string, sentence: RegExp])[] = [
  ['import asyncio', batch],
  ['from concurrent.futures import ThreadPoolExecutor', batch],
  ['import multiprocessing', batch],
  ['import threading\nthreading.Thread(target=print).start()', batch],
  ['import _thread\n_thread.start_new_thread(print, ())', batch],
  ['import time\ntime.sleep(1)', /sleep.*llm_query_batched/],
  ['open("/etc/passwd")', /no files here.*context/],
  ['import pathlib\npathlib.Path("x").read_text()', /no files here/],
  ['import io\nio.open("x", "w")', /no files here/],
  ['import os\nos.listdir()', /no files here/],
  ['import os\nlist(os.walk("."))', /no files here/],
  ['import glob\nglob.glob("*")', /no files here/],
  ['import os\nos.system("ls")', /no processes.*context/],
  ['import os\nos.fork()', /no processes/],
  ['import sys\nsys.stdin.read()', /nobody is there to ask/],
  ['import sys\nfor line in sys.stdin: pass', /nobody is there to ask/],
  ['import socket', /no network.*llm_query/],
  ['import requests', /no network/],
  ['import urllib.request', /no network/],
  ['import subprocess', /no processes/],
  ['input("?")', /nobody is there to ask/],
  ['import numpy as np', /standard library alone/],
  ['import nowhere', /No module named 'nowhere'/],
  ['import _rlm', /No module named '_rlm'/],
  ['import _repl.host', /No module named '_repl'/],
  ['import os\nos._exit(1)', /Nothing ends the REPL/],
  ['import os\nos.abort()', /Nothing ends the REPL/],
  ['exit()', /SystemExit|Nothing ends the REPL/],
  ['import sys\nsys.exit(1)', /nothing ends the REPL/],
  ['raise KeyboardInterrupt', /nothing ends the REPL/],
];

keeps(
  Object.fromEntries(
    refused.map(([python, error]) => [
      `is refused with what to use: ${python.replaceAll('\n', '; ')}`,
      { python, sees: { status: 'error' as const, error, line: python.split('\n').length } },
    ]),
  ),
);

keeps({
  'what was refused can be caught, and the REPL goes on': {
    python: [
      'try: import numpy\nexcept ImportError: np = None\nprint(np)',
      'print(llm_query("x"))',
    ],
    sees: { output: 'reply to x\n' },
  },
  'await before a call is harmless': {
    python:
      'r = await llm_query("x")\nprint(r, (await llm_query_batched(["a"]))[0], await grep("t") == grep("t"))',
    sees: { output: 'reply to x reply to a True\n', notes: '' },
  },
  'so is it in functions, async or not': {
    python:
      'async def ask(p):\n  return await llm_query(p)\nasync def main():\n  return [await ask(p) for p in "ab"]\ndef plain(p): return await llm_query(p)\nprint(await main(), plain("c"))',
    sees: { output: "['reply to a', 'reply to b'] reply to c\n", notes: '' },
  },
  'async for and async with run at top level': {
    python:
      'async def two():\n  for n in (1, 2): yield n\nasync for n in two(): print(n)\nprint([n async for n in two()])',
    sees: { output: '1\n2\n[1, 2]\n' },
  },
  'awaiting what can never settle is an error': {
    python: 'class Never:\n  def __await__(self): yield 1\nawait Never()',
    sees: { error: /can never settle/, line: 3 },
  },
  'five single calls in a row are told what the batch would have saved': {
    python: 'for i in range(5): llm_query(str(i))',
    sees: {
      notes:
        /^llm_query was called 5 times, one after the other, .*llm_query_batched\(\[\.\.\.\]\) .* saved about /,
    },
  },
  'four are not, nor is a batch': {
    python:
      'for i in range(4): llm_query("x")\nllm_query_batched(["a"] * 20)\nfor i in range(4): llm_query("y")',
    sees: { notes: '' },
  },
  'code that was copied with its indentation runs': {
    python: '  x = 1\n  if x:\n    print("in")',
    sees: { output: 'in\n' },
  },
  'the main guard holds': {
    python: 'def main(): print("ran")\nif __name__ == "__main__": main()',
    sees: { output: 'ran\n' },
  },
  'a generator that is half run goes on in the next cell': {
    python: ['def g():\n  yield 1\n  yield 2\nit = g(); print(next(it))', 'print(next(it))'],
    sees: { output: '2\n' },
  },
  'dataclasses, pattern matching, f-strings, walrus, decorators': {
    python:
      'import functools, dataclasses\n@dataclasses.dataclass\nclass P:\n  x: int = 1\n@functools.lru_cache\ndef f(n): return n\nmatch P():\n  case P(x=1) if (y := f(2)): print(f"{y!r:>3}")',
    sees: { output: '  2\n' },
  },
  'what standard library there is, is there': {
    python:
      'import re, json, csv, io, math, statistics, collections, itertools, functools, random, string, textwrap, datetime, difflib, heapq, bisect, html, base64, hashlib, urllib.parse, xml.etree.ElementTree, decimal, fractions, operator, typing, enum, copy, pprint, unicodedata, calendar, ast, time, uuid, secrets\nprint(json.loads(json.dumps({"a": [1]})), statistics.mean([1, 3]), list(csv.reader(io.StringIO("a,b")))[0])',
    sees: { output: "{'a': [1]} 2 ['a', 'b']\n" },
  },
  'a name of the REPL can be a parameter of a function': {
    python: 'def f(context, lines, count=1): return context + lines\nprint(f("a", "b"))',
    sees: { output: 'ab\n', notes: '' },
  },
  'given functions say what they are': {
    python: 'print(llm_query.__name__, llm_query.__doc__, callable(grep), grep)',
    sees: { output: /^llm_query One completion .* True <function grep>\n$/ },
  },
  'and have no inside': {
    python: 'llm_query.__globals__',
    sees: { error: /AttributeError/ },
  },
  'modules are no variables, and names of the language neither': {
    python: 'import re\nimport collections as c\nx = 1\nSHOW_VARS()',
    sees: { output: 'x: int\n' },
  },
  'hooks that a cell leaves are taken off': {
    python: [
      'import sys, gc, builtins\nsys.settrace(lambda *a: FINAL("forged")); sys.setprofile(lambda *a: FINAL("forged"))\ngc.callbacks.append(lambda *a: FINAL("forged"))\nclass H:\n  def find_spec(self, *a): FINAL("forged")\nsys.meta_path.insert(0, H())\nreal = builtins.__import__\nbuiltins.__import__ = lambda *a: (FINAL("forged"), real(*a))[1]\nsys.stdout = None\nsys.excepthook = lambda *a: FINAL("forged")',
      'import gc, decimal\ngc.collect()\ndef f(): return 1\nf()\nprint("clean")',
    ],
    sees: { final: null, output: 'clean\n' },
  },
  'what is collected later submits nothing': {
    python: [
      'class D:\n  def __del__(self): FINAL("forged")\nd = D()\ndef g():\n  try: yield\n  finally: FINAL("forged")\nit = g(); next(it)',
      'd = None; it = None\nimport gc; gc.collect()',
    ],
    sees: { final: null },
  },
  'code of an earlier cell that this one calls submits for this one': {
    python: [
      'def submit(n): FINAL(llm_query(str(n)))\nclass S:\n  def go(self): submit(2)',
      'S().go()',
    ],
    sees: { final: 'reply to 2' },
  },
  'a missing argument is said as of the function that was called': {
    python: 'grep()',
    sees: { error: /^TypeError: grep\(\) missing 1 required positional argument: 'pattern'$/ },
  },
  'text of any kind is an error or code, never the end of the REPL': {
    python: [
      'x = "\\0"; \0',
      'a = 1\ud800',
      `x = ${'('.repeat(5_000)}`,
      `x = 1${' + 1'.repeat(20_000)}`,
      'print("on")',
    ],
    sees: { output: 'on\n' },
  },
});
