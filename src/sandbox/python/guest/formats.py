"""Values as a model reads them."""

import collections
import collections.abc
import dataclasses
import datetime
import decimal
import json

from _repl.matches import listing_of

# Characters of a printed value that are worth making: more would be left out of the output anyway.
BUDGET = 400_000
DEEPEST = 50
_OPEN = {list: '[]', tuple: '()', set: '{}', frozenset: ('frozenset({', '})'), dict: '{}'}

# What FINAL submits as a list.
_LISTED = (
    set,
    frozenset,
    collections.deque,
    range,
    collections.abc.MappingView,
    collections.abc.Iterator,
)


def counted(count, one, many):
    return f'{count:,} {one if count == 1 else many}'


class _Renderer:
    """`repr`, but for containers too big to be read, of which the beginning is made alone."""

    def __init__(self):
        self.left = BUDGET

    def render(self, value, above):
        kind = type(value)
        if kind is str:
            text = repr(value) if len(value) <= self.left else f'{value[: max(self.left, 0)]!r}...'
        elif kind not in _OPEN:
            text = repr(value)
        elif len(value) == 0:
            return repr(value)
        else:
            opened, closed = _OPEN[kind]
            if id(value) in above or len(above) >= DEEPEST:
                return f'{opened}...{closed}'
            return opened + self.inside(value, kind, {*above, id(value)}) + closed
        self.left -= len(text)
        return text

    def inside(self, value, kind, above):
        parts = []
        for item in value.items() if kind is dict else value:
            if self.left <= 0:
                parts.append(f'... {len(value) - len(parts):,} more')
                break
            self.left -= 2
            if kind is dict:
                parts.append(f'{self.render(item[0], above)}: {self.render(item[1], above)}')
            else:
                parts.append(self.render(item, above))
        return ', '.join(parts) + (',' if kind is tuple and len(value) == 1 else '')


def show(value):
    """As `print` shows it: text as it is, everything else readably."""
    if type(value) is str:
        return value
    try:
        listing = listing_of(value)
        if listing is not None:
            return listing
        return _Renderer().render(value, frozenset()) if type(value) in _OPEN else str(value)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        return f"[can't be shown: {type(error).__name__}: {error}]"


def _as_data(value):
    if isinstance(value, _LISTED):
        return list(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (datetime.timedelta, decimal.Decimal)):
        return str(value)
    if isinstance(value, collections.abc.Mapping):
        return dict(value)
    raise TypeError


def submit(value):
    """As FINAL submits it: text as it is, data as JSON, everything else as `show`."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, BaseException) or listing_of(value) is not None:
        return show(value)
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=_as_data)
        # A date alone is text, which needs no quotes.
        return json.loads(text) if text.startswith('"') else text
    except (TypeError, ValueError, RecursionError):
        # JSON has no cycles, no NaN and no keys that are tuples: what is shown has.
        return show(value)
