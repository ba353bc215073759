#!/usr/bin/env bash
# Every test, with the real parts they use: installs PostgreSQL, Chromium and the Python packages that check our files from outside.
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
venv="${CARGO_TARGET_DIR:-target}/python-tests"
if ! cmp -s tests/python/requirements.txt "$venv/requirements.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --requirement tests/python/requirements.txt
    cp tests/python/requirements.txt "$venv/requirements.txt"
fi
KAWASAN_PYTHON="$(cd "$venv/bin" && pwd)/python"
export KAWASAN_PYTHON
cargo test --release --locked
