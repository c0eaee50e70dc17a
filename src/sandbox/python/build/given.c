/*
 * The functions that are given to code, as things without an inside: no __globals__, no __code__, no
 * __closure__, and no frame of the guest in the tracebacks of what they raise.
 */
#include "rlm.h"
#include "internal/pycore_frame.h"

struct given {
    PyObject_HEAD
    PyObject *function;
    PyObject *name;
    PyObject *doc;
};

static PyObject *call(PyObject *self, PyObject *args, PyObject *options)
{
    PyObject *result = PyObject_Call(((struct given *)self)->function, args, options);
    if (result == NULL) rlm_strip_traceback();
    return result;
}

static PyObject *show(PyObject *self)
{
    return PyUnicode_FromFormat("<function %U>", ((struct given *)self)->name);
}

static PyObject *get_name(PyObject *self, void *unused)
{
    return Py_NewRef(((struct given *)self)->name);
}

static PyObject *get_doc(PyObject *self, void *unused)
{
    return Py_NewRef(((struct given *)self)->doc);
}

static PyGetSetDef fields[] = {
    {"__name__", get_name, NULL, NULL, NULL},
    {"__qualname__", get_name, NULL, NULL, NULL},
    {"__doc__", get_doc, NULL, NULL, NULL},
    {NULL},
};

PyTypeObject rlm_given_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "function",
    .tp_basicsize = sizeof(struct given),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .tp_call = call,
    .tp_repr = show,
    .tp_getset = fields,
};

/* given(function, name, doc): never freed, since code may hold what it likes of it. */
PyObject *rlm_make_given(PyObject *self, PyObject *args)
{
    PyObject *function, *name, *doc;
    if (!PyArg_ParseTuple(args, "OUO", &function, &name, &doc)) return NULL;
    if (PyType_Ready(&rlm_given_type) < 0) return NULL;
    struct given *given = PyObject_New(struct given, &rlm_given_type);
    if (given == NULL) return NULL;
    given->function = Py_NewRef(function);
    given->name = Py_NewRef(name);
    given->doc = Py_NewRef(doc);
    Py_INCREF(given);
    return (PyObject *)given;
}

static int is_of_guest(PyObject *link)
{
    PyFrameObject *frame = ((PyTracebackObject *)link)->tb_frame;
    return frame->f_frame && rlm_is_guest(frame->f_frame->f_globals);
}

/* The traceback without the guest's frames; a borrowed reference, or NULL where none is left. */
static PyObject *without_guest(PyObject *first)
{
    PyTracebackObject *last = NULL;
    PyObject *kept = NULL;
    for (PyObject *link = first; link && PyTraceBack_Check(link);) {
        PyObject *next = (PyObject *)((PyTracebackObject *)link)->tb_next;
        if (!is_of_guest(link)) {
            if (kept == NULL) kept = link;
            else if ((PyObject *)last->tb_next != link) {
                Py_XSETREF(last->tb_next, (PyTracebackObject *)Py_NewRef(link));
            }
            last = (PyTracebackObject *)link;
        }
        link = next;
    }
    if (last && last->tb_next) Py_CLEAR(last->tb_next);
    return kept;
}

static void strip(PyObject *raised, int depth)
{
    if (raised == NULL || depth > 10) return;
    PyBaseExceptionObject *exception = (PyBaseExceptionObject *)raised;
    PyObject *traceback = exception->traceback;
    if (traceback != NULL) {
        PyObject *held = Py_NewRef(traceback);
        PyObject *kept = Py_XNewRef(without_guest(held));
        Py_XSETREF(exception->traceback, kept);
        Py_DECREF(held);
    }
    strip(exception->cause, depth + 1);
    strip(exception->context, depth + 1);
}

void rlm_strip_traceback(void)
{
    PyObject *raised = PyErr_GetRaisedException();
    strip(raised, 0);
    PyErr_SetRaisedException(raised);
}
