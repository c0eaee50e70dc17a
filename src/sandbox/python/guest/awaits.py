"""`await` for code that was written as if calls went on: here they have ended when they return."""

import inspect


def finished(value):
    """What an awaited value comes to: any value but a coroutine is itself."""
    if inspect.isawaitable(value):
        steps = value if inspect.iscoroutine(value) else value.__await__()
        try:
            while True:
                if steps.send(None) is not None:
                    break
        except StopIteration as end:
            return end.value
        raise RuntimeError(
            'The cell awaits something that can never settle: no query is open, '
            'and nothing else takes time here.'
        )
    return value
