"""Characters and classes of Python's regular expressions in the words of the host's engine."""

import re
from re import _constants as c

# As numbers: the module's own names are code's to change.
ASCII, DEBUG, DOTALL = int(re.A), int(re.DEBUG), int(re.S)
IGNORECASE, MULTILINE = int(re.I), int(re.M)
UNICODE, VERBOSE = int(re.U), int(re.X)

_SPACES = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
_ASCII_SPACES = '\\t-\\r\\x20'
# Characters of a range whose other cases are spelled out.
_MOST_VARIANTS = 2_000


class Unsayable(Exception):
    """The pattern has something that the host's engine has no equal of; the message says what."""


class Characters:
    """
    `is_wide`: the text has more than ASCII. `is_unicode`: so have the pattern's classes.
    `ignores_case`: the host does, in the whole pattern; else other cases are spelled out.
    """

    def __init__(self, flags, is_wide, is_unicode, ignores_case):
        self._flags = flags
        self._is_wide = is_wide
        self._unicode = is_unicode
        self._ignores_case = ignores_case

    def literal(self, code):
        char = chr(code)
        if char.isascii() and (char.isalnum() or char in '_ '):
            return char
        if code <= 0xFF:
            return f'\\x{code:02x}'
        if code <= 0xFFFF:
            return f'\\u{code:04x}'
        if self._is_wide:
            return f'\\u{{{code:x}}}'
        code -= 0x10000
        return f'\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}'

    def variants(self, code, flags):
        """A character, and the others that are the same where case is ignored."""
        if self._ignores_case or not flags & IGNORECASE:
            return [code]
        char = chr(code)
        same = {char, char.lower(), char.upper(), char.swapcase()}
        return sorted(ord(each) for each in same if len(each) == 1)

    def word(self):
        return '\\p{L}\\p{N}_' if self._unicode else 'A-Za-z0-9_'

    def _category(self, category):
        """Of a class: its positive members, or None and the members of the negative."""
        name = str(category)
        members = {
            'DIGIT': '\\p{Nd}' if self._unicode else '0-9',
            'SPACE': _SPACES if self._unicode or not self._flags & ASCII else _ASCII_SPACES,
            'WORD': self.word(),
        }[name.rpartition('_')[2]]
        return members, '_NOT_' in name

    def class_of(self, items, flags):
        parts, negated, others = [], False, []
        for op, value in items:
            if op is c.NEGATE:
                negated = True
            elif op is c.LITERAL:
                codes = filter(self._fits, self.variants(value, flags))
                parts.extend(map(self.literal, codes))
            elif op is c.RANGE:
                parts.append(self._range(value, flags))
            elif op is c.CATEGORY:
                members, is_not = self._category(value)
                (others if is_not else parts).append(members)
            else:
                raise Unsayable(f'a class with {op}')
        return self._joined_class(''.join(parts), others, negated)

    def _joined_class(self, members, others, negated):
        if not others:
            if members == '':
                return '[^]' if negated else '[]'
            return f'[{"^" if negated else ""}{members}]'
        # `[\W-]`: not a word character, or one of the others.
        any_of = [f'[^{other}]' for other in others] + ([f'[{members}]'] if members else [])
        if not negated:
            return any_of[0] if len(any_of) == 1 else f'(?:{"|".join(any_of)})'
        if len(any_of) == 1:
            return f'[{others[0]}]'
        return f'(?:(?!{"|".join(any_of)})[^])'

    def _fits(self, code):
        """Without Unicode, a class has no characters of two units: the text has none either."""
        return self._is_wide or code <= 0xFFFF

    def _range(self, value, flags):
        low, high = value
        if not self._is_wide:
            low, high = min(low, 0xFFFF), min(high, 0xFFFF)
        text = f'{self.literal(low)}-{self.literal(high)}'
        if self._ignores_case or not flags & IGNORECASE:
            return text
        more = set()
        for code in range(low, min(high, low + _MOST_VARIANTS) + 1):
            more.update(self.variants(code, flags))
        return text + ''.join(
            self.literal(code) for code in sorted(more) if not low <= code <= high
        )
