#!/usr/bin/env bash
# Every test, with the real parts they use: installs the Python packages that check our files from outside.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -q && apt-get install -qy python3 python3-venv
    else
        echo "Python 3 with venv is needed: install python3 and python3-venv" >&2
        exit 1
    fi
fi
venv="${CARGO_TARGET_DIR:-target}/python-tests"
if ! cmp -s tests/python/requirements.txt "$venv/requirements.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --requirement tests/python/requirements.txt
    cp tests/python/requirements.txt "$venv/requirements.txt"
fi
KAWASAN_PYTHON="$(cd "$venv/bin" && pwd)/python"
export KAWASAN_PYTHON
cargo test --release --locked
