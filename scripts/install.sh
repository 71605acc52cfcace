#!/bin/sh
# Install a lock and this checkout into .venv: scripts/install.sh requirements.lock
set -eu
cd "$(dirname "$0")/.."

is_new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

candidates() {
    # The system's own first: distributions build it with the profile-guided optimisation that makes the product a
    # fifth faster; an interpreter that a version manager compiled in a hurry often lacks it.
    for python in python3.11 python3 python3.12 python3.13 python3.14; do
        command -p -v "$python" || true
    done
    echo python3.11 python3 python3.12 python3.13 python3.14
}

choose_python() {
    first=""
    # shellcheck disable=SC2046 # names of commands, without spaces
    for python in ${PYTHON:-$(candidates)}; do
        is_new_enough "$python" || continue
        if "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "$python"
            return
        fi
        first=${first:-$python}
    done
    if [ -z "$first" ]; then
        echo "Python 3.11 or newer is needed; name it with PYTHON=/path/to/python3 if it has another name." >&2
        exit 1
    fi
    echo "$first"
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
