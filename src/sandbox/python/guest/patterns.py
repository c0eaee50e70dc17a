"""Python's regular expressions in the words of the host's engine, which is V8's."""

from re import _constants as c
from re import _parser

from _repl.pattern_classes import (
    ASCII,
    Characters,
    DEBUG,
    DOTALL,
    IGNORECASE,
    MULTILINE,
    UNICODE,
    Unsayable,
    VERBOSE,
)

PATTERN_ADVICE = 'For plain text give literal=True.'
# Characters of a pattern that an error shows.
_SHOWN = 200
_FLAGS = {'i': IGNORECASE, 'm': MULTILINE, 's': DOTALL, 'x': VERBOSE, 'a': ASCII, 'u': UNICODE}
# The host's, of which Python's patterns have no use: all matches are found, and none is sticky.
_IGNORED = 'dgv'
_ATOMS = (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN, c.SUBPATTERN)


def cut(source):
    return source if len(source) <= _SHOWN else f'{source[:_SHOWN]}…'


def shown(source):
    return repr(cut(source))


def flags_of(name, flags):
    """From 'im' or re.I | re.M."""
    if isinstance(flags, int):
        return int(flags) & ~DEBUG
    value = 0
    for flag in flags:
        if flag not in _FLAGS and flag not in _IGNORED:
            known = ', '.join(_FLAGS)
            raise TypeError(
                f'{name}: there is no flag {flag!r}; known are {known}, or re.I | re.M.'
            )
        value |= _FLAGS.get(flag, 0)
    return value


class Translation:
    """
    A pattern's source for the host, which of its groups are the pattern's own, and their names.
    `is_wide`: the text has more than ASCII. `by_lines`: `.`, `^`, `$` go by the lines of the text
    whatever ends them, as for a pattern that is given as a string; else exactly as `re` does.
    """

    def __init__(self, source, flags, is_wide, by_lines):
        self._is_wide = is_wide
        self._by_lines = by_lines
        parsed = _parser.parse(source, flags | (MULTILINE if by_lines else 0))
        self._flags = parsed.state.flags
        self.names = dict(parsed.state.groupdict)
        # The host's number of each group of the pattern, from 1.
        self.numbers = {}
        self._groups = 0
        has_unicode = is_wide and not self._flags & ASCII
        self._unicode = has_unicode
        self._ignores_case = bool(self._flags & IGNORECASE) and not self._scopes_case(parsed)
        self._characters = Characters(self._flags, is_wide, has_unicode, self._ignores_case)
        self.source = self._sequence(list(parsed), self._flags)
        self.flags = ('i' if self._ignores_case else '') + ('u' if is_wide else '')

    def _scopes_case(self, parsed):
        """Whether case is ignored in parts alone: then letters are spelled out."""
        pending = [parsed]
        while pending:
            value = pending.pop()
            if isinstance(value, _parser.SubPattern):
                value = value.data
            if isinstance(value, tuple) and value and value[0] is c.SUBPATTERN:
                if (value[1][1] | value[1][2]) & IGNORECASE:
                    return True
            if isinstance(value, (list, tuple)):
                pending.extend(item for item in value if not isinstance(item, int))
        return False

    def _sequence(self, items, flags):
        texts = []
        for at, item in enumerate(items):
            before = items[at - 1] if at > 0 else None
            after = items[at + 1] if at + 1 < len(items) else None
            texts.append(self._item(item, flags, before, after))
        return ''.join(texts)

    def _item(self, item, flags, before=None, after=None):
        op, value = item
        match op:
            case c.LITERAL:
                codes = self._characters.variants(value, flags)
                if len(codes) == 1:
                    return self._one(self._characters.literal(value))
                return f'[{"".join(self._characters.literal(code) for code in codes)}]'
            case c.NOT_LITERAL:
                codes = self._characters.variants(value, flags)
                return f'[^{"".join(self._characters.literal(code) for code in codes)}]'
            case c.ANY:
                if flags & DOTALL:
                    return '[^]'
                return '[^\\n\\r]' if self._by_lines else '[^\\n]'
            case c.IN:
                return self._characters.class_of(value, flags)
            case c.BRANCH:
                each = '|'.join(self._sequence(list(branch), flags) for branch in value[1])
                return f'(?:{each})'
            case c.SUBPATTERN:
                return self._group(value, flags)
            case c.MAX_REPEAT | c.MIN_REPEAT | c.POSSESSIVE_REPEAT:
                return self._repeat(op, value, flags)
            case c.ATOMIC_GROUP:
                return self._as_atomic(lambda: self._sequence(list(value), flags))
            case c.ASSERT | c.ASSERT_NOT:
                direction, inner = value
                mark = ('<' if direction < 0 else '') + ('=' if op is c.ASSERT else '!')
                return f'(?{mark}{self._sequence(list(inner), flags)})'
            case c.GROUPREF:
                if flags & IGNORECASE and not self._ignores_case:
                    raise Unsayable('a reference to a group where case is ignored in a part alone')
                return f'(?:\\{self.numbers[value]})'
            case c.AT:
                return self._at(value, flags, before, after)
            case c.FAILURE:
                return '(?!)'
            case c.GROUPREF_EXISTS:
                raise Unsayable('a condition (?(...)...)')
        raise Unsayable(str(op))

    def _one(self, text):
        """As one thing to be repeated: a character of two units is not."""
        return f'(?:{text})' if text.count('\\u') > 1 else text

    def _group(self, value, flags):
        number, added, removed, inner = value
        inner_flags = (flags | added) & ~removed
        if number is None:
            return f'(?:{self._sequence(list(inner), inner_flags)})'
        self._groups += 1
        self.numbers[number] = self._groups
        return f'({self._sequence(list(inner), inner_flags)})'

    def _repeat(self, op, value, flags):
        least, most, inner = value
        if op is c.POSSESSIVE_REPEAT:
            return self._as_atomic(lambda: self._counted(least, most, inner, flags))
        return self._counted(least, most, inner, flags) + ('?' if op is c.MIN_REPEAT else '')

    def _counted(self, least, most, inner, flags):
        items = list(inner)
        body = self._sequence(items, flags)
        if len(items) != 1 or items[0][0] not in _ATOMS:
            body = f'(?:{body})'
        if (least, most) == (0, 1):
            return f'{body}?'
        if most is c.MAXREPEAT:
            return body + {0: '*', 1: '+'}.get(least, f'{{{least},}}')
        return f'{body}{{{least}}}' if least == most else f'{body}{{{least},{most}}}'

    def _as_atomic(self, make):
        """A lookahead keeps what it found: `(?=(...))`, and then that very text."""
        self._groups += 1
        number = self._groups
        return f'(?=({make()}))(?:\\{number})'

    def _at(self, where, flags, before, after):
        multiline = bool(flags & MULTILINE)
        match where:
            # The host implies its own flag `m` for what is given as a string, and for that alone.
            # Lookarounds that must not match would hold within a character of two units too.
            case c.AT_BEGINNING_STRING:
                return '(?<![^])' if self._by_lines else '^'
            case c.AT_END_STRING:
                return '(?![^])' if self._by_lines else '$'
            case c.AT_BEGINNING if self._by_lines:
                return '^' if multiline else '(?<![^])'
            case c.AT_END if self._by_lines:
                return '$' if multiline else '(?=\\n?(?![^]))'
            case c.AT_BEGINNING:
                return '(?<=^|\\n)' if multiline else '^'
            case c.AT_END:
                return '(?=\\n|$)' if multiline else '(?=\\n?$)'
            case c.AT_BOUNDARY | c.AT_NON_BOUNDARY:
                return self._boundary(where is c.AT_NON_BOUNDARY, before, after)
        raise Unsayable(str(where))

    def _boundary(self, is_not, before, after):
        if not self._unicode and not (self._is_wide and self._ignores_case):
            return '\\B' if is_not else '\\b'
        word = f'[{self._characters.word()}]'
        # Beside a word character one side is known, which spares the host half of the classes.
        if self._is_word(after):
            return f'(?<={word})' if is_not else f'(?<!{word})'
        if self._is_word(before):
            return f'(?={word})' if is_not else f'(?!{word})'
        if is_not:
            return f'(?:(?<={word})(?={word})|(?<!{word})(?!{word}))'
        return f'(?:(?<={word})(?!{word})|(?<!{word})(?={word}))'

    def _is_word(self, item):
        """Whether what an item matches begins and ends with a word character, whatever it is."""
        if item is None:
            return False
        op, value = item
        if op is c.LITERAL:
            return chr(value).isalnum() or value == 95
        if op is c.IN:
            return all(
                (kind is c.CATEGORY and str(each) in ('CATEGORY_WORD', 'CATEGORY_DIGIT'))
                or (kind is c.LITERAL and (chr(each).isalnum() or each == 95))
                or (kind is c.RANGE and _is_word_range(*each))
                for kind, each in value
            )
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            items = list(value[2])
            return value[0] >= 1 and len(items) == 1 and self._is_word(items[0])
        if op is c.SUBPATTERN:
            items = list(value[3])
            return len(items) == 1 and self._is_word(items[0])
        return False


def _is_word_range(first, last):
    return last < 128 and last - first < 26 and chr(first).isalnum() and chr(last).isalnum()
