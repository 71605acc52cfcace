"""What is known of the copies of a dossier's papers, what is left to scan, and how long it took.

Law: TT 03/2025/TT-VPCP Điều 5 (what is not scanned), TT 01/2023/TT-VPCP Điều 8 khoản 2 (pages are counted).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from motcua.catalogue.models import RequiredPaper
from motcua.dossiers.models import Digitisation, Dossier, Paper, Scan
from motcua.dossiers.queries import visible_to
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights
from motcua.worktime import queries as worktime

Exemption = Digitisation.Exemption
MOST_REUSABLE = 20
MOST_LEFT = 50

STANDING = Q(replaced_at=None)
# How a paper was handed in may say already that it is not scanned; the twin of `exempt_by_itself`.
_EXEMPT_BY_ITSELF = (
    Q(is_electronic=True)
    | Q(dossier__channel=Dossier.Channel.ONLINE)
    | Q(required__kind=RequiredPaper.Kind.SHOWN)
)


def whole_copy(prefix: str = "") -> Q:
    """Return the copies with as many pages as the paper, or with a difference somebody has answered for."""
    same = Q(**{f"{prefix}scanned_pages": F(f"{prefix}paper_pages")})
    return Q(**{f"{prefix}exemption": ""}) & (same | Q(**{f"{prefix}difference_reason__gt": ""}))


def exempt_by_itself(paper: Paper) -> str:
    """Return the exemption that follows from how a paper was handed in, or ""."""
    if paper.is_electronic or paper.dossier.channel == Dossier.Channel.ONLINE:
        return Exemption.E_FILED.value
    if paper.required is not None and paper.required.kind == RequiredPaper.Kind.SHOWN:
        return Exemption.SHOWN.value
    return ""


def why_not_digitise(dossier: Dossier, rights: Rights) -> str:
    """Return why somebody may not digitise papers of a dossier, or ""."""
    if not rights.post_for(dossier.centre_id, Position.Role.RECEPTION):
        return _("Chỉ cán bộ tiếp nhận của trung tâm nơi nhận hồ sơ số hóa được giấy tờ của hồ sơ này.")
    if not dossier.is_open:
        return _("Hồ sơ đã kết thúc, bản số hóa không thay đổi được nữa.")
    return ""


def difference(copy: Digitisation) -> str:
    """Return in words how the pages of a copy differ from the paper's, or "" when somebody answered for it."""
    if copy.exemption or copy.difference_reason or copy.scanned_pages == copy.paper_pages:
        return ""
    return _("Bản quét có %(scanned)s trang, giấy có %(paper)s trang.") % {
        "scanned": copy.scanned_pages,
        "paper": copy.paper_pages,
    }


@dataclass(frozen=True, slots=True)
class Row:
    """A paper of the checklist with its copy."""

    paper: Paper
    standing: Digitisation | None
    scans: list[Scan]
    # Copies of the same paper in earlier dossiers of the person.
    reusable: list[Digitisation]

    @property
    def exemption(self) -> str:
        """Why this paper is not scanned, in words; "" if it must be or was."""
        if self.standing is not None:
            return str(self.standing.get_exemption_display()) if self.standing.exemption else ""
        own = exempt_by_itself(self.paper)
        return str(Exemption(own).label) if own else ""

    @property
    def difference(self) -> str:
        """How the pages differ from the paper's, in words, when nobody has answered for it."""
        return difference(self.standing) if self.standing is not None else ""

    @property
    def is_done(self) -> bool:
        return bool(self.exemption) or (self.standing is not None and not self.difference)


@dataclass(frozen=True, slots=True)
class ScansPage:
    """Everything the page of a dossier's scans shows."""

    dossier: Dossier
    rows: list[Row]
    why_not: str
    # After how many working minutes the dossier was digitised; None: not yet, or nothing had to be.
    minutes: int | None

    @property
    def left(self) -> int:
        return sum(not row.is_done for row in self.rows)


def scans_page(number: str, rights: Rights) -> ScansPage | None:
    """Return what the page of scans shows, or None when there is no such dossier in sight."""
    dossier = visible_to(rights).select_related("procedure").filter(number=number).first()
    if dossier is None:
        return None
    files = Prefetch("scans", queryset=Scan.objects.select_related("file"))
    standing = Digitisation.objects.filter(STANDING).select_related("by", "source").prefetch_related(files)
    papers: list[Any] = list(
        _measured(Paper.objects.filter(dossier=dossier))
        .order_by("order")
        .select_related("required")
        .prefetch_related(Prefetch("digitisations", queryset=standing, to_attr="stands"))
    )
    for paper in papers:
        paper.dossier = dossier
    why_not = why_not_digitise(dossier, rights)
    earlier = list(reusable(papers)[:MOST_REUSABLE]) if papers and not why_not else []
    rows = [_row(paper, earlier) for paper in papers]
    return ScansPage(dossier, rows, why_not, _minutes(dossier.centre_id, dossier.received_at, papers))


def _row(paper: Any, earlier: list[Digitisation]) -> Row:
    standing: Digitisation | None = next(iter(paper.stands), None)
    if standing is not None:
        return Row(paper, standing, list(standing.scans.all()), [])
    return Row(paper, None, [], [one for one in earlier if is_same_kind(one.paper, paper)])


def file_in_sight(number: str, scan: int, rights: Rights) -> Scan | None:
    """Return one file of a dossier in sight; what was replaced may belong to somebody else and is not shown."""
    return (
        Scan.objects.select_related("file", "digitisation__paper")
        .filter(pk=scan, digitisation__replaced_at=None)
        .filter(digitisation__paper__dossier__in=visible_to(rights).filter(number=number))
        .first()
    )


def reusable(papers: Sequence[Paper]) -> QuerySet[Digitisation]:
    """Return whole copies of papers like these in other dossiers of the same person, newest first."""
    dossier = papers[0].dossier
    names = {paper.name for paper in papers}
    required = {paper.required_id for paper in papers} - {None}
    like = Q(paper__name__in=names) | Q(paper__required__in=required)
    return (
        Digitisation.objects.filter(STANDING, whole_copy(), like, paper__dossier__owner=dossier.owner_id)
        .exclude(paper__dossier=dossier.pk)
        .select_related("paper__dossier")
        .order_by("-at")
    )


def is_same_kind(one: Paper, other: Paper) -> bool:
    """Say whether two papers answer the same demand: by the catalogue, or by name."""
    return one.name == other.name or (one.required_id is not None and one.required_id == other.required_id)


# How long it took; the one definition. A dossier is digitised when the last of its papers that must be scanned
# has a copy with all its pages. The first such copy of each paper counts: corrections later do not move it.
# The dossier goes on to its agency in the moment of its reception, so "digitised" is "digitised and sent".


def _measured(papers: QuerySet[Paper]) -> QuerySet[Any]:
    """Papers with when they were first copied whole, whether a whole copy stands, and whether none is needed."""
    whole, stands = whole_copy("digitisations__"), Q(digitisations__replaced_at=None)
    return papers.annotate(
        first_whole_at=Min("digitisations__at", filter=whole),
        whole_copies=Count("digitisations", filter=whole & stands),
        exemptions=Count("digitisations", filter=Q(digitisations__exemption__gt="") & stands),
    )


def _to_scan(papers: Iterable[Any]) -> list[Any]:
    """The papers of reception that are or must be scanned; what came with a supplement came when it came."""
    return [
        paper
        for paper in papers
        if paper.came_with is None
        and (paper.whole_copies or not (paper.exemptions or exempt_by_itself(paper)))
    ]


def _minutes(centre_id: int, received_at: datetime, papers: Iterable[Any]) -> int | None:
    wanted = _to_scan(papers)
    if not wanted or any(not paper.whole_copies for paper in wanted):
        return None
    last: datetime = max(paper.first_whole_at for paper in wanted)
    calendar = worktime.current(organisations.calendar_code(centre_id))
    return calendar.working_time.minutes_between(received_at, last)


@dataclass(frozen=True, slots=True)
class Timing:
    """How quickly a centre digitised the dossiers it received in a period."""

    centre_id: int
    centre_name: str
    dossiers: int  # with papers that must be scanned
    digitised: int
    median_minutes: int | None
    in_time: int

    @property
    def share(self) -> int | None:
        """Percent of all that had to be digitised and were within the norm."""
        return round(100 * self.in_time / self.dossiers) if self.dossiers else None


def timings(centres: Iterable[int], *, since: date, until: date) -> list[Timing]:
    """Return for each centre how quickly it digitised what it received from one day to another."""
    papers: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    received = Paper.objects.filter(dossier__centre__in=centres, dossier__received_on__range=(since, until))
    for paper in _measured(received).select_related("dossier", "required"):
        papers[paper.dossier.centre_id][paper.dossier_id].append(paper)
    tree = organisations.tree()
    return [
        _timing(centre_id, tree[centre_id].short_name, papers[centre_id].values()) for centre_id in centres
    ]


def _timing(centre_id: int, name: str, dossiers: Iterable[list[Any]]) -> Timing:
    to_scan = [papers for papers in dossiers if _to_scan(papers)]
    told = [_minutes(centre_id, papers[0].dossier.received_at, papers) for papers in to_scan]
    minutes = [one for one in told if one is not None]
    in_time = sum(one <= settings.DIGITISED_MINUTES for one in minutes)
    middle = round(median(minutes)) if minutes else None
    return Timing(centre_id, name, len(to_scan), len(minutes), middle, in_time)


def left_to_digitise(centres: Iterable[int], *, since: date) -> list[Any]:
    """Return open dossiers received since a day with papers still to scan, oldest first; `left` counts them."""
    said = Digitisation.objects.filter(STANDING, whole_copy() | Q(exemption__gt=""), paper=OuterRef("pk"))
    papers = Paper.objects.exclude(_EXEMPT_BY_ITSELF).exclude(Exists(said))
    waiting = papers.filter(
        dossier__centre__in=centres,
        dossier__received_on__gte=since,
        dossier__in=Dossier.objects.open(),
    )
    left = dict(
        waiting.order_by()
        .values_list("dossier")
        .annotate(count=Count("pk"))
        .order_by("dossier__received_at")[:MOST_LEFT]
    )
    found: list[Any] = list(
        Dossier.objects.filter(pk__in=left).select_related("procedure").order_by("received_at")
    )
    for dossier in found:
        dossier.left = left[dossier.pk]
    return found
