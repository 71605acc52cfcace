#!/bin/sh
# Install a lock and this checkout into .venv: scripts/install.sh requirements.lock
set -eu
cd "$(dirname "$0")/.."

is_new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

choose_python() {
    for python in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14; do
        if is_new_enough "$python"; then
            echo "$python"
            return
        fi
    done
    echo "Python 3.11 or newer is needed; name it with PYTHON=/path/to/python3 if it has another name." >&2
    exit 1
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(choose_python)
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        # Debian keeps these modules in a package of their own, named after the version.
        scripts/need.sh --package "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    fi
    echo "Making .venv with $("$python" --version)."
    "$python" -m venv --clear .venv
fi

echo "Installing $1."
pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore .venv/bin/python -m pip"
$pip install --quiet --require-hashes --requirement "$1"
$pip install --quiet --no-build-isolation --no-deps --editable .
