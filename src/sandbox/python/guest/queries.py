"""The four functions by which code asks models."""

from _repl.arguments import chars_of, context_of, name_of, options_of, text
from _repl.host import dumps, host, loads


class QueryFailed(RuntimeError):
    """A query came to no reply; the message says why."""


_kinds = {'TypeError': TypeError, 'RangeError': ValueError}


def _failure(name, message):
    """An error of the class that the host names."""
    kind = _kinds.get(name)
    if kind is None:
        plain = name in ('', 'Error') or not name.isidentifier()
        kind = QueryFailed if plain else type(name, (QueryFailed,), {'__module__': 'builtins'})
        _kinds[name] = kind
    return kind(message)


class Queries:
    def __init__(self, settings):
        self._most_prompt = settings['promptChars']
        self._most_context = settings['memoryMb'] * 1_048_576
        self._batches = 0
        self._groups = 0

    def _options(self, name, given, keywords, known=()):
        """The model, and the other options that this query knows."""
        options = options_of(name, given, keywords, [*known, 'model'])
        model = options.pop('model', None)
        return None if model is None else text(name, 'the option model', model)[:200], options

    def _model(self, name, given, keywords):
        return self._options(name, given, keywords)[0]

    def _check(self, what, chars, most):
        if chars > most:
            raise ValueError(
                f'{what} has {chars:,} characters; the most is {most:,}. Give less of the text.'
            )

    def _request(self, name, prompt, context, model, batch):
        self._check('The prompt', len(prompt), self._most_prompt)
        self._check('The context', chars_of(context), self._most_context)
        return name, prompt, context, model, batch

    def _outcomes(self, requests):
        # Something else may ask meanwhile: what runs at the end of an object.
        self._groups += 1
        group = self._groups
        for name, prompt, context, model, batch in requests:
            header = {'group': group, 'name': name, 'hasContext': context is not None}
            if model is not None:
                header['model'] = model
            if batch is not None:
                header['batch'] = batch
            host('call', dumps(header), prompt, '' if context is None else dumps(context))
        return loads(host('wait', str(group)))

    def _one(self, request):
        ok, name, reply = self._outcomes([request])[0]
        if ok:
            return reply
        raise _failure(name, reply)

    def _all(self, name, items, what, request):
        if isinstance(items, (str, bytes, dict)) or not hasattr(items, '__iter__'):
            raise TypeError(f'{name}: {what}, not {name_of(items)}.')
        self._batches += 1
        batch = self._batches
        # What is too long fails in its place; the others survive.
        replies, asked = [], []
        for at, item in enumerate(items):
            checked = request(item, at, batch)
            try:
                asked.append((at, self._request(*checked)))
                replies.append(None)
            except ValueError as error:
                replies.append(f'Error: {error}')
        outcomes = self._outcomes([each for _, each in asked]) if asked else []
        for (at, _), (ok, _name, reply) in zip(asked, outcomes):
            replies[at] = reply if ok else f'Error: {reply}'
        return replies

    def _about(self, name, items, asked, options, keywords, known):
        """The same asked of many texts: by one call, of which the host makes as few as fit."""
        model, others = self._options(name, options, keywords, [known])
        if isinstance(items, (str, bytes, dict)) or not hasattr(items, '__iter__'):
            raise TypeError(f'{name}: the items must be a list of str, not {name_of(items)}.')
        every = [text(name, f'item {at}', item) for at, item in enumerate(items)]
        try:
            prompt = dumps({**asked, **others})
        except (TypeError, ValueError, RecursionError):
            what = ' and '.join([*asked, *others])
            raise TypeError(f'{name}: {what} must be data: str, numbers, lists, dicts.') from None
        self._batches += 1
        return loads(self._one(self._request(name, prompt, every, model, self._batches)))

    def names(self):
        def llm_query(prompt, options=None, **more):
            """One completion of the sub-model: its text. llm_query(prompt, model=...)"""
            name = 'llm_query'
            prompt = text(name, 'the prompt', prompt)
            if isinstance(options, str):
                raise TypeError(f'{name}: text goes into the prompt; options are keywords (model).')
            return self._one(
                self._request(name, prompt, None, self._model(name, options, more), None)
            )

        def llm_query_batched(prompts, options=None, **more):
            """All at once: the replies in the same order; a failed one is 'Error: ...'."""
            name = 'llm_query_batched'
            model = self._model(name, options, more)
            return self._all(
                name,
                prompts,
                'the prompts must be a list of str',
                lambda item, at, batch: (
                    name,
                    text(name, f'prompt {at}', item),
                    None,
                    model,
                    batch,
                ),
            )

        def rlm_query(question, context=None, options=None, **more):
            """A child run with its own REPL over the context given: its answer."""
            name = 'rlm_query'
            if options is None and isinstance(context, dict) and list(context) == ['model']:
                context, options = None, context
            question = text(name, 'the question', question)
            context = context_of(name, context)
            return self._one(
                self._request(name, question, context, self._model(name, options, more), None)
            )

        def rlm_query_batched(questions, options=None, **more):
            """Children side by side, of [{'question': ..., 'context': ...}]: their answers."""
            name = 'rlm_query_batched'
            shared = self._model(name, options, more)

            def request(item, at, batch):
                if isinstance(item, str):
                    return name, str.__str__(item), None, shared, batch
                if isinstance(item, (list, tuple)) and len(item) == 2:
                    item = {'question': item[0], 'context': item[1]}
                if not isinstance(item, dict):
                    raise TypeError(
                        f"{name}: item {at} must be like {{'question': ..., 'context': ...}}, "
                        f'not {name_of(item)}.'
                    )
                rest = {k: v for k, v in item.items() if k not in ('question', 'context')}
                own = self._model(f'{name}, item {at}', rest, {})
                question = text(name, f'question {at}', item.get('question'))
                return name, question, context_of(name, item.get('context')), own or shared, batch

            what = "the questions must be a list of {'question': ..., 'context': ...}"
            return self._all(name, questions, what, request)

        def classify(items, labels, options=None, **more):
            """A label for each item, in order; None where it stayed open. labels: list, or dict"""
            if isinstance(labels, (set, frozenset, tuple)):
                labels = list(labels)
            return self._about('classify', items, {'labels': labels}, options, more, 'rules')

        def llm_map(items, instruction, options=None, **more):
            """An answer for each item, in order; JSON where a schema is given."""
            asked = {'instruction': instruction}
            return self._about('llm_map', items, asked, options, more, 'schema')

        def budget():
            """What is left: turns, subcalls, costUsd, tokens; None without a limit."""
            return loads(self._one(('budget', '', None, None, None)))

        return {each.__name__: each for each in (
            budget,
            classify,
            llm_map,
            llm_query,
            llm_query_batched,
            rlm_query,
            rlm_query_batched,
        )}
