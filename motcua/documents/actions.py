"""Taking files in, keeping each once, and removing what nothing points at."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from motcua.documents import reading, storage
from motcua.documents.models import StoredFile
from motcua.documents.queries import limits
from motcua.documents.reading import Reading
from motcua.documents.storage import Draft

# A file is written before its row is committed: what is younger may belong to somebody at work.
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was opened and found good, not kept yet."""

    draft: Draft
    reading: Reading


@contextmanager
def taken_in(chunks: Iterable[bytes]) -> Iterator[Taken]:
    """Yield a file that was read and found good, or refuse it; do this before the transaction, it takes time."""
    allowed = limits()
    with storage.drafted(chunks, most=allowed.size) as draft:
        folder = storage.pictures_of(draft.sha256)
        known = reading.known(folder) if 0 < draft.size <= allowed.size else None
        yield Taken(draft, known or reading.read(draft.path, folder=folder, limits=allowed))


@transaction.atomic
def store(taken: Taken, *, at: datetime) -> StoredFile:
    """Keep a file; the same content is kept once, however often it comes."""
    draft = taken.draft
    # Locked, so that a sweep cannot remove the row before something points at it.
    held = StoredFile.objects.select_for_update().filter(sha256=draft.sha256).first()
    if held is None or not storage.path_of(draft.sha256).exists():
        storage.keep(draft)
    if held is not None:
        return held
    made, _is_new = StoredFile.objects.get_or_create(
        sha256=draft.sha256,
        defaults={
            "size": draft.size,
            "media_type": taken.reading.media_type,
            "pages": taken.reading.pages,
            "created_at": at,
        },
    )
    return made


@dataclass
class Swept:
    """What a sweep removed."""

    rows: int = 0
    files: int = 0


def sweep(*, at: datetime) -> Swept:
    """Remove rows nothing points at and bytes no row knows, when they are older than a day."""
    swept, before = Swept(), at - GRACE
    for file in _unused().filter(created_at__lt=before):
        try:
            with transaction.atomic():
                file.delete()
        except IntegrityError:
            continue  # Somebody has just put it to use.
        swept.rows += 1
    for path in storage.kept():
        if _is_old(path, before) and not StoredFile.objects.filter(sha256=path.name).exists():
            path.unlink(missing_ok=True)
            swept.files += 1
    for folder in storage.drawn():
        if _is_old(folder, before) and not StoredFile.objects.filter(sha256=folder.name).exists():
            storage.remove_folder(folder)
    for draft in storage.drafts():
        if _is_old(draft, before):
            draft.unlink(missing_ok=True)
    return swept


def _unused() -> QuerySet[StoredFile]:
    """Files that no row of any table points at, whatever packages stand above this one."""
    unused = StoredFile.objects.all()
    for relation in StoredFile._meta.related_objects:
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        unused = unused.exclude(Exists(pointing))
    return unused


def _is_old(path: Path, before: datetime) -> bool:
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False
