"""What a sandbox has not: files, network, processes, threads, input, sleep; and what to use."""

import _thread
import builtins
import io
import os
import sys
import threading
import time

_BATCH = (
    'Calls are synchronous here: llm_query_batched([...]) asks all prompts at once and waits for '
    'all replies.'
)
_TEXT = 'The text asked about is the variable context; keep results in variables.'
_MODELS = 'Models are asked by llm_query, llm_query_batched and rlm_query.'
_INSTEAD = {
    _BATCH: 'asyncio concurrent multiprocessing trio anyio gevent joblib tqdm',
    f'There is no network. {_MODELS}': (
        'socket ssl http ftplib smtplib imaplib poplib telnetlib xmlrpc socketserver select '
        'selectors requests httpx aiohttp urllib3 websockets openai anthropic langchain'
    ),
    f'There are no processes. {_TEXT}': 'subprocess pty ctypes _ctypes',
    f'There are no files. {_TEXT}': 'sqlite3 dbm mmap zipfile tarfile fcntl',
    "Python's standard library alone is here (re, json, collections, statistics, csv, ...).": (
        'numpy pandas scipy sklearn torch transformers nltk spacy matplotlib tiktoken bs4 lxml '
        'yaml regex dateutil tabulate'
    ),
}
_ADVICE = {name: advice for advice, names in _INSTEAD.items() for name in names.split()}


class _Missing:
    """The last of the finders: tells why a module is not there."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        advice = _ADVICE.get(name.partition('.')[0])
        if name.startswith('urllib.re'):
            advice = f'There is no network. {_MODELS}'
        if name == '_rlm':
            advice = 'There is no such module.'
        if advice is None:
            return None
        raise ModuleNotFoundError(f"No module named '{name}'. {advice}", name=name)


def _refused(kind, what, advice):
    def refuse(*_given, **_more):
        raise kind(f'{what} {advice}')

    return refuse


# What says nothing of files where there are none would be taken for an answer: these raise.
_OF_FILES = (
    'listdir scandir walk fwalk open remove unlink rename renames replace mkdir makedirs rmdir '
    'removedirs truncate symlink link readlink chdir'
)
# Most of these are not there.
_OF_PROCESSES = (
    'system popen fork forkpty kill killpg spawnl spawnlp spawnv spawnvp posix_spawn execl execlp '
    'execv execve execvp startfile wait waitpid'
).split()


def _not_in_os(name):
    """Modules of the standard library look whether something is there."""
    why = f'There are no processes. {_TEXT}' if name in _OF_PROCESSES else ''
    raise AttributeError(f"module 'os' has no attribute {name!r}. {why}".strip(' .'), name=name)


class _NoInput:
    """Standard input, at which nobody is."""

    __slots__ = ()

    def read(self, *_given):
        return builtins.input()

    readline = readlines = __iter__ = __next__ = read

    def isatty(self):
        return False


def install():
    sys.meta_path.append(_Missing)
    no_file = _refused(PermissionError, 'open: there are no files here.', _TEXT)
    builtins.open = io.open = io.FileIO = no_file
    for name in _OF_FILES.split():
        # No OSError: who looks for files passes over those.
        setattr(os, name, _refused(RuntimeError, f'os.{name}: there are no files here.', _TEXT))
    os.popen = _refused(RuntimeError, 'os.popen: there are no processes.', _TEXT)
    os.__getattr__ = _not_in_os
    builtins.input = _refused(
        RuntimeError,
        'input: nobody is there to ask.',
        'What there is to know is in context; llm_query asks a model.',
    )
    sys.stdin = _NoInput()
    time.sleep = _refused(
        RuntimeError,
        'time.sleep: nothing happens while code sleeps, so it would only use up its seconds.',
        _BATCH,
    )
    no_thread = _refused(RuntimeError, 'There are no threads here.', _BATCH)
    threading.Thread.start = no_thread
    threading.Timer.start = no_thread
    for name in ('start_new_thread', 'start_new', 'start_joinable_thread'):
        if hasattr(_thread, name):
            setattr(_thread, name, no_thread)
    builtins.breakpoint = _refused(RuntimeError, 'breakpoint: nobody is there.', 'Use print.')
    leave = _refused(RuntimeError, 'Nothing ends the REPL.', 'FINAL(answer) submits an answer.')
    builtins.exit = builtins.quit = os._exit = os.abort = leave
