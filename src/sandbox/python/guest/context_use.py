"""What of the text one cell's code has used itself, without the helpers."""

from _repl.rewrite import AWAIT, CONTEXT, PART, PATHS, PEEK, SLICE, USE
from _repl.awaits import finished

# Parts told of one cell; further ones are left out.
MOST_PARTS = 20_000


class ContextUse:
    def __init__(self, kind, names, text):
        self._kind = kind
        # The namespace of the code.
        self._names = names
        self._text = text
        self._indexes = None
        self._is_all = False
        self._parts = []

    def begin(self):
        """A cell begins: forgets what an earlier one has used."""
        self._is_all = False
        self._parts = []
        if self._text.is_made:
            self._names[CONTEXT] = self._text.context()
        else:
            self._names.pop(CONTEXT, None)

    def read_unseen(self):
        """Code may read all of it, in a way that is not seen."""
        self._value()
        self._is_all = True

    def is_overwritten(self):
        return CONTEXT in self._names and not self._is_given(self._names[CONTEXT])

    def report(self, failed):
        """Which of its uses came to something can't be told of a cell that failed."""
        return {'all': self._is_all and not failed, 'parts': self._parts}

    def helpers(self):
        """By the names that stand in rewritten code."""
        return {
            USE: self._use,
            PEEK: self._value,
            PATHS: self._paths,
            PART: self._part,
            SLICE: self._slice,
            AWAIT: finished,
        }

    def _value(self):
        if CONTEXT not in self._names:
            self._names[CONTEXT] = self._text.context()
        return self._names[CONTEXT]

    def _is_given(self, value):
        return self._text.is_made and value is self._text.context()

    def _use(self):
        value = self._value()
        if self._is_given(value):
            self._is_all = True
        return value

    def _paths(self):
        return self._value() if self._kind == 'map' else self._use()

    def _mark(self, item, start, end):
        if end <= start:
            return
        # Loops go on where they were.
        last = self._parts[-1] if self._parts else None
        if last is not None and last[0] == item and last[1] <= start <= last[2]:
            last[2] = max(last[2], end)
        elif len(self._parts) < MOST_PARTS:
            self._parts.append([item, start, end])

    def _goes_on(self, at):
        """Most often code reads one character after the other."""
        last = self._parts[-1]
        if self._kind != 'string' or not last[1] <= at < last[2] + 1:
            return False
        if not self._is_given(self._names.get(CONTEXT)) or at >= len(self._text.context()):
            return False
        last[2] = max(last[2], at + 1)
        return True

    def _mark_item(self, index):
        self._mark(index, 0, len(self._text.context()[index]))

    def _mark_path(self, path):
        if self._indexes is None:
            items = enumerate(self._text.context().items())
            self._indexes = {path: (at, len(text)) for at, (path, text) in items}
        at, length = self._indexes.get(path, (0, 0))
        self._mark(at, 0, length)

    def _part(self, key):
        if type(key) is int and key >= 0 and self._parts and self._goes_on(key):
            return key
        if self._is_given(self._value()):
            if isinstance(key, slice):
                self._slice(key.start, key.stop, key.step)
            elif self._kind == 'map':
                if isinstance(key, str):
                    self._mark_path(key)
            elif isinstance(key, int):
                length = len(self._text.context())
                at = key + length if key < 0 else key
                if 0 <= at < length:
                    if self._kind == 'list':
                        self._mark_item(at)
                    else:
                        self._mark(0, at, at + 1)
        return key

    def _slice(self, start, stop, step):
        key = slice(start, stop, step)
        if self._is_given(self._value()) and self._kind != 'map':
            try:
                first, last, by = key.indices(len(self._text.context()))
            except (TypeError, ValueError):
                return key
            at = range(first, last, by)
            if self._kind == 'list':
                for index in at:
                    self._mark_item(index)
            elif len(at) > 0:
                self._mark(0, min(at[0], at[-1]), max(at[0], at[-1]) + 1)
        return key
