"""What the model was told before, for its code to read: a list of dicts that can't be changed."""

from _repl.host import loads


def _frozen(self, *_given, **_more):
    raise TypeError('history can be read, not changed.')


_CHANGES = (
    '__setitem__ __delitem__ __iadd__ __imul__ __ior__ append extend insert remove pop popitem '
    'clear sort reverse update setdefault'
).split()
FrozenList = type('FrozenList', (list,), {name: _frozen for name in _CHANGES})
FrozenDict = type('FrozenDict', (dict,), {name: _frozen for name in _CHANGES})


class History:
    def __init__(self, is_taken):
        self._is_taken = is_taken
        self._json = None
        self.name = None

    def remember(self, messages):
        """A JSON list, in place of the one before: the name that it is readable under."""
        self._json = messages
        if self.name is None:
            number, name = 1, 'history'
            while self._is_taken(name):
                number += 1
                name = f'history{number}'
            self.name = name
        self.list()
        return self.name

    def list(self):
        """Made anew each time: methods of `list` itself can change every list."""
        return FrozenList(FrozenDict(message) for message in loads(self._json))
