"""What the guest asks of the host, and how data crosses: as JSON of ASCII alone."""

import json.encoder
import json.scanner

from _rlm import context_text, host

__all__ = ['ask_text', 'context_text', 'dumps', 'host', 'loads']


class _Reader:
    """What the scanner asks of its decoder; all in C, so that code can't change what is read."""

    strict = False
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
    memo = {}


_scan = json.scanner.c_make_scanner(_Reader())


def _refuse(value):
    raise TypeError(f'{type(value).__name__} is no data')


_encode = json.encoder.c_make_encoder(
    None, _refuse, json.encoder.encode_basestring_ascii, None, ': ', ', ', False, False, True
)
_join = ''.join


def loads(text):
    return _scan(text, 0)[0]


def dumps(value):
    return _join(_encode(value, 0))


def ask_text(operation, query):
    """A question about the text, answered from the host's copy. Raises what was wrong with it."""
    answer = host('text', operation, dumps(query))
    if answer[:1] == '+':
        return answer[1:]
    wrong = loads(answer[1:])
    message = wrong['message']
    for theirs, ours in _IN_PYTHON:
        message = message.replace(theirs, ours)
    raise (ValueError if wrong['name'] == 'RangeError' else TypeError)(message)


_IN_PYTHON = (
    ('literal: true', 'literal=True'),
    ('a RegExp object', 're.compile(...)'),
    ('a RegExp', 'a compiled one'),
    ('an array of plain texts', 'a list of plain texts'),
)
