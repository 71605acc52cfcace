#!/bin/sh
# The suite on SQLite, then on PostgreSQL; the browser journeys run once, on PostgreSQL.
# The last line is pytest's summary.
set -eu
cd "$(dirname "$0")/.."
pytest=".venv/bin/python -m pytest --numprocesses auto --maxprocesses 8"

echo "SQLite"
env -u DATABASE_URL $pytest -m "not browser" "$@"
echo "PostgreSQL"
scripts/with_postgresql.py $pytest "$@"
