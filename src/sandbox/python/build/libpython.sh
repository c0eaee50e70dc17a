#!/bin/bash
# Inside the chroot: clang, the C library for WASI, and CPython's source with cpython.patch, compiled to
# /build/libpython3.13.a. Does what is missing.
set -euo pipefail
cd /
if [ ! -d /source ]; then
  grep -q deb-src /etc/apt/sources.list || sed 's/^deb /deb-src /' /etc/apt/sources.list >>/etc/apt/sources.list
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends clang-19 lld-19 llvm-19 \
    wasi-libc libclang-rt-19-dev-wasm32 binaryen python3.13 make dpkg-dev patch \
    xz-utils pkg-config
  # Clang looks for its runtime where Debian doesn't put it.
  mkdir -p /usr/lib/llvm-19/lib/clang/19/lib/wasm32-unknown-wasip1
  ln -sf "$(find /usr/lib -name 'libclang_rt.builtins*wasm32*.a' | head -1)" \
    /usr/lib/llvm-19/lib/clang/19/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a
  apt-get source -qq python3.13
  mv "$(ls -d python3.13-*/ | head -1)" unpacked
  patch -p1 -d unpacked </rlm/cpython.patch
  mv unpacked source
fi
mkdir -p build
cd build
target=--target=wasm32-wasip1
export CC="clang-19 $target" CXX="clang++-19 $target" CPP="clang-cpp-19 $target"
export AR=llvm-ar-19 RANLIB=llvm-ranlib-19 LDSHARED=false CFLAGS="-O2 -g0"
export CONFIG_SITE=/source/Tools/wasm/config.site-wasm32-wasi HOSTRUNNER=true
[ -f Makefile ] || ../source/configure --host=wasm32-wasip1 --build="$(uname -m)-linux-gnu" \
  --with-build-python=/usr/bin/python3.13 --disable-test-modules --without-ensurepip --with-pymalloc \
  --disable-ipv6 --without-doc-strings ac_cv_file__dev_ptmx=no ac_cv_file__dev_ptc=no
make -j2 libpython3.13.a
