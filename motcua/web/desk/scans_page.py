"""What stands on the page of scans: a card for each paper, and the form somebody has just sent."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from motcua.documents.scanner import Waiting
from motcua.dossiers.models import Scan
from motcua.dossiers.scans import Row, ScansPage
from motcua.web.desk.scans_forms import AssignForm, DropForm, ExemptForm, ReuseForm, ScanForm, SettleForm
from motcua.web.ui.uploads import too_big


@dataclass(frozen=True, slots=True)
class Said:
    """A form that was sent: which, and of which paper."""

    verb: str
    paper: int
    form: forms.Form

    @property
    def main_field(self) -> str | None:
        """The field a refusal stands at, when it is shown at all."""
        name = {"scan": "scans", "assign": "waiting", "settle": "difference_reason", "exempt": "exemption"}
        return name.get(self.verb)


@dataclass(frozen=True, slots=True)
class FileOfPaper:
    """A file of the copy; of each page its number in the file, and in the whole copy."""

    scan: Scan
    numbers: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Card:
    """A paper with everything that can be said of it."""

    key: int
    row: Row
    scan: ScanForm
    settle: SettleForm | None
    exempt: ExemptForm
    # The form that was sent and refused: its part of the card stands open.
    wrong: str = ""

    @property
    def files(self) -> list[FileOfPaper]:
        made, before = [], 0
        for scan in self.row.scans:
            made.append(FileOfPaper(scan, [(at, before + at) for at in range(1, scan.file.pages + 1)]))
            before += scan.file.pages
        return made

    @property
    def state(self) -> str:
        if self.row.exemption:
            return "exempt"
        if self.row.standing is None:
            return "to_scan"
        return "differs" if self.row.difference else "scanned"


def judged(request: HttpRequest, page: ScansPage, *, waiting: list[Waiting]) -> Said | None:
    """Return the form that was sent, filled in; None for one this page does not have."""
    verb, typed = request.POST.get("do", ""), request.POST.get("paper", "")
    if verb == "assign":
        return Said(verb, 0, assign_form(page, waiting, data=request.POST))
    row = next((row for row in page.rows if str(row.paper.pk) == typed), None)
    if row is None or verb not in _FORMS or (verb == "settle" and row.standing is None):
        return None
    more: dict[str, Any] = (
        {"files": request.FILES, "is_too_big": _is_too_big(request)} if verb == "scan" else {}
    )
    return Said(verb, row.paper.pk, _form(verb, row, data=request.POST, **more))


def _is_too_big(request: HttpRequest) -> bool:
    return too_big(request, "scans") or too_big(request, "photos")


def cards(page: ScansPage, said: Said | None) -> list[Card]:
    """Return a card for each paper; the one somebody wrote on keeps what was typed."""
    return [_card(key, row, said) for key, row in enumerate(page.rows, start=1)]


def _card(key: int, row: Row, said: Said | None) -> Card:
    def shown(verb: str) -> Any:
        if said and said.paper == row.paper.pk and said.verb == verb:
            return said.form
        pages = {"paper_pages": row.standing.paper_pages or None} if row.standing else {}
        return _form(verb, row, initial=pages)

    wrong = said.verb if said and said.paper == row.paper.pk else ""
    settle = shown("settle") if row.difference else None
    return Card(key, row, shown("scan"), settle, shown("exempt"), wrong)


_FORMS: dict[str, type[forms.Form]] = {
    "scan": ScanForm,
    "settle": SettleForm,
    "exempt": ExemptForm,
    "reuse": ReuseForm,
    "drop": DropForm,
}


def _form(verb: str, row: Row, **more: Any) -> forms.Form:
    if verb == "settle" and row.standing:
        more["scanned_pages"] = row.standing.scanned_pages
    return _FORMS[verb](auto_id=f"id_{verb}_{row.paper.pk}_%s", **more)


def assign_form(page: ScansPage, waiting: list[Waiting], data: Any = None) -> AssignForm:
    """Return the form that gives files of the scanner's folder to a paper; the next one to scan is chosen."""
    papers = [
        (str(row.paper.pk), f"{at}. {row.paper.name}")
        for at, row in enumerate(page.rows, start=1)
        if not row.exemption
    ]
    following = next((row.paper.pk for row in page.rows if not row.is_done), None)
    return AssignForm(
        data,
        auto_id="id_assign_%s",
        waiting=[(one.key, one.name) for one in waiting],
        papers=papers,
        initial={"to": following},
    )
