/*
 * RLM's Python: a reactor that the host drives by the exports below. It needs no file and no
 * argument; all that it can reach are the functions imported from "rlm" and a clock.
 */
#include "rlm.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_pystate.h"
#include "modules.h"

/* Texts to the host, its own name for what is wanted first; the answer's size and width. */
IMPORT("call") uint32_t host_call(uint32_t count, const struct text *texts);
/* Puts the answer's bytes there. */
IMPORT("take") void host_take(char *into);
/* After how many checks it is asked again; 0: code is to stop. */
IMPORT("stop") int host_stop(void);

/* `first`: eval-breaker checks up to the first question whether to stop. */
enum { first = 1, most_values = 8, reserved = 6 * 1024 * 1024 };
/* Bits of host_call's answer: all but the lowest are the size. */
enum { wide_bit = 1 };

int rlm_clock = 0;
int rlm_stopping = 0;

static PyObject *guest_modules;
/* Functions by which the host drives the guest: the namespace of its last module. */
static PyObject *guest;
static int is_hidden;
/* Freed while the host asks for something, so that it can be done where code has taken the rest. */
static void *reserve;

static struct text answer;
static PyObject *answer_string;
static void *answer_held;

int rlm_poll(void)
{
    if (!rlm_stopping) rlm_clock = host_stop();
    if (!rlm_stopping && rlm_clock) return 0;
    rlm_clock = first;
    rlm_stopping = 1;
    PyThreadState *tstate = PyThreadState_GetUnchecked();
    if (tstate) PyThreadState_SetAsyncExc(tstate->thread_id, PyExc_KeyboardInterrupt);
    return 1;
}

/* host(name, *texts): what the host answers, a text. */
static PyObject *ask_host(PyObject *self, PyObject *const *values, Py_ssize_t count)
{
    if (count < 1 || count > most_values) {
        PyErr_SetString(PyExc_TypeError, "host takes a name and up to seven texts");
        return NULL;
    }
    struct text texts[most_values];
    void *held[most_values] = {NULL};
    Py_ssize_t filled = 0;
    int is_whole = 1;
    for (; is_whole && filled < count; filled++) {
        is_whole = rlm_text_of(values[filled], &texts[filled], &held[filled]) == 0;
    }
    uint32_t told = is_whole ? host_call((uint32_t)count, texts) : 0;
    for (Py_ssize_t at = 0; at < filled; at++) PyMem_RawFree(held[at]);
    if (!is_whole) return NULL;
    struct text given = {told & wide_bit, NULL, told >> 1};
    char *into = PyMem_RawMalloc(given.length + 1);
    if (into == NULL) return PyErr_NoMemory();
    host_take(into);
    given.bytes = into;
    PyObject *string = rlm_string_of(&given);
    PyMem_RawFree(into);
    if (rlm_poll()) {
        Py_XDECREF(string);
        PyErr_SetNone(PyExc_KeyboardInterrupt);
        return NULL;
    }
    return string;
}

static PyObject *refuse_threads(PyObject *self, PyObject *args, PyObject *options)
{
    PyErr_SetString(PyExc_RuntimeError,
        "There are no threads here; llm_query_batched asks side by side.");
    return NULL;
}

static PyMethodDef threads_refused = {
    "start", _PyCFunction_CAST(refuse_threads), METH_VARARGS | METH_KEYWORDS, NULL,
};

/* Once all modules of the guest have run there is no such module. */
static PyObject *make_module(PyObject *spec, PyModuleDef *definition)
{
    if (is_hidden) {
        PyErr_SetString(PyExc_ModuleNotFoundError, "No module named '_rlm'");
        return NULL;
    }
    PyObject *name = PyObject_GetAttrString(spec, "name");
    PyObject *module = name ? PyModule_NewObject(name) : NULL;
    Py_XDECREF(name);
    return module;
}

static PyMethodDef methods[] = {
    {"host", _PyCFunction_CAST(ask_host), METH_FASTCALL, NULL},
    {"given", rlm_make_given, METH_VARARGS, NULL},
    {NULL}, /* context_text, from texts.c */
    {NULL},
};
static PyModuleDef_Slot slots[] = {{Py_mod_create, make_module}, {0, NULL}};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_rlm", NULL, 0, methods, slots,
};

static PyObject *init_module(void)
{
    return PyModuleDef_Init(&definition);
}

EXPORT("rlm_alloc") char *rlm_alloc(uint32_t size)
{
    return PyMem_RawMalloc(size);
}

EXPORT("rlm_free") void rlm_free(char *block)
{
    PyMem_RawFree(block);
}

/* The answer of what was asked last, until the next question. */
EXPORT("rlm_answer") const struct text *rlm_answer(void)
{
    return &answer;
}

static void forget_answer(void)
{
    PyMem_RawFree(answer_held);
    answer_held = NULL;
    Py_CLEAR(answer_string);
    answer = (struct text){0, "", 0};
}

static int keep_answer(PyObject *string)
{
    forget_answer();
    if (rlm_text_of(string, &answer, &answer_held) < 0) return -1;
    answer_string = Py_NewRef(string);
    return 0;
}

/* What was raised as the answer, and no exception any more. */
static void keep_problem(void)
{
    PyObject *raised = PyErr_GetRaisedException();
    PyObject *said = raised ? PyObject_Str(raised) : NULL;
    if (said == NULL) PyErr_Clear();
    PyObject *whole = PyUnicode_FromFormat("%s: %U", raised ? Py_TYPE(raised)->tp_name : "Nothing",
        said ? said : Py_GetConstantBorrowed(Py_CONSTANT_EMPTY_STR));
    if (whole == NULL || keep_answer(whole) < 0) PyErr_Clear();
    Py_XDECREF(whole);
    Py_XDECREF(said);
    Py_XDECREF(raised);
}

static void begin(void)
{
    forget_answer();
    PyErr_Clear();
    rlm_stopping = 0;
    rlm_clock = first;
    PyMem_RawFree(reserve);
    reserve = NULL;
}

/* Whether what ran was stopped; nothing is left of that. */
static int end(void)
{
    int was_stopped = rlm_stopping;
    rlm_stopping = 0;
    rlm_clock = first;
    if (was_stopped) {
        PyThreadState_SetAsyncExc(PyThreadState_Get()->thread_id, NULL);
    }
    PyThreadState *tstate = PyThreadState_Get();
    if (tstate->c_tracefunc) PyEval_SetTrace(NULL, NULL);
    if (tstate->c_profilefunc) PyEval_SetProfile(NULL, NULL);
    return was_stopped;
}

static int refuse_thread_starts(void)
{
    static const char *const names[] = {"start_new_thread", "start_new", "start_joinable_thread", NULL};
    PyObject *module = PyImport_ImportModule("_thread");
    PyObject *refuse = module ? PyCFunction_New(&threads_refused, NULL) : NULL;
    int result = refuse ? 0 : -1;
    for (int at = 0; result == 0 && names[at]; at++) {
        result = PyObject_SetAttrString(module, names[at], refuse);
    }
    Py_XDECREF(refuse);
    Py_XDECREF(module);
    return result;
}

/* Starts the interpreter; 0 when it went well. */
EXPORT("rlm_start") int rlm_start(void)
{
    methods[2] = rlm_context_method;
    PyImport_FrozenModules = rlm_frozen;
    PyImport_AppendInittab("_rlm", init_module);
    PyPreConfig before;
    PyPreConfig_InitIsolatedConfig(&before);
    before.utf8_mode = 1;
    if (PyStatus_Exception(Py_PreInitialize(&before))) return 1;
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.install_signal_handlers = 0;
    config.use_hash_seed = 1;
    config.hash_seed = 0;
    config.write_bytecode = 0;
    config.module_search_paths_set = 1;
    config.pathconfig_warnings = 0;
    PyConfig_SetString(&config, &config.program_name, L"rlm");
    wchar_t **none[] = {&config.executable, &config.prefix, &config.exec_prefix,
        &config.base_prefix, &config.base_exec_prefix, &config.base_executable,
        &config.stdlib_dir};
    for (size_t at = 0; at < sizeof none / sizeof *none; at++) {
        PyConfig_SetString(&config, none[at], L"");
    }
    if (PyStatus_Exception(Py_InitializeFromConfig(&config))) return 2;
    PySys_SetObject("monitoring", NULL);
    guest_modules = PyDict_New();
    if (guest_modules == NULL || refuse_thread_starts() < 0) return 3;
    return 0;
}

/* Runs a module of the guest: two texts, its name and its source. 0 when it went well. */
EXPORT("rlm_module") int rlm_module(const struct text *texts)
{
    begin();
    PyObject *name = rlm_string_of(&texts[0]);
    PyObject *source = name ? rlm_string_of(&texts[1]) : NULL;
    PyObject *module = source ? PyImport_AddModuleObject(name) : NULL;
    const char *code = module ? PyUnicode_AsUTF8(source) : NULL;
    PyObject *result = NULL;
    if (code != NULL) {
        PyObject *file = PyUnicode_FromFormat("<%U>", name);
        PyObject *globals = PyModule_GetDict(module);
        PyObject *compiled = file ? Py_CompileStringObject(code, file, Py_file_input, NULL, 0) : NULL;
        if (compiled && PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) == 0
            && PyDict_SetItem(guest_modules, name, module) == 0) {
            result = PyEval_EvalCode(compiled, globals, globals);
            guest = globals;
        }
        Py_XDECREF(compiled);
        Py_XDECREF(file);
    }
    if (result == NULL) keep_problem();
    Py_XDECREF(source);
    Py_XDECREF(name);
    end();
    if (result == NULL) return 1;
    Py_DECREF(result);
    return 0;
}

/* All modules of the guest have run: code can't import them, and what there is now comes back. */
EXPORT("rlm_ready") int rlm_ready(void)
{
    begin();
    PyObject *modules = PyImport_GetModuleDict();
    PyObject *name, *module;
    Py_ssize_t at = 0;
    is_hidden = 1;
    PyDict_DelItemString(modules, "_rlm");
    while (PyDict_Next(guest_modules, &at, &name, &module)) PyDict_DelItem(modules, name);
    PyErr_Clear();
    PyGC_Collect();
    int result = rlm_keep_all(guest_modules);
    if (result < 0) keep_problem();
    reserve = PyMem_RawMalloc(reserved);
    end();
    return result < 0;
}

/* Everything by chance follows this from now on. */
EXPORT("rlm_seed") int rlm_seed(uint32_t seed)
{
    rlm_seed_bytes(seed);
    PyObject *random = PyImport_ImportModule("random");
    PyObject *result = random ? PyObject_CallMethod(random, "seed", "k", (unsigned long)seed) : NULL;
    Py_XDECREF(random);
    if (result == NULL) keep_problem();
    Py_XDECREF(result);
    return result == NULL;
}

/*
 * Calls a function of the guest by its name, the first text, with the others. 0: its answer is there;
 * 1: it raised, the answer says what; 2: it was stopped; 3: there is no memory for the question.
 */
EXPORT("rlm_ask") int rlm_ask(uint32_t count, const struct text *texts)
{
    begin();
    PyObject *values[most_values] = {NULL};
    PyObject *result = NULL;
    uint32_t filled = 0;
    while (filled < count && filled < most_values) {
        values[filled] = rlm_string_of(&texts[filled]);
        if (values[filled++] == NULL) break;
    }
    int is_whole = filled == count && values[filled - 1] != NULL;
    if (is_whole) {
        PyObject *function = PyDict_GetItemWithError(guest, values[0]);
        if (function == NULL) PyErr_SetObject(PyExc_NameError, values[0]);
        else {
            Py_INCREF(function);
            result = PyObject_Vectorcall(function, values + 1, count - 1, NULL);
            Py_DECREF(function);
        }
    }
    int was_stopped = end();
    for (uint32_t at = 0; at < filled; at++) Py_XDECREF(values[at]);
    if (result && !was_stopped && PyUnicode_Check(result) && keep_answer(result) < 0) Py_CLEAR(result);
    if (result == NULL && !was_stopped && is_whole) keep_problem();
    PyErr_Clear();
    Py_XDECREF(result);
    reserve = PyMem_RawMalloc(reserved);
    if (was_stopped) return 2;
    if (!is_whole) return 3;
    return result == NULL;
}

/* Puts back what code has changed in the language's own objects; the answer names it, by lines. */
EXPORT("rlm_restore") int rlm_restore(void)
{
    begin();
    PyObject *names = rlm_put_back();
    int was_stopped = end();
    if (names == NULL || keep_answer(names) < 0) keep_problem();
    Py_XDECREF(names);
    reserve = PyMem_RawMalloc(reserved);
    return names == NULL || was_stopped;
}

/* Whether so many bytes can be had at once. */
EXPORT("rlm_room") int rlm_room(uint32_t size)
{
    void *block = PyMem_RawMalloc(size);
    if (block == NULL) {
        PyGC_Collect();
        block = PyMem_RawMalloc(size);
    }
    PyMem_RawFree(block);
    return block != NULL;
}
