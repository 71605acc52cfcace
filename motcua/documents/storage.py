"""Where bytes lie: `ab/cd/<hash>` in the folder of files, and pictures of pages beside them.

A file appears under its hash whole and written to the disk, or not at all; nobody but the owner of the
process may read it.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

CHUNK = 2**20
_DRAFTS, _PICTURES = "drafts", "pictures"


@dataclass(frozen=True, slots=True)
class Draft:
    """Bytes that were written down and are not kept yet."""

    path: Path
    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Return where the bytes of this hash lie."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def pictures_of(sha256: str) -> Path:
    """Return the folder of the pictures of a file's pages; they can be drawn anew at any time."""
    return Path(settings.MEDIA_ROOT) / _PICTURES / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def drafted(chunks: Iterable[bytes], *, most: int) -> Iterator[Draft]:
    """Yield the bytes written down, one byte more than `most` at the most; what is not kept is removed."""
    folder = Path(settings.MEDIA_ROOT) / _DRAFTS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    path = Path(name)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                part = chunk[: most + 1 - size]
                file.write(part)
                digest.update(part)
                size += len(part)
                if size > most:
                    break
            file.flush()
            os.fsync(file.fileno())
        yield Draft(path, digest.hexdigest(), size)
    finally:
        path.unlink(missing_ok=True)


def keep(draft: Draft) -> None:
    """Put the bytes in their place; bytes of the same hash that lie there already are the same."""
    path = path_of(draft.sha256)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft.path.replace(path)
    _write_down(path.parent)


def _write_down(folder: Path) -> None:
    """Make a new name in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_chunks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def kept() -> Iterator[Path]:
    """Yield every file that lies here, whether a row knows it or not."""
    for path in Path(settings.MEDIA_ROOT).glob("??/??/*"):
        if path.is_file():
            yield path


def drawn() -> Iterator[Path]:
    """Yield the folder of pictures of every file."""
    yield from (Path(settings.MEDIA_ROOT) / _PICTURES).glob("??/??/*")


def drafts() -> Iterator[Path]:
    """Yield what was being written down; after a crash something may be left."""
    yield from (Path(settings.MEDIA_ROOT) / _DRAFTS).glob("*")


def remove_folder(folder: Path) -> None:
    """Remove a folder of pictures."""
    shutil.rmtree(folder, ignore_errors=True)
