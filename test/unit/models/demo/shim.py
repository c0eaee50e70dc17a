"""The REPL's names over texts in memory, for the demo's cells where the sandbox has no Python."""

import bisect
import json
import re
import sys


def say(message):
    sys.__stdout__.write(json.dumps(message) + '\n')
    sys.__stdout__.flush()


def hear():
    return json.loads(sys.stdin.readline())


texts = hear()
many = isinstance(texts, dict)
items = texts if many else {'': texts}
starts = {
    path: [0] + [end.end() for end in re.finditer(r'\r\n|\r|\n', text)]
    for path, text in items.items()
}


class Match:
    def __repr__(self):
        return f'{self.path}:L{self.line}: {self.text}' if many else f'L{self.line}: {self.text}'


class Matches(list):
    total = 0

    def __getitem__(self, key):
        found = list.__getitem__(self, key)
        return Matches(found) if isinstance(key, slice) else found


def listed(path):
    return items.items() if path is None else [(path, items[path])]


def count(pattern, path=None):
    return sum(1 for _, text in listed(path) for _ in re.finditer(pattern, text, re.M))


def grep(pattern, max=1000, path=None):
    found = Matches()
    for name, text in listed(path):
        for hit in re.finditer(pattern, text, re.M):
            found.total += 1
            if len(found) >= max:
                continue
            match = Match()
            row = bisect.bisect_right(starts[name], hit.start()) - 1
            whole = re.compile(r'[^\r\n]*').match(text, starts[name][row])[0]
            at = hit.start() - starts[name][row]
            start = 0 if len(whole) <= 300 else min(at, len(whole) - 300)
            match.path, match.line, match.text = name, row + 1, whole[start:start + 300]
            match.match, match.groups = hit[0], list(hit.groups())
            found.append(match)
    return found


def numbered(name):
    text = re.split(r'\r\n|\r|\n', items[name])
    return text[:-1] if text[-1] == '' else text


def lines(first, last, path='', numbers=False):
    own = numbered(path)[first - 1:last]
    return '\n'.join(f'L{at}: {line}' if numbers else line for at, line in enumerate(own, first))


def chunks(size, by):
    return [
        '\n'.join(numbered(name)[at:at + size])
        for name in items
        for at in range(0, len(numbered(name)), size)
    ]


def llm_query_batched(prompts):
    say({'prompts': prompts})
    return hear()


printed = []
final = None


def shown(value):
    if isinstance(value, Matches) or (
        isinstance(value, list) and value and all(type(item) is Match for item in value)
    ):
        rows = list(dict.fromkeys(map(repr, value)))
        return '\n'.join(rows) or '(no matches)'
    return str(value)


def show(*values):
    printed.append(' '.join(map(shown, values)))


def submit(value):
    global final
    final = value


scope = {
    'context': texts, 'count': count, 'grep': grep, 'lines': lines, 'chunks': chunks,
    'llm_query_batched': llm_query_batched, 'print': show, 'FINAL': submit,
}
while True:
    printed, final = [], None
    exec(compile(hear(), 'cell', 'exec'), scope)
    say({'output': '\n'.join(printed), 'final': final})
