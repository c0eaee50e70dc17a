"""The REPL inside the interpreter: what code finds, and how the host drives it."""

import __main__
import builtins
import sys

from _rlm import given as opaque

from _repl.answer import AnswerVariable
from _repl.awaits import finished
from _repl.context_use import ContextUse
from _repl.errors import Errors
from _repl.expression import stands_for_value
from _repl.formats import show
from _repl.history import History
from _repl.hooks import take_off
from _repl.host import dumps, loads
from _repl.output import Output
from _repl.queries import Queries
from _repl.refusals import install
from _repl.rewrite import compile_cell, compile_expression
from _repl.text_tools import TextTools
from _repl.variables import Variables

NAMES = vars(__main__)
BUILT_INS = vars(builtins)
# Characters of a text that is not copied without need.
LONG = 1_000_000


class Listing(list):
    """What SHOW_VARS() has printed already, whether or not it stands inside a print."""

    __repr__ = list.__repr__


class Repl:
    def __init__(self, settings):
        # The names given to code, but for `context`; what overwrites them is gone before each cell.
        self.given = {}
        self.text = TextTools(settings)
        self.submission = AnswerVariable(settings['finalChars'], lambda: NAMES.get('answer'))
        self.variables = Variables(NAMES, self.is_given, BUILT_INS)
        self.history = History(self.variables.has)
        self.errors = Errors(settings['memoryMb'])
        self.queries = Queries(settings)
        self.use = ContextUse(settings['kind'], NAMES, self.text)
        sys.stdout.most = settings['printChars']
        own = {'print': self.print, 'FINAL': self.submission.submit, 'FINAL_VAR': self.final_var}
        own |= {'SHOW_VARS': self.show_vars, **self.queries.names(), **self.text.names()}
        for name, function in own.items():
            # What an error says that is raised as it is called.
            getattr(function, '__func__', function).__qualname__ = name
            self.given[name] = opaque(function, name, function.__doc__)
        self.given['answer'] = self.submission.answer
        # Nothing can take out of these what code has got hold of through the garbage collector.
        self.always = tuple(self.given.items())
        self.helpers = tuple(
            (name, opaque(helper, name, None)) for name, helper in self.use.helpers().items()
        )

    def is_given(self, name):
        return name in self.given or name == 'context'

    def print(self, *values, sep=' ', end='\n', file=None, flush=False):
        """Shows the model these values."""
        if len(values) == 1 and type(values[0]) is Listing:
            return
        text = (' ' if sep is None else sep).join([show(value) for value in values])
        out = sys.stdout if file is None else file
        end = '\n' if end is None else end
        # There may be no room for a large text once more.
        for part in [text, end] if len(text) > LONG else [text + end]:
            out.write(part)
        if flush and file is not None and hasattr(file, 'flush'):
            file.flush()

    def final_var(self, name):
        """Submits the variable of this name as the answer."""
        if not isinstance(name, str):
            self.submission.submit(name)
        elif name == 'answer':
            self.submission.submit(self.submission.answer)
        elif self.variables.has(name):
            self.submission.submit(NAMES[name])
        elif any(value is name for _, value in self.variables.items()):
            # `FINAL_VAR(report)`: the text itself.
            self.submission.submit(name)
        else:
            raise NameError(self.no_such_variable(name))

    def no_such_variable(self, name):
        known = ', '.join(each['name'] for each in self.variables.list())
        listed = f'the variables are {known}' if known else 'there are none yet'
        name = f'{name[:60]}...' if len(name) > 60 else name
        return (
            f'FINAL_VAR: no variable is called {name!r}; {listed}. '
            'FINAL_VAR takes a name in quotes; FINAL takes a value.'
        )

    def show_vars(self):
        """Shows what the code has made: names, types, sizes."""
        listing = self.variables.list()
        rows = [
            f'{each["name"]}: {each["type"]}' + (f' ({each["size"]})' if each['size'] else '')
            for each in listing
        ]
        self.print('\n'.join(rows) if rows else 'No variables yet.')
        return Listing(listing)

    def keep_plain_names(self):
        """A name may be no str but something of the code's own, which would run as it is compared."""
        plain = [(name, value) for name, value in NAMES.items() if type(name) is str]
        if len(plain) < len(NAMES):
            NAMES.clear()
            NAMES.update(plain)

    def begin(self, file, code):
        take_off()
        self.keep_plain_names()
        self.submission.begin(file)
        self.errors.begin(file, code)
        self.use.begin()
        self.give(code)

    def give(self, code):
        """The given names; `history` where the code may read it."""
        NAMES['__name__'] = '__main__'
        self.given.update(self.always)
        NAMES.update(self.given)
        BUILT_INS.update(self.helpers)
        name = self.history.name
        if name is not None:
            self.given[name] = NAMES[name] = self.history.list() if name in code else None

    def overwritten(self):
        names = [
            name
            for name, value in self.given.items()
            if name in NAMES and name != 'answer' and NAMES[name] is not value
        ]
        if self.use.is_overwritten():
            names.append('context')
        return [
            f'{name} is a name of the REPL and comes back before the next cell: '
            'use another name for your own.'
            for name in names
        ]

    def finish(self, failed):
        self.keep_plain_names()
        notes = self.overwritten()
        if self.submission.take_over():
            notes.append(
                'answer is a name of the REPL and comes back before the next cell. What you gave '
                'it is kept as answer["content"], but not submitted: FINAL(answer["content"]) '
                'would do that.'
            )
        NAMES['answer'] = self.submission.answer
        final, told = self.submission.take()
        return dumps(
            {
                'final': None if failed else final,
                'candidate': self.submission.candidate(),
                'notes': [*notes, *told],
                'used': self.use.report(failed),
                'variables': self.variables.list(),
            }
        )

    def explained(self, error):
        return dumps(self.errors.explain(error))


# What modules hold comes back when a cell ends; what a list holds stays.
_made = []


def start(settings):
    _made.append(Repl(loads(settings)))
    return ''


def begin(file, code):
    _made[0].begin(file, code)
    return ''


def run(file, code):
    """What went wrong as JSON; '' when nothing did."""
    try:
        compiled, reads_unseen = compile_cell(code, file)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return _made[0].explained(error)
    try:
        if reads_unseen:
            _made[0].use.read_unseen()
        # A coroutine where there is an `async for` at top level.
        finished(eval(compiled, NAMES))
        _made[0].submission.prepare()
    except BaseException as error:
        return _made[0].explained(error)
    return ''


def finish(failed):
    return _made[0].finish(failed == 'yes')


def is_value(text):
    """`yes` for an expression that says something of this REPL."""
    kind_of = _made[0].variables.kind_of
    return 'yes' if stands_for_value(text, kind_of, _made[0].is_given) else 'no'


def begin_expression(text):
    _made[0].begin('answer', text)
    _made[0].submission.hold()
    return ''


def compute(text):
    """JSON of {text} of an answer's value, of {problem} where it can be none, or of {error}."""
    try:
        compiled, reads_unseen = compile_expression(text, 'answer')
        if reads_unseen:
            _made[0].use.read_unseen()
        value = eval(compiled, NAMES)
        return dumps(_made[0].submission.release(value))
    except BaseException as error:
        explained = _made[0].errors.explain(error)
        _made[0].submission.release(None)
        return dumps({'problem': f'{explained["name"]}: {explained["message"]}'})


def drop_expression():
    _made[0].submission.release(None)
    return ''


def renew():
    _made[0].submission.renew()
    return ''


def remember(messages):
    return _made[0].history.remember(messages)


def recover(name, calls):
    known = NAMES.get(name)
    # Not a list of a kind that code has made, whose methods would run here.
    entries = known if type(known) is list else []
    entries.extend(loads(calls))
    NAMES[name] = entries
    return ''


install()
sys.stdout = sys.stderr = Output()
NAMES['__builtins__'] = builtins
