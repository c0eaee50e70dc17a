"""What of the text one cell's code has used itself, without the helpers."""

from _repl.rewrite import AWAIT, CONTEXT, PART, PATHS, PEEK, SLICE, USE
from _repl.awaits import finished

# Parts told of one cell; further ones are left out.
MOST_PARTS = 20_000
_INDIRECT = ('eval', 'exec', 'globals', 'vars', 'locals', 'compile', '__main__')


class ContextUse:
    def __init__(self, kind, names, given):
        self._kind = kind
        # The namespace of the code, and the value of `context` as it was given.
        self._names = names
        self._given = given
        self._indexes = None
        self._is_all = False
        self._parts = []

    def begin(self, code):
        """Forgets what an earlier cell has used."""
        self._is_all = CONTEXT in code and any(word in code for word in _INDIRECT)
        self._parts = []

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
        try:
            return self._names[CONTEXT]
        except KeyError:
            raise NameError("name 'context' is not defined") from None

    def _is_given(self):
        return self._names.get(CONTEXT) is self._given()

    def _use(self):
        if self._is_given():
            self._is_all = True
        return self._value()

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

    def _mark_item(self, index):
        self._mark(index, 0, len(self._given()[index]))

    def _mark_path(self, path):
        if self._indexes is None:
            self._indexes = {path: (at, len(text)) for at, (path, text) in enumerate(self._given().items())}
        at, length = self._indexes.get(path, (0, 0))
        self._mark(at, 0, length)

    def _part(self, key):
        if self._is_given():
            if isinstance(key, slice):
                self._slice(key.start, key.stop, key.step)
            elif self._kind == 'map':
                if isinstance(key, str):
                    self._mark_path(key)
            elif isinstance(key, int):
                length = len(self._given())
                at = key + length if key < 0 else key
                if 0 <= at < length:
                    if self._kind == 'list':
                        self._mark_item(at)
                    else:
                        self._mark(0, at, at + 1)
        return key

    def _slice(self, start, stop, step):
        key = slice(start, stop, step)
        if self._is_given() and self._kind != 'map':
            try:
                first, last, by = key.indices(len(self._given()))
            except (TypeError, ValueError):
                return key
            at = range(first, last, by)
            if self._kind == 'list':
                for index in at:
                    self._mark_item(index)
            elif len(at) > 0:
                self._mark(0, min(at[0], at[-1]), max(at[0], at[-1]) + 1)
        return key
