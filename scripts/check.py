#!/usr/bin/env python3
"""Run every check that needs no database server; one line each, and the whole output of those that fail."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TEMPLATES = sorted(str(path) for path in (ROOT / "motcua").rglob("*.html"))
# What an office sets behind its proxy; the secrets are made in the temporary data folder.
PRODUCTION = {
    "MOTCUA_PRODUCTION": "1",
    "MOTCUA_HOSTS": "dichvucong.example.vn",
    "MOTCUA_PUBLIC_URL": "https://dichvucong.example.vn",
}

CHECKS: dict[str, list[str]] = {
    "types": [f"{BIN}/mypy"],
    "translations": [sys.executable, "scripts/check_messages.py"],
    "house rules": [sys.executable, "-m", "pytest", "-q", "tests/test_house.py"],
    "imports": [f"{BIN}/lint-imports", "--no-cache"],
    "migrations": [f"{BIN}/motcua", "makemigrations", "--check", "--dry-run"],
    "deployment": [f"{BIN}/motcua", "check", "--deploy", "--fail-level", "WARNING"],
    "lint": [f"{BIN}/ruff", "check", "."],
    "format": [f"{BIN}/ruff", "format", "--check", "."],
    "life cycle": [sys.executable, "scripts/life_cycle.py", "--check"],
    "templates": [f"{BIN}/djade", "--target-version", "5.2", "--check", *TEMPLATES],
}


def run(name: str, data: str) -> bool:
    """Run one check, print its line and say whether it passed."""
    environment = os.environ | {"MOTCUA_DATA": data}
    environment.pop("DATABASE_URL", None)
    if name == "deployment":
        environment |= PRODUCTION
    began = time.monotonic()
    result = subprocess.run(
        CHECKS[name], check=False, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    seconds = time.monotonic() - began
    if result.returncode == 0:
        print(f"ok    {name} ({seconds:.1f} s)", flush=True)
        return True
    print(f"FAIL  {name} ({seconds:.1f} s)\n{result.stdout}{result.stderr}", flush=True)
    return False


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="motcua-check-") as data, ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda name: run(name, data), CHECKS))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
