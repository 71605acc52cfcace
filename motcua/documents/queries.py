"""What is known of stored files, and whether their bytes are still what they were."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.documents import reading, storage
from motcua.documents.models import StoredFile
from motcua.documents.rules import EXTENSIONS, Limits


def limits() -> Limits:
    """Return what one file may be at most here."""
    return Limits(
        size=settings.FILE_MAX_BYTES, pages=settings.FILE_MAX_PAGES, pixels=settings.FILE_MAX_PIXELS
    )


def content(file: StoredFile) -> Path:
    """Return where the bytes of a stored file lie."""
    return storage.path_of(file.sha256)


def extension(file: StoredFile) -> str:
    """Return the ending for a downloaded copy, by the file's content."""
    return EXTENSIONS[file.media_type]


def picture(file: StoredFile, page: int, *, is_large: bool = False) -> Path | None:
    """Return our own picture of one page, drawn anew where it was lost; None for a page that is not there."""
    if not 1 <= page <= file.pages:
        return None
    folder = storage.pictures_of(file.sha256)
    if reading.known(folder) is None:
        reading.read(content(file), folder=folder, limits=limits())
    if is_large:
        return reading.draw_large(content(file), page, folder=folder, limits=limits())
    return folder / f"{page}.webp"


@dataclass(frozen=True, slots=True)
class Fault:
    """A stored file whose bytes are not what the table says."""

    sha256: str
    what: str


def faults() -> Iterator[Fault]:
    """Yield every file that is missing or has other bytes than on the day it was stored."""
    for sha256, size in StoredFile.objects.order_by("pk").values_list("sha256", "size").iterator():
        path = storage.path_of(sha256)
        if not path.is_file():
            yield Fault(sha256, _("không có tệp"))
        elif path.stat().st_size != size or storage.digest_of(path) != sha256:
            yield Fault(sha256, _("nội dung đã đổi"))


def first_picture(path: Path) -> Path:
    """Return the picture of the first page of a file that is not kept yet, or refuse it."""
    folder = storage.pictures_of(storage.digest_of(path))
    if reading.known(folder) is None:
        reading.read(path, folder=folder, limits=limits())
    return folder / "1.webp"
