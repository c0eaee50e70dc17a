/* Strings across the border. Not by codecs, whose handlers of errors code can replace. */
#include "rlm.h"

/* The size and the greatest character of an item of the context, as Python counts them. */
struct shape {
    uint32_t length;
    uint32_t greatest;
};
IMPORT("shape") int host_shape(uint32_t item, struct shape *into);
/* Fills a string's characters with the item's. */
IMPORT("units") void host_units(uint32_t item, char *into);

static int is_high(uint16_t unit) { return (unit & 0xfc00) == 0xd800; }
static int is_low(uint16_t unit) { return (unit & 0xfc00) == 0xdc00; }

/*
 * Makes characters of four bytes, so many in number, of the UTF-16 units at the end of the room that
 * they take. A character is one unit or two, so what is written never overtakes what is still to be read.
 */
EXPORT("rlm_widen") void rlm_widen(Py_UCS4 *characters, uint32_t length, uint32_t units)
{
    const uint16_t *from = (const uint16_t *)(characters + length) - units;
    const uint16_t *end = from + units;
    while (from < end) {
        Py_UCS4 character = *from++;
        if (is_high(character) && from < end && is_low(*from)) {
            character = 0x10000 + ((character - 0xd800) << 10) + (*from++ - 0xdc00);
        }
        *characters++ = character;
    }
}

static PyObject *string_of_units(const uint16_t *units, size_t count)
{
    Py_UCS4 greatest = 0;
    size_t pairs = 0;
    for (size_t at = 0; at < count; at++) {
        if (units[at] > greatest) greatest = units[at];
        if (is_high(units[at]) && at + 1 < count && is_low(units[at + 1])) pairs++, at++;
    }
    PyObject *string = PyUnicode_New(count - pairs, pairs ? 0x10ffff : greatest);
    if (string == NULL) return NULL;
    int kind = PyUnicode_KIND(string);
    void *data = PyUnicode_DATA(string);
    for (size_t at = 0, to = 0; at < count; at++, to++) {
        Py_UCS4 character = units[at];
        if (pairs && is_high(units[at]) && at + 1 < count && is_low(units[at + 1])) {
            character = 0x10000 + ((character - 0xd800) << 10) + (units[++at] - 0xdc00);
        }
        PyUnicode_WRITE(kind, data, to, character);
    }
    return string;
}

PyObject *rlm_string_of(const struct text *text)
{
    if (!text->wide) return PyUnicode_DecodeLatin1(text->bytes, text->length, NULL);
    return string_of_units((const uint16_t *)text->bytes, text->length / 2);
}

int rlm_text_of(PyObject *string, struct text *text, void **held)
{
    *held = NULL;
    if (!PyUnicode_Check(string)) {
        PyErr_Format(PyExc_TypeError, "a text is needed, not %s", Py_TYPE(string)->tp_name);
        return -1;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(string);
    int kind = PyUnicode_KIND(string);
    if (kind != PyUnicode_4BYTE_KIND) {
        text->wide = kind == PyUnicode_2BYTE_KIND;
        text->bytes = PyUnicode_DATA(string);
        text->length = (uint32_t)length * kind;
        return 0;
    }
    const Py_UCS4 *from = PyUnicode_4BYTE_DATA(string);
    size_t units = 0;
    for (Py_ssize_t at = 0; at < length; at++) units += from[at] > 0xffff ? 2 : 1;
    uint16_t *into = PyMem_RawMalloc(units * 2);
    if (into == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    *held = into;
    *text = (struct text){1, (const char *)into, (uint32_t)units * 2};
    for (Py_ssize_t at = 0; at < length; at++) {
        Py_UCS4 character = from[at];
        if (character > 0xffff) {
            *into++ = (uint16_t)(0xd800 + ((character - 0x10000) >> 10));
            *into++ = (uint16_t)(0xdc00 + ((character - 0x10000) & 0x3ff));
        } else *into++ = (uint16_t)character;
    }
    return 0;
}

/*
 * context_text(item): a string of an item of the context, made by one copy. It is never freed: the
 * host leaves its characters out of what it saves, and puts them back where they were.
 */
static PyObject *context_text(PyObject *self, PyObject *item)
{
    unsigned long at = PyLong_AsUnsignedLong(item);
    if (at == (unsigned long)-1 && PyErr_Occurred()) return NULL;
    struct shape shape;
    if (host_shape((uint32_t)at, &shape) != 0) {
        PyErr_Format(PyExc_IndexError, "the context has no item %lu", at);
        return NULL;
    }
    PyObject *string = PyUnicode_New(shape.length, shape.greatest);
    if (string == NULL || shape.length == 0) return string;
    host_units((uint32_t)at, PyUnicode_DATA(string));
    Py_INCREF(string);
    return string;
}

PyMethodDef rlm_context_method = {"context_text", context_text, METH_O, NULL};
