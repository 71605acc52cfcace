#!/usr/bin/env python3
"""Tell which texts of the product lack an English translation, and which translations nothing uses."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

PRODUCT = Path(__file__).resolve().parent.parent / "motcua"
CATALOGUE = "locale/en/LC_MESSAGES/django.po"


def gathered(copy: Path):
    """Return the English catalogue after gathering the texts of a copy of the product."""
    shutil.copytree(PRODUCT, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "static"))
    (copy / "locale").mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--verbosity", "0"],
        cwd=copy,
        check=True,
    )
    with (copy / CATALOGUE).open("rb") as source:
        return read_po(source)


def is_translated(message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(strings) and not message.fuzzy


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="motcua-messages-") as folder:
        catalogue = gathered(Path(folder) / "motcua")
    missing = [message for message in catalogue if message.id and not is_translated(message)]
    for message in missing:
        text = message.id[0] if isinstance(message.id, tuple) else message.id
        print(f"not translated ({message.locations[0][0] if message.locations else '?'}): {text}")
    for text in catalogue.obsolete:
        print(f"not used: {text[0] if isinstance(text, tuple) else text}")
    print(f"{len(catalogue)} texts, {len(missing)} not translated, {len(catalogue.obsolete)} not used")
    return 1 if missing or catalogue.obsolete else 0


if __name__ == "__main__":
    sys.exit(main())
