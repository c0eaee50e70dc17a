"""What `grep` finds: entries that can be read as attributes and by name, and print as lines."""


class Groups(list):
    """The captures in order; those that have names by name too, as items and as attributes."""

    __slots__ = ('_names',)

    def __init__(self, values, names):
        super().__init__(values)
        self._names = names

    def __getitem__(self, key):
        if isinstance(key, str):
            return list.__getitem__(self, self._at(key, KeyError))
        return list.__getitem__(self, key)

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return list.__getitem__(self, self._at(name, AttributeError))

    def __call__(self):
        return tuple(self)

    def _at(self, name, error):
        if name not in self._names:
            known = ', '.join(self._names) or 'none'
            raise error(f'There is no group {name!r}; groups with names: {known}.')
        return self._names[name] - 1

    def get(self, key, otherwise=None):
        return self[key] if key in self._names else otherwise


class Match(dict):
    """One match of `grep`."""

    __slots__ = ()

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(f'A match has no {name!r}; it has {", ".join(self)}.')

    def __setattr__(self, name, value):
        self[name] = value

    def __missing__(self, name):
        raise KeyError(f'A match has no {name!r}; it has {", ".join(self)}.')

    def group(self, key=0):
        """As that of `re`: 0 is the whole match."""
        if key == 0:
            return self['match']
        return self['groups'][key if isinstance(key, str) else key - 1]

    def __repr__(self):
        return listing([self], 1, self.get('path', '') != '')

    __str__ = __repr__


class Matches(list):
    """What one `grep` found; `total` is how many there are in all."""

    def __init__(self, found, total, several, unit='matches'):
        super().__init__(found)
        self.total = total
        self.several = several
        self.unit = unit

    def __getitem__(self, key):
        found = list.__getitem__(self, key)
        return Matches(found, len(found), self.several) if isinstance(key, slice) else found

    def __repr__(self):
        return listing(self, max(self.total, len(self)), self.several, self.unit)

    __str__ = __repr__


def listing_of(value):
    """How a list of matches reads; None for every other value."""
    if isinstance(value, Matches):
        return repr(value)
    if type(value) is list and value and all(type(item) is Match for item in value):
        several = any(match.get('path', '') != '' for match in value)
        return listing(value, len(value), several, 'matches')
    return None


def _place(several, path, line):
    return f'{path}:L{line}' if several and path != '' else f'L{line}'


def _rows(found, several):
    """In their order, the matches of one line in one row."""
    places = {}
    for match in found:
        place = _place(several, match.get('path', ''), match.get('line'))
        parts = places.setdefault(place, [])
        if match.get('text') not in parts:
            parts.append(match.get('text'))
    return [f'{place}: {" | ".join(map(str, parts))}' for place, parts in places.items()]


def _rows_around(found, several):
    """As `grep -C` prints them: windows that meet are one, `--` stands between the others."""
    paths = {}
    for match in found:
        lines = paths.setdefault(match.get('path', ''), {})
        is_match, parts = lines.get(match['line'], (False, []))
        parts = parts if is_match else []
        if match['text'] not in parts:
            parts.append(match['text'])
        lines[match['line']] = (True, parts)
        for row in f'{match.get("before", "")}\n{match.get("after", "")}'.split('\n'):
            number, colon, text = row.partition(': ')
            if colon and number[1:].isdecimal():
                lines.setdefault(int(number[1:]), (False, [text]))
    rows = []
    for path, lines in paths.items():
        last = -1
        for line in sorted(lines):
            if rows and line != last + 1:
                rows.append('--')
            rows.append(f'{_place(several, path, line)}: {" | ".join(map(str, lines[line][1]))}')
            last = line
    return rows


def listing(found, total, several, unit='matches'):
    """One row a line of the file, `L12: text`, and how many more there are."""
    has_around = any('before' in match for match in found)
    rows = _rows_around(found, several) if has_around else _rows(found, several)
    if total > len(found):
        rows.append(f'... and {total - len(found):,} more {unit} ({total:,} in all)')
    return '\n'.join(rows) if rows else '(no matches)'
