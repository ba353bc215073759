#!/usr/bin/env bash
# The tests of programs, sites and areas with HiGHS in place of our simplex; needs cmake and libclang, and some ten minutes the first time.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v cmake >/dev/null || ! ls /usr/lib/llvm-*/lib/libclang*.so* /usr/lib/*/libclang*.so* >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -q && apt-get install -qy cmake libclang-dev
    else
        echo "HiGHS is built with cmake and libclang: install cmake and libclang-dev" >&2
        exit 1
    fi
fi
cargo test --release --locked --features highs --lib -- plan::solve plan::siting plan::area
