#!/bin/bash
# Links python.wasm from a built libpython, inside the chroot: compile.sh FOLDER (with these files).
set -euo pipefail
here=$1
cd /build
cc="clang-19 --target=wasm32-wasip1"
include="-I/source/Include -I/build -I/source/Include/internal -I/source/Include/internal/mimalloc"
python3.13 "$here/freeze.py" /source/Lib "$here/modules.txt" "$here/modules.h"
objects=()
for file in rlm texts given keep memory; do
  $cc -O2 -std=gnu11 -Wall -Wno-deprecated-declarations $include -c "$here/$file.c" -o "$here/$file.o"
  objects+=("$here/$file.o")
done
$cc -O2 -mexec-model=reactor -o "$here/python.wasm" "${objects[@]}" libpython3.13.a $(find Modules -name '*.a') \
  -lm -ldl -lwasi-emulated-signal -lwasi-emulated-getpid -lwasi-emulated-process-clocks \
  -Wl,-z,stack-size=8388608 -Wl,--stack-first -Wl,--initial-memory=20971520 \
  -Wl,--export=__stack_pointer -Wl,--export=__global_base -Wl,--export=__data_end -Wl,--strip-all -Wl,--gc-sections
# A seventh smaller, and so started sooner.
wasm-opt -O2 --enable-bulk-memory --enable-sign-ext --enable-mutable-globals --enable-nontrapping-float-to-int \
  --enable-multivalue --enable-reference-types "$here/python.wasm" -o "$here/python.opt.wasm"
mv "$here/python.opt.wasm" "$here/python.wasm"
