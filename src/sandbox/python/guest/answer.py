"""The three ways to submit an answer, of which the last one used in a cell counts."""

import inspect
import math

from _rlm import given as opaque

from _repl.awaits import finished
from _repl.formats import show, submit
from _repl.leftovers import is_leftover


class Answer(dict):
    """The given name `answer`: {"content": "", "ready": False}; it tells when it is made ready."""

    __slots__ = ('_may_change', '_on_ready')

    def __init__(self, may_change, on_ready):
        super().__init__(content='', ready=False)
        dict.__setattr__(self, '_may_change', may_change)
        dict.__setattr__(self, '_on_ready', on_ready)

    def __setitem__(self, key, value):
        if not self._may_change():
            return
        dict.__setitem__(self, key, value)
        if key == 'ready' and value:
            self._on_ready()

    def update(self, *given, **more):
        for key, value in dict(*given, **more).items():
            self[key] = value

    def __ior__(self, other):
        self.update(other)
        return self

    def setdefault(self, key, otherwise=None):
        if key not in self:
            self[key] = otherwise
        return self[key]

    def __getattr__(self, name):
        if name in ('content', 'ready'):
            return self.get(name)
        raise AttributeError(f'answer has no {name!r}; it has content and ready.')

    def __setattr__(self, name, value):
        self[name] = value


_NOTHING = object()


class AnswerVariable:
    def __init__(self, most_chars, assigned):
        self._most = most_chars
        # The value that the name `answer` has now.
        self._assigned = assigned
        self._file = ''
        # The content and its text, when that was made last.
        self._prepared = (None, None)
        # As things without an inside: code holds the dict.
        self.answer = Answer(
            opaque(self._may_change, 'may_change', None),
            opaque(self._made_ready, 'made_ready', None),
        )
        self._submitted = None
        self._assigned_then = None
        self._notes = []
        self._held = None

    def begin(self, file):
        self.take()
        self._file = file
        if 'content' not in self.answer:
            dict.update(self.answer, content='', ready=False)

    def _may_change(self):
        return not is_leftover(self._file)

    def _made_ready(self):
        self._set(_NOTHING)

    def _set(self, value):
        self._submitted = value
        self._assigned_then = self._assigned()

    def _text(self, value):
        return submit(self.answer.get('content') if value is self.answer else value)[: self._most]

    def prepare(self):
        """The end of a cell's code, within its time: makes the text of what it has drafted."""
        self.take_over()
        content = self.answer.get('content')
        self._prepared = (content, None if content is None else self._text(content))

    def submit(self, value):
        """Submits this value as the answer; the last one of a cell counts."""
        if not self._may_change():
            return
        if inspect.iscoroutine(value):
            value = finished(value)
        if value is None:
            raise TypeError('FINAL: the value is None.')
        if value is self.answer:
            self.answer['ready'] = True
            return
        text = self._text(value)
        if text.strip() == '':
            self._notes.append('FINAL was given an empty text: that is no answer.')
        else:
            self._set(text)

    def take_over(self):
        """What code has put in the place of `answer`; True when it was no dict of its kind."""
        value = self._assigned()
        if value is self.answer or value is None:
            return False
        is_later = self._submitted is None or value is not self._assigned_then
        if isinstance(value, dict) and ('content' in value or 'ready' in value):
            if 'content' in value:
                dict.__setitem__(self.answer, 'content', value['content'])
            if value.get('ready') and is_later:
                self.answer['ready'] = True
            return False
        dict.__setitem__(self.answer, 'content', value)
        return True

    def candidate(self):
        """The answer's content as text; None when there is none."""
        content = self.answer.get('content')
        if content is None:
            return None
        if content is self._prepared[0]:
            text = self._prepared[1]
        else:
            # Its code came to no end: there may be no time for more than the beginning of a text.
            text = content if isinstance(content, str) else show(content)
        return None if text.strip() == '' else text[: self._most]

    def take(self):
        """What the cell submitted, with sentences about what came of it; forgets both."""
        if self._submitted is None and self.answer.get('ready'):
            self._submitted = _NOTHING
        if self._submitted is _NOTHING and not self.answer.get('ready'):
            self._submitted = None
        taken, notes = self._submitted, self._notes
        self._submitted, self._notes, self._assigned_then = None, [], None
        dict.__setitem__(self.answer, 'ready', False)
        if taken is None or taken is not _NOTHING:
            return taken, notes
        final = self.candidate()
        if final is None:
            notes = [*notes, 'answer["ready"] was set, but answer["content"] is empty.']
        return final, notes

    def renew(self):
        self.take()
        self.answer.clear()
        dict.update(self.answer, content='', ready=False)

    def hold(self):
        """An expression is computed: until `release` nothing is submitted or drafted for good."""
        self._held = dict(self.answer)

    def release(self, value):
        """Its value as the text of an answer, or why it can be none."""
        final, _ = self.take()
        self.answer.clear()
        dict.update(self.answer, self._held)
        if inspect.iscoroutine(value):
            value = finished(value)
        # `FINAL(FINAL_VAR("report"))`.
        if value is None and final is not None:
            return {'text': final}
        if value is None:
            return {'problem': 'its value is None'}
        if isinstance(value, float) and math.isnan(value):
            return {'problem': 'its value is NaN'}
        if inspect.isroutine(value) or inspect.isclass(value):
            kind = 'class' if inspect.isclass(value) else 'function'
            return {'problem': f'its value is a {kind}'}
        if value is self.answer and self.candidate() is None:
            return {'problem': 'answer["content"] is empty'}
        text = self._text(value)
        return {'problem': 'its value is an empty text'} if text.strip() == '' else {'text': text}
