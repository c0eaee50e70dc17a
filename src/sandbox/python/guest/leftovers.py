"""Code of a cell that is over, set off by the end of an object and not by the running cell."""

import dis
import inspect
import sys
import weakref

# After these nothing is called but what is set off by an object that goes.
_RELEASING = {
    dis.opmap[name]
    for name in (
        'STORE_NAME STORE_GLOBAL STORE_FAST STORE_DEREF DELETE_NAME DELETE_GLOBAL DELETE_FAST '
        'DELETE_DEREF POP_TOP RETURN_VALUE RETURN_CONST RESUME JUMP_BACKWARD END_FOR POP_EXCEPT'
    ).split()
    if name in dis.opmap
}
_GENERATORS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def is_leftover(file):
    """Whether what runs was set off by the end of something that another cell has made."""
    frame = sys._getframe(1)
    is_closing = isinstance(sys.exception(), GeneratorExit)
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith('cell') and code.co_filename != file:
            if code.co_name == '__del__' or _is_released(frame.f_back):
                return True
            if is_closing and code.co_flags & _GENERATORS:
                return True
            if code.co_argcount > 0:
                first = frame.f_locals.get(code.co_varnames[0])
                if isinstance(first, weakref.ref):
                    return True
        frame = frame.f_back
    return False


def _is_released(caller):
    """By the instruction at which the caller stands."""
    if caller is None or not caller.f_code.co_filename.startswith('cell'):
        return False
    return caller.f_code.co_code[caller.f_lasti] in _RELEASING
