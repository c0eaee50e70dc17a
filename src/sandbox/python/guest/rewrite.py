"""A cell's code as it runs: `await` waits for nothing, uses of `context` say what they use."""

import ast
import textwrap

AWAIT = '$await'
USE, PEEK, PATHS, PART, SLICE = '$use', '$peek', '$paths', '$part', '$slice'
CONTEXT = 'context'

_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# Of a map, these look at its paths alone.
_PATHS_ALONE = {'list', 'sorted', 'set', 'tuple', 'enumerate', 'iter'}
_INDIRECT = {'eval', 'exec', 'globals', 'vars', 'locals', 'compile'}
_MEASURES = {'len', 'type', 'isinstance', 'id'}


def compile_cell(code, file):
    """Compiled, and whether it may read `context` in a way that is not seen. Raises SyntaxError."""
    tree = _parse(code, file)
    reads_unseen = _rewrite(tree, CONTEXT in code)
    return compile(tree, file, 'exec', ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True), reads_unseen


def compile_expression(text, file):
    tree = ast.parse(f'({text}\n)', file, 'eval')
    reads_unseen = _rewrite(tree, CONTEXT in text)
    return compile(tree, file, 'eval', 0, True), reads_unseen


def _parse(code, file):
    try:
        return ast.parse(code, file)
    except IndentationError:
        # Copied from where it was indented: all of it is.
        less = textwrap.dedent(code)
        if less == code:
            raise
        return ast.parse(less, file)


def _call(name, *given):
    return ast.Call(ast.Name(name, ast.Load()), list(given), [])


def _rewrite(tree, has_context):
    reads_unseen = has_context and any(map(_reads_unseen, ast.walk(tree)))
    owned = _nodes_with_own_context(tree) if has_context else frozenset()

    def is_context(node):
        return (
            has_context
            and isinstance(node, ast.Name)
            and node.id == CONTEXT
            and isinstance(node.ctx, ast.Load)
            and id(node) not in owned
        )

    def placed(new, old):
        return ast.copy_location(new, old)

    def changed(node):
        if isinstance(node, ast.Await):
            return placed(_call(AWAIT, node.value), node)
        if has_context:
            if is_context(node):
                return placed(_call(USE), node)
            _note_part(node, is_context, placed)
        return node

    pending = [tree]
    while pending:
        node = pending.pop()
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                for at, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        value[at] = changed(item)
                        pending.append(value[at])
            elif isinstance(value, ast.AST):
                new = changed(value)
                setattr(node, field, new)
                pending.append(new)
    ast.fix_missing_locations(tree)
    return reads_unseen


def _reads_unseen(node):
    """Whether code reads its names by way of text, or changes `context` where it stands."""
    if isinstance(node, ast.Name):
        return node.id in _INDIRECT
    if isinstance(node, ast.alias):
        return node.name == '__main__'
    target = node.target if isinstance(node, ast.AugAssign) else None
    return isinstance(target, ast.Name) and target.id == CONTEXT


def _note_part(node, is_context, placed):
    """Puts what says how much is used in the place of `context`, where the form tells."""
    if isinstance(node, ast.Subscript) and is_context(node.value):
        node.value = placed(_call(PEEK), node.value)
        if isinstance(node.ctx, ast.Load):
            node.slice = _counted_key(node.slice, placed)
    elif isinstance(node, ast.Call):
        _note_call(node, is_context, placed)
    elif isinstance(node, ast.Compare):
        for at, (operator, right) in enumerate(zip(node.ops, node.comparators)):
            if isinstance(operator, (ast.In, ast.NotIn)) and is_context(right):
                node.comparators[at] = placed(_call(PATHS), right)
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)) and is_context(node.iter):
        node.iter = placed(_call(PATHS), node.iter)


def _counted_key(key, placed):
    if isinstance(key, ast.Slice):
        parts = [part or ast.Constant(None) for part in (key.lower, key.upper, key.step)]
        return placed(_call(SLICE, *parts), key)
    return placed(_call(PART, key), key)


def _note_call(node, is_context, placed):
    callee, given = node.func, node.args
    if isinstance(callee, ast.Name) and given:
        first = given[0]
        if callee.id in _MEASURES:
            if is_context(first):
                given[0] = placed(_call(PEEK), first)
            elif isinstance(first, ast.Subscript) and is_context(first.value):
                if not isinstance(first.slice, ast.Slice):
                    first.value = placed(_call(PEEK), first.value)
        elif callee.id in _PATHS_ALONE and is_context(first):
            given[0] = placed(_call(PATHS), first)
    elif isinstance(callee, ast.Attribute) and is_context(callee.value):
        if callee.attr == 'keys' and not given:
            callee.value = placed(_call(PATHS), callee.value)
        elif callee.attr == 'get' and given and not isinstance(given[0], ast.Starred):
            callee.value = placed(_call(PEEK), callee.value)
            given[0] = placed(_call(PART, given[0]), given[0])


def _nodes_with_own_context(tree):
    """All names `context` within functions that have one of their own."""
    owned = set()
    pending = [(tree, False)]
    while pending:
        node, is_owned = pending.pop()
        if is_owned and isinstance(node, ast.Name):
            owned.add(id(node))
        if isinstance(node, _SCOPES) and not is_owned and _binds(node):
            is_owned = True
        if isinstance(node, ast.ClassDef) and not is_owned and _binds(node):
            owned.update(id(each) for each in _within(node) if isinstance(each, ast.Name))
        pending.extend((child, is_owned) for child in ast.iter_child_nodes(node))
    return owned


def _within(scope):
    """All that stands in a class, but for what stands in functions of it."""
    pending = list(scope.body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, _SCOPES):
            pending.extend(ast.iter_child_nodes(node))


def _binds(scope):
    """Whether a function, a class or a comprehension makes a `context` of its own."""
    if isinstance(scope, _FUNCTIONS):
        given = scope.args
        names = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        if any(each is not None and each.arg == CONTEXT for each in names):
            return True
        if isinstance(scope, ast.Lambda):
            return False
        pending = list(scope.body)
    elif isinstance(scope, ast.ClassDef):
        pending = list(scope.body)
    else:
        pending = [each.target for each in scope.generators]
    binds = False
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Global, ast.Nonlocal)) and CONTEXT in node.names:
            return False
        if isinstance(node, ast.Name) and node.id == CONTEXT:
            binds = binds or not isinstance(node.ctx, ast.Load)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            binds = binds or node.name == CONTEXT
            continue
        if isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
            binds = binds or node.name == CONTEXT
        if isinstance(node, ast.MatchMapping):
            binds = binds or node.rest == CONTEXT
        if isinstance(node, ast.alias):
            binds = binds or (node.asname or node.name) == CONTEXT
        if not isinstance(node, _SCOPES):
            pending.extend(ast.iter_child_nodes(node))
    return binds
