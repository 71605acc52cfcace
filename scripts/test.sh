#!/bin/sh
# The suite on SQLite, then what touches the database on PostgreSQL; the browser journeys run once, there.
# The last line is pytest's summary.
set -eu
cd "$(dirname "$0")/.."
pytest=".venv/bin/python -m pytest --numprocesses auto --maxprocesses 8"

echo "SQLite"
env -u DATABASE_URL $pytest -m "not browser" "$@"
echo "PostgreSQL"
scripts/with_postgresql.py $pytest -m "database or browser" "$@"
