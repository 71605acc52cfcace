"""A request for supplement as both sides see it: each line with its picture, its mark, and what came for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from motcua.base.clock import local_day
from motcua.documents.models import StoredFile
from motcua.dossiers.models import Digitisation, Dossier, Event, Scan, Supplement, SupplementFile
from motcua.dossiers.rules import Kind, Wanted
from motcua.dossiers.rules.guards_beside import why_not_send_supplement
from motcua.dossiers.rules.marks import Mark
from motcua.dossiers.scans import STANDING


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the copy of a paper, by the number people count it with."""

    number: int
    scan: Scan
    page: int

    def marked(self, left: int, top: int, width: int, height: int) -> Mark:
        """Return the mark of a rectangle on it, in thousandths."""
        return Mark(self.number, self.scan.file.sha256, self.page, left, top, width, height)


def sheets(dossier_id: int) -> dict[int, list[Sheet]]:
    """Return the pages of the copies that stand for a dossier's papers, by the order of the paper."""
    scans = Prefetch("scans", queryset=Scan.objects.select_related("file"))
    copies = Digitisation.objects.filter(STANDING, paper__dossier=dossier_id, exemption="")
    found: dict[int, list[Sheet]] = {}
    for copy in copies.select_related("paper").prefetch_related(scans):
        pages = [(scan, page) for scan in copy.scans.all() for page in range(1, scan.file.pages + 1)]
        found[copy.paper.order] = [Sheet(at, *one) for at, one in enumerate(pages, start=1)]
    return found


def sheet_of(wanted: Wanted, pages: Sequence[Sheet]) -> Sheet | None:
    """Return the page a line is marked on, while it is still part of the copy of its paper."""
    mark = wanted.mark
    if mark is None:
        return None
    return next(
        (one for one in pages if (one.scan.file.sha256, one.page) == (mark.file, mark.file_page)), None
    )


def why_not_marked(dossier_id: int, wanted: Iterable[Wanted]) -> str:
    """Return why a mark does not lie on the copy of its paper, or ""."""
    marked = [one for one in wanted if one.mark]
    pages = sheets(dossier_id) if marked else {}
    if all(sheet_of(one, pages.get(one.paper or 0, ())) for one in marked):
        return ""
    return _("Bản quét vừa được thay. Hãy tải lại trang rồi đánh dấu lại.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a request: what is asked for, the page it is marked on, and what the applicant has gathered."""

    number: int
    wanted: Wanted
    sheet: Sheet | None
    files: tuple[SupplementFile, ...] = ()

    @property
    def pages(self) -> list[tuple[SupplementFile, int]]:
        """Every page gathered so far, in order."""
        return [(one, page) for one in self.files for page in range(1, one.file.pages + 1)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The last request for supplement of a dossier."""

    dossier: Dossier
    # The event that asked, by its place in the chain.
    request: int
    at: datetime
    note: str
    lines: list[Line]
    # When the applicant sent everything over the portal.
    sent_at: datetime | None

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if not line.files]

    @property
    def is_whole(self) -> bool:
        return not self.missing

    def why_not_send(self, *, at: datetime) -> str:
        """Return why nothing can be sent for it any more, or ""; what is missing is another matter."""
        return why_not_send_supplement(self.dossier, is_asked=self.sent_at is None, on=local_day(at))


def asking(dossier_id: int) -> Event | None:
    """Return the event of the last request for supplement."""
    asked = Event.objects.filter(dossier=dossier_id, kind=Kind.SUPPLEMENT_REQUESTED)
    return asked.order_by("-seq").first()


def lines_of(event: Event, files: dict[int, list[SupplementFile]] | None = None) -> list[Line]:
    """Return the lines of a request with the pages they are marked on."""
    wanted = [Wanted.of(one) for one in event.payload["wanted"]]
    pages = sheets(event.dossier_id) if any(one.mark for one in wanted) else {}
    return [
        Line(at, one, sheet_of(one, pages.get(one.paper or 0, ())), tuple((files or {}).get(at, ())))
        for at, one in enumerate(wanted, start=1)
    ]


def asked_of(number: str) -> Asked | None:
    """Return the last request for supplement of a dossier, with what the applicant has gathered for it."""
    dossier = Dossier.objects.select_related("centre", "procedure").get(number=number)
    event = asking(dossier.pk)
    if event is None:
        return None
    draft = Supplement.objects.filter(dossier=dossier, request=event.seq).first()
    files: dict[int, list[SupplementFile]] = defaultdict(list)
    if draft is not None:
        for one in draft.files.select_related("file"):
            files[one.line].append(one)
    return Asked(
        dossier, event.seq, event.at, event.note, lines_of(event, files), draft.sent_at if draft else None
    )


def public_sheet(number: str, line: int) -> Sheet | None:
    """Return the page the applicant is shown with its mark: only of what is asked for, only while it is."""
    dossier = Dossier.objects.filter(number=number, business=Dossier.Business.WAITING_SUPPLEMENT).first()
    event = asking(dossier.pk) if dossier else None
    found = lines_of(event) if event else []
    return next((one.sheet for one in found if one.number == line), None)


def gathered_file(number: str, file: int) -> StoredFile | None:
    """Return a file the applicant has gathered and not sent yet."""
    found = SupplementFile.objects.filter(
        pk=file, supplement__dossier__number=number, supplement__sent_at=None
    )
    one = found.select_related("file").first()
    return one.file if one else None


@dataclass(frozen=True, slots=True)
class News:
    """What came with the last supplement, and whether anybody has passed the dossier on since."""

    orders: frozenset[int]
    at: datetime
    is_new: bool


_WORKED_ON = (Kind.MOVED, Kind.SENT_BACK, Kind.RECALLED, Kind.RESULT_ISSUED)


def news(events: Sequence[Event], papers: Sequence[Any]) -> News | None:
    """Return the papers of the last supplement; whoever has the step reads them first."""
    taken = [event for event in events if event.kind == Kind.SUPPLEMENT_RECEIVED]
    if not taken:
        return None
    last = taken[-1]
    orders = frozenset(paper.order for paper in papers if paper.came_with == last.seq)
    worked_on = any(event.seq > last.seq and event.kind in _WORKED_ON for event in events)
    return News(orders, last.at, not worked_on) if orders else None
