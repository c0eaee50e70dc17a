"""Errors as the model is told of them."""

import linecache

MOST_LINE = 120
_sources = linecache.cache


class Errors:
    def __init__(self, memory_mb):
        self._memory_mb = memory_mb
        self._file = ''

    def begin(self, file, code):
        """The file name of the cell that runs, by which its lines are known."""
        self._file = file
        linecache.cache = _sources
        _sources[file] = (len(code), None, code.splitlines(True), file)

    def explain(self, error):
        """As {name, message, line}: the innermost line of the running cell, None when in none."""
        message = self._message(error)
        if isinstance(error, SyntaxError) and error.filename == self._file:
            return {'name': type(error).__name__, 'message': error.msg, 'line': error.lineno}
        line, inner = self._places(error.__traceback__)
        if inner is not None:
            message += inner
        return {'name': type(error).__name__, 'message': message, 'line': line}

    def _message(self, error):
        try:
            message = str(error)
        except Exception as broken:
            message = f"[can't be shown: {type(broken).__name__}]"
        if isinstance(error, MemoryError):
            message = f'{message or "out of memory"}: the sandbox has {self._memory_mb} MB'
        if isinstance(error, (SystemExit, GeneratorExit, KeyboardInterrupt)):
            message = f'{message} (nothing ends the REPL; the cell ended here)'.strip()
        notes = getattr(error, '__notes__', None)
        if isinstance(notes, list):
            message = '\n'.join([message, *(str(note) for note in notes)])
        cause = error.__cause__
        return message if cause is None else f'{message} (cause: {type(cause).__name__}: {cause})'

    def _places(self, traceback):
        line, inner = None, None
        while traceback is not None:
            code, at = traceback.tb_frame.f_code, traceback.tb_lineno
            if code.co_filename == self._file:
                line, inner = at, None
            elif code.co_filename.startswith('cell'):
                source = linecache.getline(code.co_filename, at).strip()[:MOST_LINE]
                place = f'line {at} of cell {code.co_filename[4:]}'
                inner = f' (in {code.co_name}, {place}: {source})'
            traceback = traceback.tb_next
        return line, inner
