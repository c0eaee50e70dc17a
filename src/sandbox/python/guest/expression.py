"""What FINAL holds in prose: whether it is an expression of this REPL."""

import ast

# Characters: what is longer is a text.
LONGEST = 100_000
_CHANGING = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)
_SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def free_names(text):
    """The free names of an expression, each with whether it is called; None: the text is none."""
    if len(text) > LONGEST:
        return None
    try:
        # In brackets, so that it may have several lines, and `n) + (n` is none.
        whole = ast.parse(f'[{text}\n]', mode='eval').body
        alone = ast.parse(f'({text}\n)', mode='eval').body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    if not isinstance(whole, ast.List) or len(whole.elts) != 1:
        return None
    value = whole.elts[0]
    # A bare tuple is a sequence of texts: `n,`.
    is_bare = isinstance(alone, ast.Tuple) and not isinstance(value, ast.Tuple)
    if is_bare or isinstance(value, ast.Starred):
        return None
    names = {}
    pending = [(value, frozenset())]
    while pending:
        node, bound = pending.pop()
        if isinstance(node, _CHANGING):
            return None
        if isinstance(node, _SCOPES):
            bound = bound | _bound_in(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in bound:
            names.setdefault(node.id, False)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id not in bound:
                names[node.func.id] = True
        pending.extend((child, bound) for child in ast.iter_child_nodes(node))
    return names


def _bound_in(scope):
    if isinstance(scope, ast.Lambda):
        given = scope.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        return {each.arg for each in every if each is not None}
    return {
        node.id
        for each in scope.generators
        for node in ast.walk(each.target)
        if isinstance(node, ast.Name)
    }


def stands_for_value(text, kind_of, is_given):
    """Whether each of its names is known, and one of them says something of this REPL."""
    names = free_names(text)
    if names is None or any(kind_of(name) == '-' for name in names):
        return False
    return any(
        kind_of(name) == 'o' or name in ('context', 'answer') or (is_called and is_given(name))
        for name, is_called in names.items()
    )
