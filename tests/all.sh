#!/usr/bin/env bash
# Every test, with the real parts they use: installs PostgreSQL, GDAL, Chromium, Node and the packages of Python and Node that check our files from outside.
set -euo pipefail
cd "$(dirname "$0")/.."

# installs Debian packages where that is allowed, and says which are needed where it is not
install() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy "$@"
    else
        echo "needed: $*" >&2
        exit 1
    fi
}
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    install python3 python3-venv
fi
# an engine that holds a registry
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null; then
    install postgresql
fi
# a browser for the page with the map
if [ ! -x /usr/bin/chromium ] || [ ! -x /usr/bin/chromedriver ]; then
    install chromium chromium-driver
fi
# GDAL, which reads our layers
if ! command -v ogrinfo >/dev/null; then
    install gdal-bin
fi
venv="${CARGO_TARGET_DIR:-target}/python-tests"
if ! cmp -s tests/python/requirements.txt "$venv/requirements.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --requirement tests/python/requirements.txt
    cp tests/python/requirements.txt "$venv/requirements.txt"
fi
# the libraries of the web that read our tiles
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    install nodejs npm
fi
node_tests="${CARGO_TARGET_DIR:-target}/node-tests"
if ! cmp -s tests/node/package.json "$node_tests/package.json"; then
    mkdir -p "$node_tests"
    npm install --silent --no-fund --no-audit --prefix "$node_tests" $(sed -n 's/^ *"\([^"]*\)": "\([0-9.]*\)",\{0,1\}$/\1@\2/p' tests/node/package.json)
    cp tests/node/package.json "$node_tests/package.json"
fi
KAWASAN_NODE="$(cd "$node_tests" && pwd)"
export KAWASAN_NODE
KAWASAN_PYTHON="$(cd "$venv/bin" && pwd)/python"
export KAWASAN_PYTHON
cargo test --release --locked
