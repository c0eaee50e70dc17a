/*
 * What the language's own modules and classes hold when the REPL begins, kept where code can't reach
 * it, and put back when code has replaced, deleted or emptied any of it.
 */
#include "rlm.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_pystate.h"
#include "internal/pycore_dict.h"

struct entry {
    PyObject *key;
    PyObject *value;
};

/* The namespace of a module, or of a class (then `type` is set), or a bare dict. */
struct space {
    PyObject *dict;
    PyTypeObject *type;
    const char *label; /* NULL: not worth telling */
    uint64_t version;
    size_t count;
    struct entry *entries;
};

/* What a function written in Python does; its code can be exchanged. */
struct function {
    PyFunctionObject *function;
    PyObject *code, *defaults, *kwdefaults, *closure;
};

struct list {
    PyObject *list;
    size_t count;
    PyObject **items;
};

static struct space *spaces;
static struct function *functions;
static struct list *lists;
static size_t space_count, function_count, list_count;
static PyObject *main_module, *builtins_module;
static PyObject *guest_spaces; /* ids of the guest's namespaces */
static int thresholds[NUM_GENERATIONS];

/* Addresses of what is kept already; there only while all is being kept. */
static PyObject *known;

/* 1: it was kept already; 0: it is noted now; -1: an exception. */
static int is_known(PyObject *thing)
{
    PyObject *address = PyLong_FromVoidPtr(thing);
    if (address == NULL) return -1;
    int result = PySet_Contains(known, address);
    if (result == 0 && PySet_Add(known, address) < 0) result = -1;
    Py_DECREF(address);
    return result;
}

/* Room for one more, by doubling; the block never moves to where code could find it. */
static void *grown(void *block, size_t count, size_t size)
{
    if (count & (count - 1)) return block;
    return PyMem_RawRealloc(block, (count ? count * 2 : 1) * size);
}

static int keep_function(PyObject *value)
{
    int known_or_failed = is_known(value);
    if (known_or_failed) return known_or_failed < 0 ? -1 : 0;
    void *block = grown(functions, function_count, sizeof *functions);
    if (block == NULL) return -1;
    functions = block;
    PyFunctionObject *function = (PyFunctionObject *)Py_NewRef(value);
    functions[function_count++] = (struct function){
        function, Py_NewRef(function->func_code), Py_XNewRef(function->func_defaults),
        Py_XNewRef(function->func_kwdefaults), Py_XNewRef(function->func_closure),
    };
    return 0;
}

static int is_whole_kind(PyObject *value)
{
    return PyCallable_Check(value) || PyModule_Check(value)
        || Py_IS_TYPE(value, &PyProperty_Type) || Py_IS_TYPE(value, &PyClassMethod_Type)
        || Py_IS_TYPE(value, &PyStaticMethod_Type);
}

/* A constant of a class, such as JSONEncoder.item_separator. */
static int is_constant(PyObject *value)
{
    return value == Py_None || PyUnicode_Check(value) || PyLong_Check(value) || PyFloat_Check(value)
        || PyTuple_Check(value) || PyBytes_Check(value);
}

/* Keeps a namespace: `all` of it, or only what is called, so that a module's own caches go on. */
static int keep_space(PyObject *dict, PyTypeObject *type, const char *label, int all)
{
    int known_or_failed = is_known(dict);
    if (known_or_failed) return known_or_failed < 0 ? -1 : 0;
    void *block = grown(spaces, space_count, sizeof *spaces);
    if (block == NULL) return -1;
    spaces = block;
    struct space *space = &spaces[space_count++];
    *space = (struct space){Py_NewRef(dict), type, label, 0, 0, NULL};
    Py_XINCREF(type);
    space->entries = PyMem_RawMalloc((PyDict_GET_SIZE(dict) + 1) * sizeof *space->entries);
    if (space->entries == NULL) return -1;
    PyObject *key, *value;
    Py_ssize_t at = 0;
    while (PyDict_Next(dict, &at, &key, &value)) {
        if (!PyUnicode_Check(key)) continue;
        if (!all && !is_whole_kind(value) && !(type && is_constant(value))) continue;
        space->entries[space->count++] = (struct entry){Py_NewRef(key), Py_NewRef(value)};
    }
    space->version = ((PyDictObject *)dict)->ma_version_tag;
    return 0;
}

static int keep_list(PyObject *list)
{
    if (list == NULL || !PyList_Check(list)) return 0;
    void *block = grown(lists, list_count, sizeof *lists);
    if (block == NULL) return -1;
    lists = block;
    size_t count = PyList_GET_SIZE(list);
    PyObject **items = PyMem_RawMalloc((count + 1) * sizeof *items);
    if (items == NULL) return -1;
    for (size_t at = 0; at < count; at++) items[at] = Py_NewRef(PyList_GET_ITEM(list, at));
    lists[list_count++] = (struct list){Py_NewRef(list), count, items};
    return 0;
}

/* All classes and functions written in Python, wherever they are. */
static int keep_objects(PyObject *gc)
{
    PyObject *all = PyObject_CallMethod(gc, "get_objects", NULL);
    int result = all ? 0 : -1;
    for (Py_ssize_t at = 0; result == 0 && at < PyList_GET_SIZE(all); at++) {
        PyObject *each = PyList_GET_ITEM(all, at);
        PyTypeObject *type = PyType_Check(each) ? (PyTypeObject *)each : NULL;
        if (PyFunction_Check(each)) result = keep_function(each);
        else if (type && PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)
            && !PyType_HasFeature(type, Py_TPFLAGS_IMMUTABLETYPE)) {
            result = keep_space(type->tp_dict, type, type->tp_name, 0);
        }
    }
    Py_XDECREF(all);
    return result;
}

static int keep_module(PyObject *module, int is_guest)
{
    PyObject *dict = PyModule_GetDict(module);
    const char *name = is_guest ? NULL : PyModule_GetName(module);
    PyErr_Clear();
    int all = is_guest || module == builtins_module || (name && strcmp(name, "sys") == 0);
    return keep_space(dict, NULL, name, all);
}

int rlm_keep_all(PyObject *guest_modules)
{
    PyInterpreterState *state = _PyInterpreterState_GET();
    PyObject *modules = PyImport_GetModuleDict();
    PyObject *name, *module;
    Py_ssize_t at = 0;
    main_module = PyImport_AddModuleRef("__main__");
    builtins_module = PyImport_ImportModule("builtins");
    guest_spaces = PySet_New(NULL);
    known = PySet_New(NULL);
    if (!main_module || !builtins_module || !guest_spaces || !known) return -1;
    while (PyDict_Next(guest_modules, &at, &name, &module)) {
        PyObject *id = PyLong_FromVoidPtr(PyModule_GetDict(module));
        if (id == NULL || PySet_Add(guest_spaces, id) < 0) return -1;
        if (keep_module(module, 1) < 0) return -1;
    }
    for (at = 0; PyDict_Next(modules, &at, &name, &module);) {
        if (module == main_module || !PyModule_Check(module)) continue;
        if (keep_module(module, 0) < 0) return -1;
    }
    if (keep_space(modules, NULL, "sys.modules", 1) < 0) return -1;
    if (keep_space(state->codecs.error_registry, NULL, NULL, 1) < 0) return -1;
    PyObject *gc = PyImport_ImportModule("gc");
    PyObject *callbacks = gc ? PyObject_GetAttrString(gc, "callbacks") : NULL;
    if (callbacks == NULL || keep_list(callbacks) < 0 || keep_objects(gc) < 0) return -1;
    if (keep_list(PySys_GetObject("meta_path")) < 0 || keep_list(PySys_GetObject("path_hooks")) < 0
        || keep_list(PySys_GetObject("path")) < 0 || keep_list(state->codecs.search_path) < 0) return -1;
    for (int each = 0; each < NUM_GENERATIONS; each++) {
        thresholds[each] = state->gc.generations[each].threshold;
    }
    Py_CLEAR(known);
    return 0;
}

int rlm_is_guest(PyObject *globals)
{
    if (globals == NULL || guest_spaces == NULL) return 0;
    PyObject *id = PyLong_FromVoidPtr(globals);
    int result = id ? PySet_Contains(guest_spaces, id) : 0;
    Py_XDECREF(id);
    return result == 1;
}

/* Puts one entry back; false when it is as it was. */
static int put_entry(struct space *space, struct entry *entry)
{
    PyObject *now = PyDict_GetItemWithError(space->dict, entry->key);
    if (now == entry->value) return 0;
    PyErr_Clear();
    int failed = space->type
        ? PyType_Type.tp_setattro((PyObject *)space->type, entry->key, entry->value)
        : PyDict_SetItem(space->dict, entry->key, entry->value);
    if (failed) PyErr_Clear();
    return 1;
}

static void tell(PyObject *names, const char *label, PyObject *key)
{
    if (label == NULL || PyList_GET_SIZE(names) >= 50) return;
    int is_modules = strcmp(label, "sys.modules") == 0;
    PyObject *name = strcmp(label, "builtins") == 0 ? Py_NewRef(key)
        : is_modules ? PyUnicode_FromString(label) : PyUnicode_FromFormat("%s.%U", label, key);
    int is_told = is_modules && name && PySequence_Contains(names, name) == 1;
    if (name && !is_told) PyList_Append(names, name);
    Py_XDECREF(name);
}

static int put_function(struct function *kept)
{
    PyFunctionObject *function = kept->function;
    if (function->func_code == kept->code && function->func_defaults == kept->defaults
        && function->func_kwdefaults == kept->kwdefaults) return 0;
    PyObject *as = (PyObject *)function;
    PyObject_SetAttrString(as, "__code__", kept->code);
    PyFunction_SetDefaults(as, kept->defaults ? kept->defaults : Py_None);
    PyFunction_SetKwDefaults(as, kept->kwdefaults ? kept->kwdefaults : Py_None);
    PyErr_Clear();
    return 1;
}

static void put_list(struct list *kept)
{
    int is_same = (size_t)PyList_GET_SIZE(kept->list) == kept->count;
    for (size_t at = 0; is_same && at < kept->count; at++) {
        is_same = PyList_GET_ITEM(kept->list, at) == kept->items[at];
    }
    if (is_same) return;
    PyObject *items = PyList_New(kept->count);
    for (size_t at = 0; items && at < kept->count; at++) {
        PyList_SET_ITEM(items, at, Py_NewRef(kept->items[at]));
    }
    if (items) PyList_SetSlice(kept->list, 0, PY_SSIZE_T_MAX, items);
    Py_XDECREF(items);
    PyErr_Clear();
}

static void put_settings(void)
{
    PyInterpreterState *state = _PyInterpreterState_GET();
    Py_CLEAR(state->audit_hooks);
    PyGC_Enable();
    state->gc.debug = 0;
    for (int each = 0; each < NUM_GENERATIONS; each++) {
        state->gc.generations[each].threshold = thresholds[each];
    }
    if (Py_GetRecursionLimit() < 1000) Py_SetRecursionLimit(1000);
    /* Code may have put another there, without any built-in function. */
    PyDict_SetItemString(PyModule_GetDict(main_module), "__builtins__", builtins_module);
    PyErr_Clear();
}

/* Puts everything back; the names of what had been changed, one a line. */
PyObject *rlm_put_back(void)
{
    PyObject *names = PyList_New(0);
    if (names == NULL) return NULL;
    put_settings();
    for (size_t at = 0; at < function_count; at++) {
        if (put_function(&functions[at]) && !rlm_is_guest(functions[at].function->func_globals)) {
            PyObject *module = functions[at].function->func_module;
            tell(names, module && PyUnicode_Check(module) ? PyUnicode_AsUTF8(module) : "",
                functions[at].function->func_qualname);
        }
    }
    for (size_t at = 0; at < space_count; at++) {
        struct space *space = &spaces[at];
        if (((PyDictObject *)space->dict)->ma_version_tag == space->version) continue;
        for (size_t each = 0; each < space->count; each++) {
            if (put_entry(space, &space->entries[each])) {
                tell(names, space->label, space->entries[each].key);
            }
        }
        space->version = ((PyDictObject *)space->dict)->ma_version_tag;
    }
    for (size_t at = 0; at < list_count; at++) put_list(&lists[at]);
    PyErr_Clear();
    PyObject *line = PyUnicode_FromString("\n");
    PyObject *told = line ? PyUnicode_Join(line, names) : NULL;
    Py_XDECREF(line);
    Py_DECREF(names);
    return told;
}
