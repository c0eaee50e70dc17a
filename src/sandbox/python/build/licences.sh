#!/bin/bash
# Inside the chroot: what python.wasm is made of and under which terms, Python's own first, to standard output.
set -euo pipefail
first_comment() { sed -n '1,/\*\//p' "$1" | sed 's/^\/\* *//; s/ *\*\/$//; s/^ \* \{0,1\}//'; }
section() { printf '\n\n==== %s ====\n\n' "$1"; }
cat /source/LICENSE
section 'Expat (pyexpat)'
cat /source/Modules/expat/COPYING
section 'libmpdec (_decimal)'
first_comment /source/Modules/_decimal/libmpdec/mpdecimal.c
section 'HACL* (hashes)'
first_comment /source/Modules/_hacl/Hacl_Hash_MD5.c
section 'The C library for WASI, with musl'
cat /usr/share/doc/wasi-libc/copyright
section 'compiler-rt of LLVM'
cat /usr/share/doc/libclang-rt-19-dev-wasm32/copyright
