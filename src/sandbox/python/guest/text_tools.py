"""`context`, and the functions that look into the host's copy of it."""

import re
from re import _compiler

from _repl.arguments import name_of, option, options_of, text, whole
from _repl.host import ask_text, context_text, dumps, host, loads
from _repl.matches import Groups, Match, Matches
from _repl.pattern_classes import IGNORECASE, MULTILINE
from _repl.patterns import PATTERN_ADVICE, Translation, Unsayable, cut, flags_of, shown

# Without the cache, which is code's to clear.
_compile = _compiler.compile
_Pattern, _PatternError = re.Pattern, re.error
_SYNTAX = re.compile(r'[\\^$.*+?()\[\]{}|]').search


class Search:
    """What to look for, as the host is asked, and how its groups are read."""

    __slots__ = ('query', '_source', '_translation')

    def __init__(self, query, source='', translation=None):
        self.query = query
        self._source = source
        self._translation = translation

    def ask(self, name, query):
        """The host's answer; what it has against the pattern is said of the pattern as it was given."""
        try:
            return loads(ask_text(name, query))
        except (TypeError, ValueError) as error:
            if self._translation is None:
                raise
            message = str(error)
            if 'properties' in message:
                message = (
                    f'{name}: {shown(self._source)} has too many classes such as \\w and \\b for a text '
                    'with letters beyond ASCII. Put (?a) before it to match those of ASCII alone, or '
                    'match in pieces.'
                )
            told = dumps(cut(self._translation.source))
            raise type(error)(message.replace(told, shown(self._source))) from None

    def groups_of(self, captures):
        if self._translation is None:
            return Groups([], {})
        numbers = self._translation.numbers
        values = [captures[numbers[at] - 1] for at in range(1, len(numbers) + 1)]
        return Groups(values, self._translation.names)


class TextTools:
    def __init__(self, settings):
        self._kind = settings['kind']
        self._paths = settings['paths']
        self._shape = None
        self._plain_chars = settings['plainChars']
        self._pattern_chars = settings['patternChars']
        self._most_bytes = settings['mostBytes']
        self._context = None
        self.is_made = False

    def context(self):
        """The value of `context`, made when first asked for."""
        if not self.is_made:
            self._context = self._made()
            self.is_made = True
        return self._context

    def _made(self):
        shape = self._shape_of_all()
        if shape['bytes'] > self._most_bytes:
            raise ValueError(
                f'The text has {shape["chars"]:,} characters, too many for a variable here: use '
                'grep, count, lines and chunks, which need no copy of it.'
            )
        texts = [context_text(index) for index in range(len(self._paths))]
        if self._kind == 'string':
            return texts[0] if texts else ''
        return texts if self._kind == 'list' else dict(zip(self._paths, texts))

    def _shape_of_all(self):
        if self._shape is None:
            self._shape = loads(host('shape'))
        return self._shape

    def _check_size(self, name, is_plain, chars):
        """Before the host has a copy of it."""
        most = self._plain_chars if is_plain else self._pattern_chars
        if chars > most:
            what = 'text to look for' if is_plain else 'regular expression'
            raise ValueError(
                f'{name}: the {what} has {chars:,} characters; the most is {most:,}. '
                'Match in pieces, or give a list of plain texts.'
            )

    def _search(self, name, pattern, options):
        literal = option(name, options, 'literal', bool, False)
        flags = options.get('flags', 0)
        if not isinstance(flags, (str, int)):
            raise TypeError(f'{name}: the option flags must be a str, not {name_of(flags)}.')
        flags = flags_of(name, flags)
        query = {'path': option(name, options, 'path', str, None), 'literal': False, 'flags': ''}
        if isinstance(pattern, _Pattern):
            if literal:
                raise TypeError(f'{name}: literal is for strings; the pattern is a compiled one.')
            flags |= pattern.flags
            source, is_compiled = pattern.pattern, True
            if not isinstance(source, str):
                raise TypeError(f'{name}: the pattern is of bytes; context is text.')
        elif isinstance(pattern, (list, tuple, set, frozenset)):
            texts = [text(name, 'each of the texts to look for', each) for each in pattern]
            self._check_size(name, True, sum(map(len, texts)))
            return Search({**query, 'source': texts, 'flags': 'i' if flags & IGNORECASE else ''})
        elif isinstance(pattern, str):
            source, is_compiled = str.__str__(pattern), False
        else:
            raise TypeError(
                f'{name}: the pattern must be a str or a compiled regular expression, '
                f'not {name_of(pattern)}.'
            )
        self._check_size(name, literal, len(source))
        if literal or (source != '' and not is_compiled and not _SYNTAX(source) and not flags):
            flag = 'i' if flags & IGNORECASE else ''
            return Search({**query, 'source': source, 'literal': True, 'flags': flag})
        return self._translated(name, source, flags, is_compiled, query)

    def _translated(self, name, source, flags, is_compiled, query):
        try:
            if not is_compiled and _compile(source, flags | MULTILINE).search('') is not None:
                if source == '':
                    raise ValueError(f'{name}: the pattern is empty: give the text to look for.')
                raise ValueError(
                    f'{name}: {shown(source)} matches the empty string, so it would match '
                    f'everywhere. {PATTERN_ADVICE} If it is meant so, give re.compile(...).'
                )
            found = Translation(source, flags, self._shape_of_all()['isWide'], not is_compiled)
        except Unsayable as what:
            raise ValueError(
                f'{name}: {what} has no equal in the engine that searches the text; '
                f'write re.finditer(pattern, context) for it.'
            ) from None
        except (_PatternError, OverflowError, RecursionError) as why:
            raise ValueError(
                f'{name}: {shown(source)} is no valid regular expression: {why}. {PATTERN_ADVICE}'
            ) from None
        asked = {**query, 'source': found.source, 'flags': found.flags, 'regExp': is_compiled}
        return Search(asked, source, found)

    def names(self):
        def grep(pattern, options=None, **more):
            """Matches: path, line, column, match, groups, text (the line); total says how many."""
            known = ['flags', 'max', 'path', 'literal', 'around', 'per_line']
            checked = options_of('grep', options, more, known)
            search = self._search('grep', pattern, checked)
            asked = {**search.query, 'max': whole('grep', 'max', checked.get('max', 1_000))}
            if 'around' in checked:
                asked['around'] = whole('grep', 'around', checked['around'])
            per_line = asked['perLine'] = option('grep', checked, 'per_line', bool, False)
            found = search.ask('grep', asked)
            matches = []
            for each in found['matches']:
                entry = Match(each)
                entry['groups'] = search.groups_of(each['groups'])
                matches.append(entry)
            unit = 'lines' if per_line else 'matches'
            return Matches(matches, found['total'], self._kind != 'string', unit)

        def count(pattern, options=None, **more):
            """How many matches there are."""
            checked = options_of('count', options, more, ['flags', 'path', 'literal'])
            search = self._search('count', pattern, checked)
            return search.ask('count', search.query)

        def lines(start, to=None, where=None, **more):
            """Lines from the first to the last, both in, as one string."""
            if isinstance(where, str):
                where = {'path': where}
            checked = options_of('lines', where, more, ['path', 'numbers'])
            first = whole('lines', 'from', start)
            query = {
                'from': first,
                'to': first if to is None else whole('lines', 'to', to),
                'path': option('lines', checked, 'path', str, None),
                'numbers': option('lines', checked, 'numbers', bool, False),
            }
            return ask_text('lines', query)

        def outline(where=None, **more):
            """What the text is built of, a line each: headings, functions, days of a log, keys."""
            if isinstance(where, str):
                where = {'path': where}
            checked = options_of('outline', where, more, ['path'])
            return ask_text('outline', {'path': option('outline', checked, 'path', str, None)})

        def chunks(size, options=None, **more):
            """The whole text in pieces of so many characters, or by='lines'."""
            checked = options_of('chunks', options, more, ['overlap', 'by', 'path'])
            query = {
                'size': whole('chunks', 'the size', size),
                'overlap': whole('chunks', 'the option overlap', checked.get('overlap', 0)),
                'by': option('chunks', checked, 'by', str, 'chars'),
                'path': option('chunks', checked, 'path', str, None),
            }
            pieces = int(ask_text('chunks', query))
            made = []
            for at in range(pieces):
                cuts = loads(host('cuts', str(at)))
                piece = host('piece', str(at))
                made.extend(piece[start:end] for start, end in cuts)
            return made

        given = (grep, count, lines, outline, chunks)
        return {function.__name__: function for function in given}
