/* What the files of RLM's Python have in common. */
#ifndef RLM_H
#define RLM_H

#define PY_SSIZE_T_CLEAN
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE
#endif
#include <Python.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(name) __attribute__((import_module("rlm"), import_name(name)))

/* A text that crosses the border: Latin-1 bytes, or UTF-16 units (little endian) when `wide`. */
struct text {
    uint32_t wide;
    const char *bytes;
    uint32_t length; /* in bytes */
};

/* texts.c */
PyObject *rlm_string_of(const struct text *text);
/* Fills `text` from a string; `*held` must be freed with PyMem_RawFree when the text was used. */
int rlm_text_of(PyObject *string, struct text *text, void **held);
extern PyMethodDef rlm_context_method;

/* keep.c */
int rlm_keep_all(PyObject *guest_modules);
PyObject *rlm_put_back(void);
int rlm_is_guest(PyObject *globals);

/* given.c */
extern PyTypeObject rlm_given_type;
PyObject *rlm_make_given(PyObject *self, PyObject *args);
void rlm_strip_traceback(void);

/* memory.c */
void rlm_seed_bytes(uint64_t seed);

#endif
