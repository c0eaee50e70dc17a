"""Writes modules.h, the tables of the modules that python.wasm has: freeze.py LIB MODULES.TXT MODULES.H"""

import ast
import marshal
import os
import sys


documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def read_names(path):
    names = {"built in": [], "frozen": []}
    section = None
    with open(path) as lines:
        for line in lines:
            line = line.split("#")[0].strip()
            if line.startswith("["):
                section = line.strip("[]")
            else:
                names[section or "frozen"] += line.split()
    return names


def compiled(library, name):
    """The module's code without docstrings, and whether it is a package; an error where there is none."""
    path = os.path.join(library, *name.split("."))
    is_package = os.path.isdir(path)
    file = os.path.join(path, "__init__.py") if is_package else path + ".py"
    with open(file, "rb") as source:
        tree = ast.parse(source.read())
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            documentation = node.body.pop(0)
            node.body = node.body or [ast.copy_location(ast.Pass(), documentation)]
    code = compile(tree, f"<frozen {name}>", "exec", dont_inherit=True, optimize=0)
    return marshal.dumps(code), is_package


# Modules of the interpreter itself whose functions have other names than theirs.
starters = {
    "marshal": "PyMarshal_Init",
    "_warnings": "_PyWarnings_Init",
    "builtins": None,
    "sys": None,
}


def main(library, list_path, header_path):
    names = read_names(list_path)
    with open(header_path, "w") as out:
        starts = {name: starters.get(name, f"PyInit_{name}") for name in names["built in"]}
        for start in starts.values():
            if start:
                out.write(f"extern PyObject *{start}(void);\n")
        out.write("struct _inittab _PyImport_Inittab[] = {\n")
        for name, start in starts.items():
            out.write(f'{{"{name}", {start or "NULL"}}},\n')
        out.write("{0, 0}};\n")
        rows = []
        for at, name in enumerate(sorted(set(names["frozen"]))):
            code, is_package = compiled(library, name)
            out.write(f"static const unsigned char code{at}[] = {{{','.join(map(str, code))}}};\n")
            rows.append(f'{{"{name}", code{at}, sizeof code{at}, {int(is_package)}}},\n')
        out.write("static const struct _frozen rlm_frozen[] = {\n" + "".join(rows) + "{0, 0, 0, 0}};\n")
    print(len(rows), "modules are frozen")


main(*sys.argv[1:])
