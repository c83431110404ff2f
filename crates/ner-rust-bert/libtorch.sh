#!/usr/bin/env bash
# Brings libtorch 2.4, which the engine rust-bert stands on, and tells Cargo where it is (`just libtorch`).
#
#   LIBTORCH=DIR             that libtorch is taken, a CUDA build as well; nothing is fetched
#   LIBTORCH_USE_PYTORCH=1   the one inside the Python package torch is taken; nothing is fetched
#   neither                  the libraries are cut out of the package's wheel, once, into target/libtorch
#
# What was found goes to target/libtorch.toml, which .cargo/config.toml includes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=$root/target/libtorch
record=$root/target/libtorch.toml

fail() {
    echo "libtorch: $*" >&2
    exit 1
}

# Notes the folder $1 for Cargo. Its C++ ABI shows in how the library spells the constructor of an error.
note() {
    local core=$1/lib/libc10.so abi=1
    [ -e "$core" ] || core=$1/lib/libc10.dylib
    [ -e "$core" ] || fail "$1/lib has no libc10; LIBTORCH must name the folder that holds include and lib of libtorch 2.4.0"
    if grep -q _ZN3c105ErrorC2ENS_14SourceLocationESs "$core"; then abi=0; fi
    mkdir -p "$root/target"
    cat >"$record" <<TOML
# Written by \`just libtorch\`. Variables of the environment win over these.
[env]
LIBTORCH = "$1"
LIBTORCH_CXX11_ABI = "$abi"
TOML
}

if [ -n "${LIBTORCH_USE_PYTORCH:-}" ]; then
    version=$(python3 -c 'import torch; print(torch.__version__)') \
        || fail "LIBTORCH_USE_PYTORCH is set, but python3 has no package torch; install torch==2.4.0 or unset it"
    mkdir -p "$root/target"
    printf '[env]\nLIBTORCH_USE_PYTORCH = "1"\n' >"$record"
    echo "libtorch: of the Python package torch $version"
    exit
fi
if [ -n "${LIBTORCH:-}" ]; then
    note "$LIBTORCH"
    echo "libtorch: $LIBTORCH"
    exit
fi
if [ ! -e "$folder/complete" ]; then
    [ "$(uname -s) $(uname -m)" = "Linux x86_64" ] \
        || fail "this recipe knows Linux on x86-64 only; set LIBTORCH to a folder with libtorch 2.4.0 and run it again"
    python3 -m pip --version >/dev/null 2>&1 || fail "python3 with pip is needed to fetch it, or set LIBTORCH to a libtorch 2.4.0"
    rm -rf "$folder"
    mkdir -p "$folder/wheels" "$folder/lib"
    echo "libtorch: fetching 815 MB of wheels, of which 500 MB are kept in target/libtorch"
    python3 -m pip download --quiet --disable-pip-version-check --no-cache-dir --no-deps --require-hashes \
        --only-binary :all: --implementation cp --python-version 3.11 --platform manylinux1_x86_64 \
        --dest "$folder/wheels" --requirement "$here/libtorch.txt"
    # The library for processors names two of CUDA's, which are small; none that computes on a GPU is kept.
    python3 - "$folder" <<'PYTHON'
import pathlib, re, shutil, sys, zipfile

folder = pathlib.Path(sys.argv[1])
kept = re.compile(
    r"(?:torch|nvidia/cuda_runtime|nvidia/cuda_cupti)/(lib/lib(?:torch_cpu|c10|gomp-.*|cudart|cupti)\.so[.0-9]*)"
    r"|torch/(include/.*[^/])|torch-[^/]*/(LICENSE|NOTICE)"
)
for wheel in (folder / "wheels").iterdir():
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if match := kept.fullmatch(name):
                target = folder / match[match.lastindex]
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, open(target, "wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
PYTHON
    # libtorch.so itself holds nothing but the names of the others, those for CUDA among them.
    echo | "${CC:-cc}" -shared -x c - -o "$folder/lib/libtorch.so"
    echo 2.4.0 >"$folder/build-version"
    rm -r "$folder/wheels"
    touch "$folder/complete"
fi
note "$folder"
echo "libtorch: target/libtorch, $(du -sm "$folder" | cut -f1) MB, ${SECONDS} s"
