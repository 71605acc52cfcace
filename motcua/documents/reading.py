"""Opening a file that somebody handed in, in a process of its own (see `reader`)."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motcua.base.errors import Refused
from motcua.documents.rules import Limits, media_type, why_not_read

READER = Path(__file__).with_name("reader.py")
SECONDS = 45
# Width and height a picture of a page fits into: beside the checklist, and to be read.
SMALL, LARGE = (240, 340), (1240, 1754)
QUALITY = {SMALL: 70, LARGE: 80}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file turned out to be."""

    media_type: str
    pages: int


def read(path: Path, *, folder: Path, limits: Limits) -> Reading:
    """Return what a file is and draw its pages small into a folder, or refuse it with the reason."""
    size = path.stat().st_size
    if not size:
        raise Refused(why_not_read("empty", limits=limits))
    if size > limits.size:
        raise Refused(why_not_read("too_big", limits=limits))
    kind = _kind(path)
    if not kind:
        raise Refused(why_not_read("wrong_kind", limits=limits))
    with _appearing(folder) as draft:
        pages = _run(path, kind, draft, limits=limits, box=SMALL)
        (draft / "reading.json").write_text(json.dumps({"media_type": kind, "pages": pages}))
    return Reading(kind, pages)


def known(folder: Path) -> Reading | None:
    """Return what was found out when these pictures were drawn, if they were."""
    try:
        return Reading(**json.loads((folder / "reading.json").read_text()))
    except FileNotFoundError:
        return None


def draw_large(path: Path, page: int, *, folder: Path, limits: Limits) -> Path:
    """Return the picture of one page, large enough to be read; drawn at the first request."""
    picture = folder / f"large-{page}.webp"
    if not picture.exists():
        with tempfile.TemporaryDirectory(dir=folder) as draft:
            _run(path, _kind(path), Path(draft), limits=limits, box=LARGE, only=page)
            (Path(draft) / f"{page}.webp").replace(picture)
    return picture


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        return media_type(file.read(16))


@contextmanager
def _appearing(folder: Path) -> Iterator[Path]:
    """Yield a folder to fill; it appears under its own name whole or not at all."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        draft = Path(name) / "pictures"
        draft.mkdir(mode=0o700)
        yield draft
        try:
            draft.rename(folder)
        except OSError:
            # Another process was quicker with the same file: its pictures are the same, if they are whole.
            if known(folder) is None:
                shutil.rmtree(folder)
                draft.rename(folder)


def _run(
    path: Path, kind: str, folder: Path, *, limits: Limits, box: tuple[int, int], only: int | None = None
) -> int:
    job: dict[str, Any] = {
        "path": str(path),
        "media_type": kind,
        "folder": str(folder),
        "box": box,
        "quality": QUALITY[box],
        "only": only,
        "pages": limits.pages,
        "pixels": limits.pixels,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(READER), json.dumps(job)],
            capture_output=True,
            timeout=SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as ended:
        raise Refused(why_not_read("too_heavy", limits=limits)) from ended
    if done.returncode:
        # Killed for its memory or time, or a library stumbled over what it read.
        raise Refused(why_not_read("too_heavy" if done.returncode < 0 else "broken", limits=limits))
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise Refused(why_not_read(answer["fault"], limits=limits))
    return int(answer["pages"])
