#!/bin/sh
# Install the Debian packages of programs that are missing.
#   scripts/need.sh initdb:postgresql chromium     program:package, or one word for both
#   scripts/need.sh --package python3.11-venv      a package that brings no program
set -eu

is_here() {
    command -v "$1" >/dev/null 2>&1 && return
    # Debian keeps the server programs of PostgreSQL off the path.
    ls /usr/lib/postgresql/*/bin/"$1" >/dev/null 2>&1
}

packages=
if [ "$1" = --package ]; then
    packages=$2
else
    for word; do
        is_here "${word%%:*}" || packages="$packages ${word##*:}"
    done
fi
[ -n "$packages" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    as_root=no
fi
if [ "$as_root" = no ] || ! command -v apt-get >/dev/null; then
    echo "These packages are missing and may not be installed from here:$packages" >&2
    echo "Install them, on Debian or Ubuntu with: sudo apt-get install$packages" >&2
    exit 1
fi

echo "Installing$packages with apt."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for step in "update" "install --yes --no-install-recommends $packages"; do
    # shellcheck disable=SC2086 - the words of a step are separate arguments
    if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq $step >"$log" 2>&1; then
        cat "$log" >&2
        [ "$step" = update ] || exit 1
    fi
done
