"""Where print and the standard streams lead: what the model sees of a cell."""

from _repl.host import host


class Output:
    """In a module of its own, since code can reach all that its methods see."""

    # No dict: nothing that it does can be replaced on the object itself.
    __slots__ = ('most',)
    encoding = 'utf-8'
    errors = 'replace'
    newlines = None
    closed = False

    def __init__(self):
        self.most = 100_000

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f'write() argument must be str, not {type(text).__name__}')
        if len(text) <= 2 * self.most:
            host('print', text)
        else:
            skipped = len(text) - 2 * self.most
            host('print', text[: self.most], str(skipped), text[-self.most :])
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False

    def writable(self):
        return True

    def readable(self):
        return False

    def fileno(self):
        raise OSError('There are no files here.')
