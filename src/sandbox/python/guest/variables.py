"""What the code has made, looked at without running any of it."""

import collections
import types

from _repl.formats import counted

MOST = 1_000
_LENGTHS = (
    (str, ('character', 'characters')),
    ((bytes, bytearray), ('byte', 'bytes')),
    (dict, ('key', 'keys')),
    ((list, tuple, set, frozenset, collections.deque), ('item', 'items')),
)
_type_name = type.__dict__['__name__'].__get__


def type_of(value):
    return _type_name(type(value))


def size_of(value):
    for kinds, (one, many) in _LENGTHS:
        if isinstance(value, kinds):
            for kind in kinds if isinstance(kinds, tuple) else (kinds,):
                if isinstance(value, kind):
                    return counted(kind.__len__(value), one, many)
    return ''


class Variables:
    def __init__(self, names, is_given, builtins):
        self._names = names
        self._is_given = is_given
        self._builtins = builtins

    def _is_own(self, name, value):
        if type(name) is not str or (name.startswith('__') and name.endswith('__')):
            return False
        return not self._is_given(name) and not isinstance(value, types.ModuleType)

    def items(self):
        return [(name, value) for name, value in self._names.items() if self._is_own(name, value)]

    def list(self):
        return [
            {'name': name, 'type': type_of(value), 'size': size_of(value)}
            for name, value in self.items()[-MOST:]
        ]

    def has(self, name):
        return name in self._names and self._is_own(name, self._names[name])

    def kind_of(self, name):
        """`o`: the code's own; `g`: given or built in; `-`: there is none of that name."""
        if self.has(name):
            return 'o'
        is_known = self._is_given(name) or name in self._names or name in self._builtins
        return 'g' if is_known and not name.startswith('$') else '-'
