#!/bin/sh
# Choose versions anew and write the three locks, with hashes and without any address.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet uv
lock() {
    target=$1
    shift
    .venv/bin/uv pip compile pyproject.toml --python-version 3.11 --upgrade --quiet --allow-unsafe --generate-hashes \
        --no-emit-index-url --no-annotate --no-header "$@" --output-file "$target"
    echo "Wrote $target."
}
lock requirements.lock
lock requirements-dev.lock --extra dev --constraint requirements.lock
lock requirements-bench.lock --extra dev --extra bench --constraint requirements-dev.lock
