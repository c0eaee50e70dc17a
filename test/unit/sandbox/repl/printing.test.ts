import { keeps } from './support.ts';

keeps({
  'values print readably': {
    javascript: 'print("a", 1, null, true, [1, "x"], {k: [2]})',
    python: 'print("a", 1, None, True, [1, "x"], {"k": [2]})',
    sees: { output: 'a 1 null true [1, "x"] { k: [2] }\n' },
    seesInPython: { output: "a 1 None True [1, 'x'] {'k': [2]}\n" },
  },
  'cycles end': {
    javascript: 'const o = {n: 1}; o.o = o; print(o)',
    python: 'o = [1]; o.append(o); print(o)',
    sees: { output: '{ n: 1, o: [circular] }\n' },
    seesInPython: { output: '[1, [...]]\n' },
  },
  'what can not be shown says why': {
    javascript: 'print(new Proxy({}, {ownKeys() { throw new Error("trap") }}))',
    python: 'class T:\n  def __repr__(self): raise ValueError("trap")\nprint(T())',
    sees: { output: /^\[can't be shown: .*trap\]\n$/ },
  },
  'what is long is cut to its head and its tail, with the true number': {
    javascript: 'print("a" + "x".repeat(1e6) + "z")',
    python: 'print("a" + "x" * 1_000_000 + "z")',
    sees: { output: /^ax+\n\.\.\. 800,003 characters left out \.\.\.\nx+z\n$/ },
  },
  'a text for which there is no room once more can be printed': {
    context: 'x'.repeat(40_000_000),
    javascript: 'print(context)',
    python: 'more = "y" * 40_000_000\nprint(context)',
    sees: { output: /^x+\n\.\.\. 39,800,001 characters left out \.\.\.\nx+\n$/ },
  },
  'so is what is printed bit by bit': {
    javascript: 'for (let i = 0; i < 3000; i++) print("y".repeat(1000))',
    python: 'for i in range(3000): print("y" * 1000)',
    sees: { output: /characters left out/ },
  },
  'of a big container the beginning is made alone': {
    python: 'print([["x" * 50_000_0] * 5 for _ in range(50)])',
    sees: { output: /more\]/ },
  },
  'print takes sep, end, file and flush': {
    python:
      'import io, sys\nout = io.StringIO()\nprint("in", file=out); print("a", "b", sep="-", end="!\\n", flush=True); print("err", file=sys.stderr); print(repr(out.getvalue())); print(); sys.stdout.write("w\\n")',
    sees: { output: "a-b!\nerr\n'in\\n'\n\nw\n" },
  },
  'output can be caught, and comes back': {
    python: [
      'import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as out: print("caught")\nprint("seen", out.getvalue().strip())',
      'import sys, io\nsys.stdout = io.StringIO()\nprint("lost")',
      'print("back")',
    ],
    sees: { output: 'back\n' },
  },
  'the last expression is not shown': {
    javascript: '1 + 1',
    python: '1 + 1',
    sees: { output: '' },
  },
  'tracebacks that code prints show the lines of cells': {
    python: 'import traceback\ntry:\n  1 / 0\nexcept ZeroDivisionError:\n  traceback.print_exc()',
    sees: {
      output:
        /^Traceback .*\n {2}File "cell1\.1", line 3, in <module>\n {4}1 \/ 0\n.*\nZeroDivisionError/s,
    },
  },
  'dates, counters, deques, dataclasses print as Python has them': {
    python:
      'from collections import Counter, deque, OrderedDict\nfrom dataclasses import dataclass\n@dataclass\nclass P:\n  x: int\nprint(Counter("aab"), deque([1]), P(1), {1}, frozenset(), (1,), b"x", range(3))',
    sees: {
      output: "Counter({'a': 2, 'b': 1}) deque([1]) P(x=1) {1} frozenset() (1,) b'x' range(0, 3)\n",
    },
  },
  'errors print as their message': {
    python: 'try: {}["k"]\nexcept KeyError as e: print(e, repr(e))',
    sees: { output: "'k' KeyError('k')\n" },
  },
  'the cause of an error is told': {
    javascript: 'throw new Error("outer", {cause: new Error("inner")})',
    python: 'try: 1 / 0\nexcept ZeroDivisionError as e: raise ValueError("outer") from e',
    sees: { error: /outer \(cause: .*(?:inner|division by zero)\)/ },
  },
  'an error whose text can not be made is told all the same': {
    python: 'class E(Exception):\n  def __str__(self): raise ValueError\nraise E',
    sees: { error: /^E: \[can't be shown: ValueError\]$/, line: 3 },
  },
  'recursion without end is an error': {
    python: 'def f(): return f()\nf()',
    sees: { error: /^RecursionError: maximum recursion depth exceeded/, line: 1 },
  },
});
