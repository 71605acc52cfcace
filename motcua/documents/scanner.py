"""The folder into which scanners of a centre write: what waits there, and moving away what was assigned.

`MOTCUA_SCANNER_FOLDER/<code of the centre>/[<counter>/]<file>`; each counter's scanner may have its own folder.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.base.clock import ZONE
from motcua.base.errors import Refused

# A file that was written to a moment ago is still being written.
SETTLED = timedelta(seconds=5)
MOST = 60
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload")
_CLAIMED, _ASSIGNED = ".claimed", ".assigned"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file a scanner has written, as it was when the list was made."""

    key: str
    path: Path
    counter: str
    written_at: datetime
    size: int

    @property
    def name(self) -> str:
        return self.path.name


def waiting(centre: str, *, now: datetime) -> list[Waiting]:
    """Return the files that wait for a paper at a centre, newest first."""
    folder = _folder(centre)
    if folder is None:
        return []
    found = [
        one
        for place, counter in _places(folder)
        for path in place.iterdir()
        if (one := _waiting(path, counter, now))
    ]
    return sorted(found, key=lambda one: one.written_at, reverse=True)[:MOST]


def find(centre: str, key: str, *, now: datetime) -> Waiting:
    """Return a file of the list by its key, or refuse: it was assigned or written anew meanwhile."""
    for one in waiting(centre, now=now):
        if one.key == key:
            return one
    raise Refused(_("Tệp không còn chờ trong thư mục máy quét: đã được gán hoặc vừa ghi lại. Hãy chọn lại."))


@contextmanager
def claimed(one: Waiting) -> Iterator[Path]:
    """Yield the file while nobody else can take it; it leaves the folder if all goes well, else it comes back."""
    held = _moved(one.path, _CLAIMED, one.key)
    try:
        yield held
    except BaseException:
        # The scanner may have used the name again meanwhile.
        is_free = not one.path.exists()
        held.replace(one.path if is_free else one.path.with_name(f"{one.key}{one.path.suffix}"))
        raise
    _moved(held, _ASSIGNED, one.key, beside=one.path.parent)


def clear(*, at: datetime) -> int:
    """Remove what was assigned more than a day ago and say how many; give back what a crash held claimed."""
    if not settings.SCANNER_FOLDER:
        return 0
    root, removed = Path(settings.SCANNER_FOLDER), 0
    for path in root.glob(f"**/{_ASSIGNED}/*"):
        if _moved_before(path, at - timedelta(days=1)):
            path.unlink(missing_ok=True)
            removed += 1
    for path in root.glob(f"**/{_CLAIMED}/*"):
        if _moved_before(path, at - timedelta(hours=1)):
            path.rename(path.parent.parent / path.name)
    return removed


def _moved_before(path: Path, moment: datetime) -> bool:
    # A move changes the status of a file, not its content.
    return path.lstat().st_ctime < moment.timestamp()


def _folder(centre: str) -> Path | None:
    if not settings.SCANNER_FOLDER:
        return None
    folder = Path(settings.SCANNER_FOLDER) / centre
    return folder if folder.is_dir() else None


def _places(folder: Path) -> Iterator[tuple[Path, str]]:
    """Folders we may read and move files out of; `motcua check --deploy` names the others."""
    if not may_use(folder):
        return
    yield folder, ""
    for place in sorted(folder.iterdir()):
        is_counter = place.is_dir() and not place.is_symlink() and not place.name.startswith(".")
        if is_counter and may_use(place):
            yield place, place.name


def may_use(folder: Path) -> bool:
    """Say whether this process may list a folder and move files out of it."""
    return os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def _waiting(path: Path, counter: str, now: datetime) -> Waiting | None:
    if path.name.startswith(".") or path.name.endswith("~") or path.suffix.lower() in _UNFINISHED:
        return None
    try:
        known = path.lstat()
    except FileNotFoundError:
        return None
    # A link could lead to any file of this machine.
    if not stat.S_ISREG(known.st_mode) or not known.st_size:
        return None
    written_at = datetime.fromtimestamp(known.st_mtime, tz=ZONE)
    # Both ways: the clock of a scanner on the network may be ahead.
    if abs(now - written_at) < SETTLED:
        return None
    told = f"{path}|{known.st_mtime_ns}|{known.st_size}"
    key = hashlib.sha256(told.encode()).hexdigest()[:20]
    return Waiting(key, path, counter, written_at, known.st_size)


def _moved(path: Path, folder: str, key: str, *, beside: Path | None = None) -> Path:
    target = (beside or path.parent) / folder / f"{key}{path.suffix}"
    target.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        return path.rename(target)
    except FileNotFoundError as gone:
        raise Refused(_("Người khác vừa lấy tệp này từ thư mục máy quét. Hãy chọn tệp khác.")) from gone
