"""Digitising papers at intake: each verb says anew what stands for one paper, and keeps what stood before.

Law: TT 03/2025/TT-VPCP Điều 5 (what is not scanned), TT 01/2023/TT-VPCP Điều 8 khoản 2 (pages are counted).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from motcua.base.errors import Refused
from motcua.base.text import clean
from motcua.documents.actions import Taken, store
from motcua.documents.models import StoredFile
from motcua.dossiers.models import Digitisation, Dossier, Paper, Scan
from motcua.dossiers.scans import STANDING, is_same_kind, reusable, why_not_digitise
from motcua.organisations.rules import Rights

Exemption, Reuse = Digitisation.Exemption, Digitisation.Reuse
# Files of one paper; a document is one file, photographs of its pages are a few.
MOST_FILES = 20
MOST_PAGES = 2000


@dataclass(frozen=True, slots=True)
class _Word:
    """What is to stand for a paper from now on."""

    files: tuple[StoredFile, ...] = ()
    paper_pages: int = 0
    difference_reason: str = ""
    exemption: str = ""
    reuse: int = Reuse.DIGITISED.value
    source_id: int | None = None

    def says(self, standing: Digitisation | None, files: Sequence[StoredFile]) -> bool:
        return (
            standing is not None
            and tuple(files) == self.files
            and standing.paper_pages == self.paper_pages
            and standing.difference_reason == self.difference_reason
            and standing.exemption == self.exemption
            and standing.reuse == self.reuse
            and standing.source_id == self.source_id
        )


@dataclass
class _Held:
    """A paper locked until the transaction ends, and what stands for it."""

    paper: Paper
    standing: Digitisation | None
    files: list[StoredFile]


def scan(
    number: str,
    *,
    paper: int,
    files: Sequence[Taken],
    paper_pages: int,
    by: Rights,
    at: datetime,
    difference_reason: str = "",
    is_anew: bool = False,
    result_of: str = "",
) -> Digitisation:
    """Add files to the copy of a paper, or make its copy anew; a file that is there already is added once."""
    with transaction.atomic():
        held = _hold(number, paper, by=by)
        reuse, source = Reuse.DIGITISED.value, None
        if result_of:
            reuse, source = Reuse.OTHER_RESULT.value, _source_of_result(result_of, held.paper.dossier)
        stored = [store(taken, at=at) for taken in files]
        kept = [] if is_anew else held.files
        word = _Word(
            files=tuple(dict.fromkeys([*kept, *stored])),
            paper_pages=paper_pages,
            difference_reason=clean(difference_reason),
            reuse=reuse,
            source_id=source,
        )
        return _say(held, word, by=by, at=at)


def settle(
    number: str, *, paper: int, paper_pages: int, by: Rights, at: datetime, difference_reason: str = ""
) -> Digitisation:
    """Count the pages of a paper anew, or answer for the difference with a reason."""
    with transaction.atomic():
        held = _hold(number, paper, by=by)
        if not held.files or held.standing is None:
            raise Refused(_("Giấy tờ này chưa có bản quét."))
        standing = held.standing
        word = _Word(
            files=tuple(held.files),
            paper_pages=paper_pages,
            difference_reason=clean(difference_reason),
            reuse=standing.reuse,
            source_id=standing.source_id,
        )
        return _say(held, word, by=by, at=at)


def drop(number: str, *, paper: int, by: Rights, at: datetime, file: int | None = None) -> None:
    """Take a wrong file out of the copy of a paper, or everything that was said of the paper."""
    with transaction.atomic():
        held = _hold(number, paper, by=by)
        left = [one for one in held.files if file is not None and one.pk != file]
        if held.standing is None or (file is not None and len(left) == len(held.files)):
            return
        if not left:
            Digitisation.objects.filter(pk=held.standing.pk).update(replaced_at=at)
            return
        word = _Word(
            files=tuple(left),
            paper_pages=held.standing.paper_pages,
            reuse=held.standing.reuse,
            source_id=held.standing.source_id,
        )
        _say(held, word, by=by, at=at)


def exempt(number: str, *, paper: int, exemption: str, by: Rights, at: datetime) -> Digitisation:
    """Say that a paper is one of the four that are not scanned (TT 03/2025 Điều 5)."""
    if exemption not in Exemption.values or not exemption:
        raise Refused(_("Hãy chọn một trong bốn trường hợp không phải số hóa."))
    with transaction.atomic():
        held = _hold(number, paper, by=by)
        return _say(held, _Word(exemption=exemption, reuse=Reuse.NONE.value), by=by, at=at)


def reuse(number: str, *, paper: int, copy: int, by: Rights, at: datetime) -> Digitisation:
    """Use the copy of a paper of an earlier dossier of the same person; its content is not kept twice."""
    with transaction.atomic():
        held = _hold(number, paper, by=by)
        copies = reusable([held.paper]).filter(pk=copy)
        found = next((one for one in copies if is_same_kind(one.paper, held.paper)), None)
        if found is None:
            raise Refused(_("Bản số hóa này không dùng lại được cho giấy tờ đang chọn."))
        word = _Word(
            files=tuple(one.file for one in found.scans.select_related("file")),
            paper_pages=found.paper_pages,
            difference_reason=found.difference_reason,
            reuse=Reuse.OTHER_PAPER.value,
            source_id=found.paper.dossier_id,
        )
        return _say(held, word, by=by, at=at)


def _hold(number: str, paper: int, *, by: Rights) -> _Held:
    try:
        held = (
            Paper.objects.select_for_update(of=("self",))
            .select_related("dossier")
            .get(dossier__number=number, pk=paper)
        )
    except Paper.DoesNotExist as missing:
        raise Refused(_("Hồ sơ không có giấy tờ này.")) from missing
    if reason := why_not_digitise(held.dossier, by):
        raise Refused(reason)
    standing = held.digitisations.filter(STANDING).first()
    scans = standing.scans.select_related("file") if standing else ()
    return _Held(held, standing, [one.file for one in scans])


def _say(held: _Held, word: _Word, *, by: Rights, at: datetime) -> Digitisation:
    if held.standing is not None and word.says(held.standing, held.files):
        return held.standing
    if not word.exemption:
        _ask_for_whole_numbers(word)
    held.paper.digitisations.filter(STANDING).update(replaced_at=at)
    said = Digitisation.objects.create(
        paper=held.paper,
        exemption=word.exemption,
        reuse=word.reuse,
        source_id=word.source_id,
        paper_pages=word.paper_pages,
        scanned_pages=sum(file.pages for file in word.files),
        difference_reason=word.difference_reason,
        by_id=by.user_id,
        at=at,
    )
    Scan.objects.bulk_create(
        Scan(digitisation=said, order=order, file=file) for order, file in enumerate(word.files, start=1)
    )
    return said


def _ask_for_whole_numbers(word: _Word) -> None:
    if not word.files:
        raise Refused(_("Hãy chọn tệp quét của giấy tờ."))
    if len(word.files) > MOST_FILES:
        raise Refused(_("Một giấy tờ có nhiều nhất %(most)s tệp. Hãy gộp các trang.") % {"most": MOST_FILES})
    if not 1 <= word.paper_pages <= MOST_PAGES:
        raise Refused(
            _("Hãy đếm số trang trên giấy: từ 1 đến %(most)s.")
            % {"most": f"{MOST_PAGES:,}".replace(",", ".")}
        )


def _source_of_result(number: str, dossier: Dossier) -> int:
    source = Dossier.objects.filter(number=number.strip(), owner=dossier.owner_id).exclude(pk=dossier.pk)
    found = source.filter(resolved_at__isnull=False).first()
    if found is None:
        raise Refused(
            _("Không có hồ sơ đã có kết quả nào của chủ hồ sơ này mang mã %(number)s.") % {"number": number}
        )
    return found.pk
