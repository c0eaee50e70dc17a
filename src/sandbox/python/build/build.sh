#!/bin/bash
# Builds python.wasm from Debian 13's packages alone, in a chroot of its own: build.sh [FOLDER], as root on
# Debian or Ubuntu, some five minutes on two cores. FOLDER (./python-build) keeps the chroot, so that a second
# run takes seconds. The result goes to media/python/, with its SHA-256 beside it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
media=$(cd "$here/../../../.." && pwd)/media/python
root=$(realpath -m "${1:-python-build}")/debian13

command -v debootstrap >/dev/null || { apt-get update -qq && apt-get install -y -qq debootstrap; }
[ -d "$root/etc" ] || debootstrap --variant=minbase trixie "$root"
mkdir -p "$root/rlm"
cp "$here"/* "$root/rlm/"
chroot "$root" bash /rlm/libpython.sh
chroot "$root" bash /rlm/compile.sh /rlm
mkdir -p "$media"
install -m 644 "$root/rlm/python.wasm" "$media/python.wasm"
chroot "$root" bash /rlm/licences.sh >"$media/LICENSE.txt"
(cd "$media" && sha256sum python.wasm | tee python.wasm.sha256)
