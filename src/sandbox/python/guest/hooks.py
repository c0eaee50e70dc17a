"""What code can hang into the interpreter beside its modules: taken off before the next cell."""

import atexit
import sys
import warnings
import weakref

_filters = list(warnings.filters)
_digits = sys.get_int_max_str_digits()
_finalizers = weakref.finalize._registry


def take_off():
    sys.set_asyncgen_hooks(None, None)
    sys.set_coroutine_origin_tracking_depth(0)
    sys.set_int_max_str_digits(_digits)
    sys.path_importer_cache.clear()
    atexit._clear()
    _finalizers.clear()
    if warnings.filters != _filters:
        warnings.filters[:] = _filters
        warnings._filters_mutated()
