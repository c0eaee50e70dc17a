"""Checks of what code gives the REPL's functions; they raise errors that say what is known."""

import inspect
import json


def name_of(value):
    """`a list`, `an int`: what was given instead."""
    if value is None:
        return 'None'
    if inspect.iscoroutine(value):
        return 'a coroutine: call without async'
    name = type(value).__name__
    return f'{"an" if name[0].lower() in "aeiou" else "a"} {name}'


def options_of(name, given, keywords, known):
    """The options of a call, from a dict (as in JavaScript) and from keywords."""
    if given is None:
        options = {}
    elif isinstance(given, dict):
        options = dict(given)
    else:
        raise TypeError(
            f'{name}: options are keywords (known: {", ".join(known)}), not {name_of(given)}.'
        )
    options.update(keywords)
    options = {_SPELLINGS.get(key, key): value for key, value in options.items()}
    unknown = [key for key in options if key not in known]
    if unknown:
        named = ', '.join(json.dumps(str(key)) for key in unknown)
        raise TypeError(f'{name}: unknown option {named}; known: {", ".join(known)}.')
    return {key: value for key, value in options.items() if value is not None}


_SPELLINGS = {'perLine': 'per_line'}
_KINDS = {str: 'a str', int: 'an int', bool: 'a bool'}


def option(name, options, key, kind, otherwise):
    value = options.get(key, otherwise)
    is_kind = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if is_kind or value is otherwise:
        return value
    raise TypeError(f'{name}: the option {key} must be {_KINDS[kind]}, not {name_of(value)}.')


def text(name, what, value):
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f'{name}: {what} must be a str, not {name_of(value)}.')


def whole(name, what, value):
    """A whole number; of another one that is whole (3.0) too, and infinity as a very large one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-LARGEST, min(value, LARGEST))
    if isinstance(value, float) and (value.is_integer() or value in (INFINITE, -INFINITE)):
        return int(max(-LARGEST, min(value, LARGEST)))
    raise TypeError(f'{name}: {what} must be a whole number, not {name_of(value)}.')


# JSON's numbers are JavaScript's: the largest integer stands for all that are larger.
LARGEST = 2**53 - 1
INFINITE = float('inf')


def context_of(name, value):
    """What a child run reads: a str, a list of str, a dict path -> str."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return [text(name, f"the context's item {at}", item) for at, item in enumerate(value)]
    if isinstance(value, dict):
        return {
            text(name, 'a path of the context', path): text(
                name, f"the context's {json.dumps(str(path))}", item
            )
            for path, item in value.items()
        }
    raise TypeError(
        f'{name}: the context must be a str, a list of str or a dict path -> str, '
        f'not {name_of(value)}.'
    )


def chars_of(value):
    """Characters of such a context, as the host counts: each item costs some beyond its text."""
    if value is None:
        return 0
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(len(path) + len(item) + 16 for path, item in value.items())
    return sum(len(item) + 16 for item in value)
