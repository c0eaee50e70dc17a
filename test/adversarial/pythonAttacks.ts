import type { Attack } from './attacks.ts';

/** Ways to reach the machine, or what drives the interpreter. */
export const pythonEscapes: readonly Attack[] = [
  {
    name: 'no file, folder, environment or process',
    code: `import os, io, posix, pathlib, shutil, tempfile
tried = [lambda: open('/etc/passwd'), lambda: io.open_code('/etc/passwd'), lambda: io.FileIO('/etc/passwd'), lambda: posix.open('/', 0), lambda: os.listdir('/'), lambda: os.scandir('.'), lambda: os.stat('/'), lambda: pathlib.Path('/').exists() and 1/1, lambda: os.mkdir('/x'), lambda: os.rename('/a', '/b'), lambda: os.readlink('/proc/self'), lambda: shutil.copy('/a', '/b'), lambda: tempfile.mkdtemp(), lambda: os.read(0, 1), lambda: os.write(1, b'x'), lambda: os.fdopen(1, 'w').write('x'), lambda: os.dup(0), lambda: os.chdir('/'), lambda: os.utime('/', None)]
reached = 0
for act in tried:
    try:
        reached += act() is not False and 1
    except Exception:
        pass
print(reached, dict(os.environ), [name for name in ('system', 'fork', 'forkpty', 'execv', 'posix_spawn', 'popen') if hasattr(os, name) and name != 'popen'])`,
    output: /^0 \{\} \[\]$/m,
  },
  {
    name: 'no module that reaches out, by any importer',
    code: `import importlib, importlib.machinery, _imp, sys
found = []
for name in ['_socket', 'socket', 'select', 'faulthandler', 'ctypes', '_ctypes', 'mmap', 'fcntl', 'subprocess', '_posixsubprocess', 'multiprocessing', 'resource', '_rlm', '_repl', '_repl.repl', '_tracemalloc', '_interpreters', '_testcapi', 'ssl', 'sqlite3', 'zlib', 'asyncio']:
    for way in (__import__, importlib.import_module, lambda each: _imp.create_builtin(importlib.machinery.ModuleSpec(each, None)) or 1/0, _imp.init_frozen, lambda each: importlib.machinery.BuiltinImporter.find_spec(each).loader.load_module(each), lambda each: sys.modules[each]):
        try:
            made = way(name)
            if made is not None and (name != '_rlm' or hasattr(made, 'host')):
                found.append((name, way))
        except Exception:
            pass
print(found)`,
    output: /^\[\]$/m,
  },
  {
    name: 'a builtin made by its spec runs nothing of the host',
    code: `import _imp, importlib.machinery
spec = importlib.machinery.ModuleSpec('_rlm', importlib.machinery.BuiltinImporter)
try:
    module = _imp.create_builtin(spec)
    _imp.exec_builtin(module)
    print('made', hasattr(module, 'Given'))
except Exception as error:
    print(type(error).__name__)
try:
    module.host('call', '{')
except Exception as error:
    print(type(error).__name__)`,
  },
  {
    name: 'the given functions have no inside',
    code: `import gc
inside = [name for name in ('__globals__', '__code__', '__closure__', '__defaults__', '__wrapped__', '__self__', '__dict__') for given in (print, llm_query, grep, FINAL) if hasattr(given, name)]
reached = [each for given in (print, llm_query, grep, FINAL) for each in gc.get_referents(given) if each is not type(given)]
print(inside, reached)`,
    output: /^\[\] \[\]$/m,
  },
  {
    name: 'errors of the given functions carry no frame of the guest',
    code: `files = set()
for act in [lambda: grep('('), lambda: lines(99, 'x'), lambda: grep(5), lambda: chunks(-1), lambda: llm_query(5), lambda: rlm_query('x', 5), lambda: llm_query('x', model=5), lambda: FINAL_VAR('none')]:
    try:
        act()
    except Exception as error:
        for each in (error, error.__context__, error.__cause__):
            link = each.__traceback__ if each else None
            while link:
                files.add(link.tb_frame.f_code.co_filename)
                link = link.tb_next
print(len(files) > 0, [file for file in files if '_repl' in file])`,
    output: /^True \[\]$/m,
  },
  {
    name: 'all subclasses of object are of this world',
    code: `seen, todo = set(), [object]
while todo:
    each = todo.pop()
    if each in seen: continue
    seen.add(each)
    try: todo += type.__subclasses__(each)
    except TypeError: pass
names = {f'{each.__module__}.{each.__name__}' for each in seen}
print(len(seen) > 300, sorted(name for name in names if 'ocket' in name or 'Popen' in name or 'ctypes' in name))`,
    output: /^True \[\]$/m,
  },
  {
    name: 'threads, sleep and input are refused with what to use',
    code: `import threading, _thread, time
for act in [lambda: threading.Thread(target=print).start(), lambda: _thread.start_new_thread(print, ()), lambda: threading.Timer(0, print).start(), lambda: time.sleep(0.1), lambda: input('?')]:
    try: act(); print('done')
    except Exception as error: print('llm_query' in str(error))`,
    output: /^(True\n){5}$/,
  },
];

/** Ways to confuse what the host is told, or the cells that come later. */
export const pythonDisguises: readonly Attack[] = [
  { name: 'builtins emptied', code: '__builtins__.__dict__.clear()' },
  { name: 'another __builtins__', code: '__builtins__ = {}' },
  {
    name: 'built-in functions deleted',
    code: 'import builtins\nfor name in list(vars(builtins)):\n    if name not in ("delattr", "builtins"): delattr(builtins, name)',
  },
  {
    name: 'built-in functions replaced',
    code: 'import builtins\nfor name in ["len", "isinstance", "type", "str", "list", "dict", "print", "getattr", "hasattr", "repr", "__import__", "__build_class__", "compile", "eval", "exec", "range", "sorted"]:\n    setattr(builtins, name, lambda *a, **k: "forged")',
  },
  {
    name: 'all functions of json and re replaced',
    code: `import json, re, json.encoder, json.decoder, json.scanner, re._compiler, re._parser
forged = lambda *a, **k: 'forged'
for module in (json, json.encoder, json.decoder, json.scanner, re, re._compiler, re._parser):
    for name in list(vars(module)):
        if callable(getattr(module, name)): setattr(module, name, forged)`,
  },
  {
    name: 'methods of the library’s classes replaced',
    code: `import json, collections, re, traceback, ast, types, enum
forged = lambda *a, **k: 'forged'
for owner in (json.JSONEncoder, json.JSONDecoder, collections.Counter, collections.UserDict, traceback.TracebackException, ast.NodeTransformer, ast.NodeVisitor, enum.Enum):
    for name in list(vars(owner)):
        try: setattr(owner, name, forged)
        except Exception: pass`,
  },
  {
    name: 'the code of the library’s functions exchanged',
    code: `import json, re, ast, traceback, linecache
def forged(*a, **k): return 'forged'
for module in (json, re, ast, traceback, linecache):
    for value in list(vars(module).values()):
        try: value.__code__ = forged.__code__
        except Exception: pass`,
  },
  { name: 'sys.modules emptied', code: 'import sys\nsys.modules.clear()' },
  {
    name: 'sys.modules filled with forgeries',
    code: 'import sys, types\nfor name in list(sys.modules): sys.modules[name] = types.ModuleType(name)',
  },
  {
    name: 'the namespace emptied',
    code: 'kept_again = kept\nfor name in list(globals()):\n    if name not in ("kept", "name", "globals"): globals().pop(name)',
  },
  {
    name: 'given names deleted and replaced',
    code: 'del print, llm_query, grep\ncontext = answer = FINAL = count = 5\nllm_query_batched = None',
  },
  {
    name: 'standard output replaced, closed and gone',
    code: 'import sys\nclass Sink:\n    def write(self, text): raise ValueError\nsys.stdout.write = None if hasattr(sys.stdout, "__dict__") else 0\nsys.stdout = Sink()\nsys.stderr = None\ndel sys.stdout',
  },
  {
    name: 'hooks of the interpreter',
    code: `import sys, gc, warnings, threading
def hook(*a, **k): raise ValueError('hooked')
sys.settrace(hook); threading.settrace(hook)
sys.setprofile(hook); threading.setprofile(hook)
gc.callbacks.append(hook); gc.disable(); gc.set_threshold(1); gc.set_debug(gc.DEBUG_SAVEALL)
sys.excepthook = sys.unraisablehook = sys.displayhook = sys.breakpointhook = hook
threading.excepthook = warnings.showwarning = warnings.formatwarning = hook
sys.set_asyncgen_hooks(hook, hook)
warnings.simplefilter('error')`,
    message: /hooked|ValueError/,
  },
  {
    name: 'audit hooks, which Python never takes off',
    code: 'import sys\ndef hook(*a): raise RuntimeError("audited")\nsys.addaudithook(hook)',
  },
  {
    name: 'import hooks',
    code: `import sys, importlib.abc, importlib.machinery, types
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec): return types.ModuleType(spec.name)
    def exec_module(self, module): module.loads = lambda text: 'forged'
sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, lambda path: Finder()); sys.path.insert(0, '/')
sys.modules.pop('json', None)
import json
print(json.loads('1'))`,
    output: /^forged$/m,
  },
  {
    name: 'handlers of codecs',
    code: `import codecs
forged = lambda error: ('forged', error.end)
for name in ('strict', 'surrogatepass', 'replace', 'ignore', 'surrogateescape', 'backslashreplace'): codecs.register_error(name, forged)
codecs.register(lambda name: None)
print(llm_query('\\ud800'))`,
  },
  {
    name: 'a recursion limit that lets nothing run',
    code: 'import sys\nsys.setrecursionlimit(sys.getrecursionlimit() and 40)',
  },
  {
    name: 'the guest’s frames reached from a callback',
    code: `import sys
class Evil:
    def __repr__(self):
        frame = sys._getframe()
        while frame:
            if frame.f_globals is not globals():
                frame.f_globals.clear()
                for name in list(frame.f_locals):
                    try: frame.f_locals[name] = None
                    except Exception: pass
            frame = frame.f_back
        return 'evil'
print(Evil())`,
  },
  {
    name: 'trace functions on the guest’s frames',
    code: `import sys
class Evil:
    def __str__(self):
        frame = sys._getframe(1)
        while frame:
            frame.f_trace = lambda *a: 1/0
            frame = frame.f_back
        sys.settrace(lambda *a: None)
        return 'evil'
print(Evil()); FINAL(Evil())`,
  },
  {
    name: 'everything that the collector knows emptied',
    code: `import gc
for each in gc.get_objects():
    if type(each) in (dict, list, set) and each is not globals():
        try: each.clear()
        except Exception: pass`,
  },
  {
    name: 'every class that can be found changed',
    code: `import gc
for each in gc.get_objects():
    if isinstance(each, type) and each.__module__ not in ('builtins', '__main__'):
        for name in ('__init__', '__call__', '__getattribute__', '__repr__', '__eq__', '__hash__', '__iter__'):
            try: setattr(each, name, None)
            except Exception: pass`,
  },
  {
    name: 'every function that can be found made to do nothing',
    code: `import gc, types
nothing = (lambda *a, **k: None).__code__
for each in gc.get_objects():
    if type(each) is types.FunctionType:
        try: each.__code__ = nothing
        except Exception: pass`,
  },
  {
    name: 'what is left behind speaks up later',
    code: `import weakref, gc, atexit
class Late:
    def __init__(self): self.self = self
    def __del__(self):
        print('late'); FINAL('forged')
        while True: pass
for _ in range(3): Late()
keep_late = type('Holder', (), {})(); finalizer = weakref.finalize(keep_late, lambda: FINAL('forged')); del keep_late
atexit.register(lambda: FINAL('forged'))
def half():
    try: yield 1
    finally: FINAL('forged')
half_run = half(); next(half_run)`,
  },
  {
    name: 'texts that lie about themselves',
    code: `class Liar(str):
    def __len__(self): return -1
    def __str__(self): return 'other'
    def __eq__(self, other): return True
    def __hash__(self): return hash('model')
    def encode(self, *a): raise ValueError
    def __getitem__(self, at): raise ValueError
    def startswith(self, *a): return True
for act in [lambda: print(Liar('x')), lambda: llm_query(Liar('x')), lambda: llm_query_batched([Liar('x')]), lambda: grep(Liar('two')), lambda: rlm_query('q', Liar('c')), lambda: FINAL(Liar('forged')), lambda: llm_query('x', **{Liar('model'): Liar('m')})]:
    try: act()
    except Exception: pass`,
  },
  {
    name: 'an answer that is not what it was',
    code: `class Turning(dict):
    def __getitem__(self, name): return {'ready': True}.get(name, object())
    def get(self, name, other=None): raise SystemExit
answer = Turning()
class Content:
    def __str__(self): raise KeyboardInterrupt
answer_2 = {}
answer_2['content'] = Content()`,
  },
  {
    name: 'names of variables that are no names',
    code: `globals()[5] = 5
globals()['a b\\n}'] = 1
class Key(str):
    __hash__ = str.__hash__
    def __eq__(self, other): return True
globals()[Key('x')] = 2
SHOW_VARS()`,
  },
  {
    name: 'ends of the interpreter that only raise',
    code: 'import sys\nclass E(BaseException): pass\ntry: sys.exit(3)\nexcept SystemExit: pass\nraise E',
  },
  { name: 'SystemExit', code: 'raise SystemExit(3)', message: /3|ends the REPL|SystemExit/ },
  {
    name: 'KeyboardInterrupt that the code makes itself',
    code: 'import _thread, signal\ntry:\n    _thread.interrupt_main()\n    for _ in range(1000): pass\nexcept KeyboardInterrupt: pass\nsignal.signal(signal.SIGINT, lambda *a: None)\nraise KeyboardInterrupt',
  },
];

/** Ways to end the interpreter from within, by what it believes. */
export const pythonCrashes: readonly Attack[] = [
  { name: 'os._exit', code: 'import os\nos._exit(3)' },
  { name: 'posix._exit in place of what is refused', code: 'import posix\nposix._exit(0)' },
  { name: 'os.abort', code: 'import os\nos.abort()' },
  { name: 'signals that kill', code: 'import signal\nsignal.raise_signal(signal.SIGABRT)' },
  {
    name: 'signals that kill, by their default',
    code: 'import signal\nsignal.signal(signal.SIGSEGV, signal.SIG_DFL)\nsignal.raise_signal(signal.SIGSEGV)',
  },
  {
    name: 'forged bytecode',
    code: 'code = (lambda: 0).__code__.replace(co_code=bytes([100, 255] * 50), co_consts=())\nexec(code)',
  },
  {
    name: 'forged bytecode that jumps',
    code: 'code = (lambda: 0).__code__\nfor seed in range(3000):\n    forged = bytes((seed * 7919 + at * 31) % 256 for at in range(40))\n    try: exec(code.replace(co_code=forged, co_stacksize=2))\n    except BaseException: pass',
  },
  {
    name: 'forged constants and names',
    code: 'code = (lambda: len(x)).__code__.replace(co_names=(), co_consts=(), co_stacksize=0, co_nlocals=0)\nexec(code)',
  },
  {
    name: 'marshalled nonsense',
    code: 'import marshal\nfor seed in range(20000):\n    try: marshal.loads(bytes((seed * 31 + at * at) % 256 for at in range(20)))\n    except BaseException: pass',
  },
  {
    name: 'pickled nonsense',
    code: "import pickle\ndata = b'\\x80\\x04\\x95' + b'\\xff' * 8 + b'}' * 20\nfor at in range(256):\n    try: pickle.loads(data[:3] + bytes([at]) * 30 + b'.')\n    except BaseException: pass",
  },
  {
    name: 'a buffer that is resized while it is looked at',
    code: 'import array\nbuffer = bytearray(10)\nview = memoryview(buffer)\ntry: buffer.extend(b"x" * 10**6)\nexcept BufferError: print("refused")\nclass Index:\n    def __index__(self):\n        big.clear(); return 5\nbig = bytearray(1000)\nbig[Index()] = 0',
    output: /^refused$/m,
  },
  {
    name: 'struct and memoryview out of bounds',
    code: 'import struct\nrefused = 0\nfor act in [lambda: struct.unpack_from("<Q", b"abc", 2**31 - 1), lambda: struct.pack_into("<Q", bytearray(4), -8, 1), lambda: memoryview(b"abc").cast("Q"), lambda: memoryview(b"abc")[2**40], lambda: memoryview(bytearray(8)).cast("B", shape=[2**30, 2**30])]:\n    try: act()\n    except Exception: refused += 1\nprint(refused)',
    output: /^5$/m,
  },
  {
    name: 'lists changed while they are sorted and compared',
    code: 'class Odd:\n    def __lt__(self, other):\n        odd.clear(); return True\n    def __eq__(self, other):\n        odd.append(1); del odd[:]; return False\nodd = [Odd() for _ in range(100)]\ntry: odd.sort()\nexcept ValueError: pass\nodd = [Odd() for _ in range(10)]\nodd == list(odd)\ntry: odd.index(5)\nexcept ValueError: pass',
  },
  {
    name: 'dicts changed while they are read',
    code: 'class Key:\n    def __hash__(self): return 1\n    def __eq__(self, other):\n        table.clear(); return False\ntable = {Key(): 1}\nfor _ in range(50):\n    table[Key()] = 2\n    for each in range(20): table[each] = each',
  },
];

/** Structures so deep that what walks them runs out of stack. */
export const pythonDepths: readonly Attack[] = Object.entries({
  recursion: 'def r(n): return r(n + 1)\nr(0)',
  'recursion without a limit':
    'import sys\nsys.setrecursionlimit(10**9)\ndef r(n): return r(n + 1)\nr(0)',
  'nested lists printed': 'l = []\nfor i in range(100000): l = [l]\nprint(l)\nFINAL(l)',
  'nested JSON': 'import json\njson.loads("[" * 100000)',
  'nested source': 'eval("(" * 100000)',
  'a chain of attributes': 'eval("a" + ".b" * 100000)',
  'a long sum': 'eval("1" + "+1" * 100000)',
  'nested comparisons': 'a = []\nb = []\nfor i in range(100000): a = [a]; b = [b]\na == b',
  'nested pickles': 'import pickle\nl = []\nfor i in range(100000): l = [l]\npickle.dumps(l)',
  'nested copies': 'import copy\nl = []\nfor i in range(100000): l = [l]\ncopy.deepcopy(l)',
  'a nested pattern': 'import re\nre.compile("(" * 5000 + "a" + ")" * 5000)',
  'a long chain to free': 'l = None\nfor i in range(10**6): l = (l,)\ndel l',
  'nested partials':
    'import functools\nf = lambda: 1\nfor i in range(100000): f = functools.partial(f)\nf()',
  'nested iterators':
    'import itertools\nit = iter([])\nfor i in range(100000): it = itertools.chain(it)\nlist(it)',
  'nested maps': 'it = [1]\nfor i in range(100000): it = map(str, it)\nlist(it)',
  'nested XML': 'import xml.etree.ElementTree as E\nE.fromstring("<a>" * 100000 + "</a>" * 100000)',
  'nested classes of isinstance': 't = int\nfor i in range(100000): t = (t,)\nisinstance("", t)',
  'a nested hash': 't = ()\nfor i in range(200000): t = (t,)\nhash(t)',
  'a nested exception':
    'error = None\nfor i in range(100000):\n    new = ValueError(i); new.__cause__ = error; error = new\nraise error',
  'nested generators': 'def g(n):\n    yield n\n    yield from g(n + 1)\nfor _ in g(0): pass',
  'nested classes': 'c = object\nfor i in range(3000): c = type("C", (c,), {})\nc().nothing',
  'a nested lambda': 'f = lambda: 0\nfor i in range(100000): f = (lambda g: lambda: g())(f)\nf()',
  'nested brackets of a string': 'eval("f\'" + "{" * 200 + "1" + "}" * 200 + "\'")',
  'a property of itself': 'class A:\n    @property\n    def x(self): return self.x\nA().x',
}).map(([name, code]) => ({ name, code }));

/** Code without end, which is stopped by itself: nothing that it does can prevent that. */
export const pythonLoops: readonly Attack[] = Object.entries({
  'plain loop': 'while True: pass',
  except: 'while True:\n    try:\n        while True: pass\n    except BaseException: pass',
  finally:
    'def g():\n    try:\n        while True: pass\n    finally:\n        while True: pass\ng()',
  __exit__:
    'class C:\n    def __enter__(self): return self\n    def __exit__(self, *a):\n        while True: pass\nwith C():\n    while True: pass',
  'generators that catch':
    'def g():\n    while True:\n        try: yield 1\n        except BaseException: pass\nfor _ in g(): pass',
  __del__:
    'class D:\n    def __del__(self):\n        while True: pass\nd = D()\ndel d\nwhile True: pass',
  __repr__: 'class R:\n    def __repr__(self):\n        while True: pass\nr = R()\nprint(r)',
  '__str__ of an answer':
    'class R:\n    def __str__(self):\n        while True: pass\nanswer["content"] = R()\nFINAL(R())',
  '__class__ that never answers':
    'class R:\n    @property\n    def __class__(self):\n        while True: pass\nr = R()\nSHOW_VARS()',
  '__eq__ of a name':
    'class R:\n    def __eq__(self, other):\n        while True: pass\n    def __hash__(self): return 1\nprint({R(): 1, R(): 2})',
  'a key of sort': 'sorted(range(10**7), key=lambda v: [v for v in range(100)])',
  'a regular expression': 'import re\nre.match(r"(a+)+$", "a" * 40 + "b")',
  'calls in a loop that catches':
    'while True:\n    try: llm_query("x")\n    except BaseException: pass',
  printing: 'while True: print("x" * 100000)',
  exceptions: 'while True:\n    try: raise ValueError\n    except ValueError: pass',
  imports:
    'import sys, importlib\nwhile True: importlib.reload(sys.modules["colorsys"]) if "colorsys" in sys.modules else __import__("colorsys")',
  'a trace function':
    'import sys\ndef t(*a):\n    while True: pass\nsys.settrace(t)\ndef f(): pass\nf()',
  'a callback of the collector':
    'import gc\ndef c(*a):\n    while True: pass\ngc.callbacks.append(c)\ngc.collect()',
  'a handler of a signal':
    'import signal\ndef h(*a):\n    while True: pass\nsignal.signal(signal.SIGINT, h)\nsignal.raise_signal(signal.SIGINT)',
  'a metaclass':
    'class M(type):\n    def __getattribute__(self, name):\n        while True: pass\nclass A(metaclass=M): pass\nA.x',
  'big numbers': 'n = 3\nwhile True: n = n * n',
  'a power': 'n = 9 ** (9 ** 7)',
}).map(([name, code]) => ({ name, code }));

/** Loops wholly within C that never look whether to stop: their thread is ended. */
export const pythonNativeLoops: readonly Attack[] = Object.entries({
  'a deque of nothing':
    'import collections, itertools\ncollections.deque(itertools.repeat(1), maxlen=0)',
  'any of nothing': 'import itertools\nany(itertools.repeat(False))',
  'a search without end': 'import itertools\n5 in itertools.repeat(1)',
  'a sum of everything': 'sum(range(10**13))',
  'a product of everything':
    'import itertools, collections\ncollections.deque(itertools.product(range(1000), repeat=6), maxlen=0)',
  'a search of the text': 'grep("(x+x+)+y")',
  'max without end': 'import itertools\nmax(itertools.count())',
}).map(([name, code]) => ({ name, code }));

/** Code that takes all memory. */
export const pythonFloods: readonly Attack[] = Object.entries({
  'a list that grows': 'a = []\nwhile True: a.append("x" * 1000000)',
  'a list of small things': 'a = []\nwhile True: a.append([])',
  'bytes at once': 'b = bytearray(10**9)',
  'a string at once': 's = "ab" * (10**9)',
  'a string that doubles': 's = "x"\nwhile True: s += s',
  'a dict that grows': 'd = {}\ni = 0\nwhile True:\n    d[i] = str(i) * 10; i += 1',
  'a tuple of everything': 'import itertools\nt = tuple(itertools.repeat(0))',
  'a number at once': 'n = 1 << (8 * 10**9)',
  replacements: 's = "a" * 10**7\nwhile True: s = s.replace("a", "aa")',
  'a format': 'print("%1000000000d" % 1)',
  'a padded text': 'print(f"{1:>1000000000}")',
  'lines of a long text': 'l = ("x\\n" * 10**7).split("\\n")\nwhile True: l += l',
  generators: 'g = []\ndef f(): yield 1\nwhile True:\n    each = f(); next(each); g.append(each)',
  'a held memory error':
    'held = []\nwhile True:\n    try:\n        while True: held.append("x" * 100000)\n    except MemoryError as error: held.append(error) if len(held) < 10**9 else None\n    break',
  classes: 'c = []\nwhile True: c.append(type("C", (), {"a": "x" * 10000}))',
  'variables without end': 'for i in range(50000): globals()[f"v{i}"] = i',
  'names without end': 'for i in range(20): globals()["n" * 10**6 + str(i)] = i',
  'a huge prompt': 'llm_query("x" * 60_000_000)',
  'a batch without end': 'llm_query_batched(["x" * 1000] * 300000)',
}).map(([name, code]) => ({ name, code }));
