"""Answering a request for supplement: taken in at the centre, or sent by the applicant over the portal.

What comes gets rows of its own beside what was handed in before, each linked to the paper it mends: nothing that
was handed in is rewritten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.catalogue.models import RequiredPaper
from motcua.catalogue.offers import offer
from motcua.documents.actions import Taken, store
from motcua.documents.models import StoredFile
from motcua.dossiers import rules
from motcua.dossiers.actions.common import facts_in, refuse_if
from motcua.dossiers.actions.pauses import ending_pause
from motcua.dossiers.journal import File, Journal, writing
from motcua.dossiers.models import (
    MOST_UPLOADS,
    Digitisation,
    Dossier,
    Event,
    Paper,
    Scan,
    Supplement,
    SupplementFile,
)
from motcua.dossiers.rules import Kind, Wanted
from motcua.dossiers.rules.guards_beside import why_not_send_supplement
from motcua.dossiers.scanning import MOST_FILES
from motcua.dossiers.supplements import asking
from motcua.organisations.rules import Rights

APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Mended:
    """What came for one line of a request, counted from one: paper at the counter, or files over the portal."""

    line: int
    originals: int = 0
    certified_copies: int = 0
    copies: int = 0
    files: tuple[StoredFile, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.originals or self.certified_copies or self.copies or self.files)


def receive_supplement(
    number: str,
    *,
    by: Rights,
    at: datetime,
    note: str = "",
    papers: Sequence[Mended] = (),
    journal: Journal | None = None,
) -> Dossier:
    """Take in what was asked for: the clock starts anew or goes on, as the procedure version says."""
    with writing(journal) as book:
        file = book.hold(number)
        refuse_if(rules.why_not_receive_supplement(file.dossier, by))
        asked = asking(file.dossier.pk) if papers else None
        _take_in(file, asked, [one for one in papers if not one.is_empty], by=by, at=at, note=note)
        return file.dossier


def send_supplement(number: str, *, request: int, at: datetime) -> Dossier:
    """Send what the applicant has gathered for a request; the clock goes on from this moment. Sent twice, it is one.

    The moment counts as it is: outside office hours the time begins to run at the next opening, as for everybody.
    """
    with writing(None) as book:
        file = book.hold(number)
        dossier = file.dossier
        draft = Supplement.objects.filter(dossier=dossier, request=request).first()
        if draft is not None and draft.sent_at is not None:
            return dossier
        asked = asking(dossier.pk)
        is_asked = asked is not None and asked.seq == request
        refuse_if(why_not_send_supplement(dossier, is_asked=is_asked, on=local_day(at)))
        assert asked is not None
        papers = _gathered(draft, lines=len(asked.payload["wanted"]))
        by = Rights(User.objects.system().pk, (), frozenset())
        _take_in(file, asked, papers, by=by, at=at, role=APPLICANT)
        Supplement.objects.filter(dossier=dossier, request=request).update(sent_at=at)
        return dossier


def _gathered(draft: Supplement | None, *, lines: int) -> list[Mended]:
    """What lies ready for every line of a request; a line with nothing is refused by its name elsewhere."""
    files: dict[int, list[StoredFile]] = {line: [] for line in range(1, lines + 1)}
    for one in draft.files.select_related("file") if draft else ():
        files[one.line].append(one.file)
    if not all(files.values()):
        raise Refused(_("Còn thiếu giấy tờ. Hãy gửi đủ mọi giấy tờ được yêu cầu, đồng hồ mới chạy lại."))
    return [Mended(line, files=tuple(found)) for line, found in files.items()]


def keep_file(number: str, *, request: int, line: int, file: Taken, at: datetime) -> None:
    """Keep a file the applicant has for one line of a request; the same file again is kept once."""
    with transaction.atomic():
        draft = _draft(number, request, at=at)
        files = draft.files.filter(line=line)
        stored = store(file, at=at)
        if files.filter(file=stored).exists():
            return
        if draft.uploads >= MOST_UPLOADS:
            raise Refused(_("Đã gửi quá nhiều tệp cho lần bổ sung này. Xin mang giấy tờ đến trung tâm."))
        if files.count() >= MOST_FILES:
            raise Refused(
                _("Một giấy tờ có nhiều nhất %(most)s tệp. Hãy gộp các trang.") % {"most": MOST_FILES}
            )
        order = (files.aggregate(last=Max("order"))["last"] or 0) + 1
        SupplementFile.objects.create(supplement=draft, line=line, order=order, file=stored)
        draft.uploads += 1
        draft.save(update_fields=["uploads"])


def drop_file(number: str, *, request: int, file: int, at: datetime) -> None:
    """Put a gathered file back; one that is gone already stays gone."""
    with transaction.atomic():
        _draft(number, request, at=at).files.filter(pk=file).delete()


def _draft(number: str, request: int, *, at: datetime) -> Supplement:
    """The applicant's answer to the request that waits, held until the transaction ends."""
    # One after the other: two pages of one applicant may send at once.
    dossier = Dossier.objects.select_for_update().get(number=number)
    asked = asking(dossier.pk)
    is_asked = asked is not None and asked.seq == request
    refuse_if(why_not_send_supplement(dossier, is_asked=is_asked, on=local_day(at)))
    draft, _is_new = Supplement.objects.get_or_create(
        dossier=dossier, request=request, defaults={"begun_at": at}
    )
    return draft


def _take_in(
    file: File,
    asked: Event | None,
    papers: Sequence[Mended],
    *,
    by: Rights,
    at: datetime,
    note: str = "",
    role: str = rules.Role.RECEPTION,
) -> None:
    """Record that a supplement came, and give what came its rows."""
    dossier = file.dossier
    said = offer(dossier.procedure_id).version.after_supplement
    policy, phase_minutes = rules.after_supplement(said, facts_in(file), law=rules.in_force())
    rows = _rows(dossier, [Wanted.of(one) for one in asked.payload["wanted"]], papers) if asked else []
    came: dict[str, Any] = {"papers": [_said(row, one) for row, one in rows]} if rows else {}
    if dossier.custody == Dossier.Custody.NO_PAPER and any(not row.is_electronic for row, _one in rows):
        came["custody"] = Dossier.Custody.CENTRE.value
    fact = ending_pause(
        file,
        Kind.SUPPLEMENT_RECEIVED,
        policy=policy,
        phase_minutes=phase_minutes,
        by=by,
        at=at,
        note=note,
        **came,
    )
    fact.role = role
    file.record(fact)
    for row, one in rows:
        row.came_with, row.came_at = dossier.last_seq, at
        row.save(force_insert=True)
        if one.files:
            _copy(row, one.files, by=by, at=at)


def _rows(dossier: Dossier, wanted: Sequence[Wanted], papers: Sequence[Mended]) -> list[tuple[Paper, Mended]]:
    """The row of each paper that came, after those that were handed in before."""
    before = {paper.order: paper for paper in Paper.objects.filter(dossier=dossier)}
    required = {
        one.name: one for one in RequiredPaper.objects.filter(case=dossier.case_id).order_by("-order")
    }
    made = []
    for order, one in enumerate(papers, start=max(before, default=0) + 1):
        if not 1 <= one.line <= len(wanted):
            raise Refused(_("Không có dòng %(line)s trong yêu cầu bổ sung.") % {"line": one.line})
        line = wanted[one.line - 1]
        mended = before.get(line.paper or 0)
        row = Paper(
            dossier=dossier,
            order=order,
            required=mended.required if mended else required.get(line.name),
            name=line.name,
            originals=one.originals,
            certified_copies=one.certified_copies,
            copies=one.copies,
            is_electronic=bool(one.files),
            mends=mended,
        )
        made.append((row, one))
    return made


def _said(row: Paper, one: Mended) -> dict[str, Any]:
    """What the event keeps of a paper that came: which, for what, and the prints of its files."""
    mends = {"mends": row.mends.order} if row.mends else {}
    prints = {"files": [file.sha256 for file in one.files]} if one.files else {}
    return {"order": row.order, "name": row.name, "line": one.line, **mends, **prints}


def _copy(row: Paper, files: Sequence[StoredFile], *, by: Rights, at: datetime) -> None:
    """The files of a paper that came electronically are its copy."""
    pages = sum(file.pages for file in files)
    copy = Digitisation.objects.create(
        paper=row,
        reuse=Digitisation.Reuse.DIGITISED,
        paper_pages=pages,
        scanned_pages=pages,
        by_id=by.user_id,
        at=at,
    )
    Scan.objects.bulk_create(
        Scan(digitisation=copy, order=order, file=file) for order, file in enumerate(files, start=1)
    )
