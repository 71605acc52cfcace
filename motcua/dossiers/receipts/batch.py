"""Printing: one form of one dossier, or hundreds of slips in one file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from motcua.documents.printing import pdf
from motcua.dossiers.forms import Kind, PaperSize, Slip, values
from motcua.dossiers.queries import DossierPage, dossier_page, tidy_number
from motcua.dossiers.receipts import course, events, reception, register, results
from motcua.organisations.rules import Rights

TEMPLATES = {kind: f"dossiers/{kind.value.replace('-', '_')}.typ" for kind in Kind}


@dataclass(frozen=True, slots=True)
class _Single:
    """A form of one dossier."""

    form: Callable[[DossierPage, datetime], Slip]
    why_not: Callable[[DossierPage], str] = lambda page: ""


@dataclass(frozen=True, slots=True)
class _Joint:
    """One paper about many dossiers."""

    form: Callable[[Sequence[DossierPage], datetime], Slip]
    why_not: Callable[[Sequence[DossierPage]], str] = lambda pages: ""


def _register_of(pages: Sequence[DossierPage], at: datetime) -> Slip:
    return register.register_form([page.dossier for page in pages], at=at)


SINGLE: dict[Kind, _Single] = {
    Kind.RECEIPT: _Single(reception.receipt_form, reception.why_not_receipt),
    Kind.SUPPLEMENT: _Single(events.supplement_of, events.why_not_supplement),
    Kind.REFUSAL: _Single(events.refusal_of, events.why_not_refusal),
    Kind.APOLOGY: _Single(events.apology_of, events.why_not_apology),
    Kind.STOP: _Single(events.stop_of, events.why_not_stop),
    Kind.NEW_DATE: _Single(events.new_date_of, events.why_not_new_date),
    Kind.CONTROL: _Single(course.control_form),
    Kind.HISTORY: _Single(course.history_form),
    Kind.RESULT: _Single(results.result_form, results.why_not_result),
}
JOINT: dict[Kind, _Joint] = {
    Kind.JOINT_RECEIPT: _Joint(reception.joint_receipt_form, reception.why_not_joint_receipt),
    Kind.HAND_OVER: _Joint(results.hand_over_form, results.why_not_hand_over),
    Kind.REGISTER: _Joint(_register_of),
}
PRINTABLE = (*SINGLE, *JOINT)
# Only the receipt has a small form; the others need the width of A4.
SMALL = frozenset({Kind.RECEIPT})


class Batch:
    """Dossiers gathered one by one, so that whoever waits sees how far it is, then printed in one file."""

    def __init__(self, kind: Kind, *, rights: Rights, at: datetime, paper: PaperSize = "a4") -> None:
        self.kind, self.rights, self.at = kind, rights, at
        self.paper: PaperSize = paper if kind in SMALL else "a4"
        self.pages: list[DossierPage] = []

    def add(self, typed: str) -> str:
        """Take a dossier by its number; return the reason it cannot be printed, or ""."""
        with translation.override("vi"):
            page = dossier_page(tidy_number(typed), self.rights)
        if page is None:
            return _("Không có hồ sơ này, hoặc bạn không được xem.")
        if any(page.dossier.pk == other.dossier.pk for other in self.pages):
            return _("Mã hồ sơ này đã có ở trên.")
        if reason := self._why_not(page):
            return reason
        self.pages.append(page)
        return ""

    def _why_not(self, page: DossierPage) -> str:
        if self.kind in SINGLE:
            return SINGLE[self.kind].why_not(page)
        return JOINT[self.kind].why_not([*self.pages, page])

    def pdf(self) -> bytes:
        """Return everything gathered as one PDF; there must be something."""
        # The paper is Vietnamese by law, whatever language the screen is in.
        with translation.override("vi"):
            slips: list[Slip]
            if self.kind in SINGLE:
                slips = [SINGLE[self.kind].form(page, self.at) for page in self.pages]
            else:
                slips = [JOINT[self.kind].form(self.pages, self.at)]
        return slips_pdf(self.kind, slips, paper=self.paper, made_at=self.at)


def available(page: DossierPage) -> list[Kind]:
    """Return the forms of one dossier that can be printed now."""
    return [kind for kind, one in SINGLE.items() if not one.why_not(page)]


def slips_pdf(kind: Kind, slips: Sequence[Slip], *, made_at: datetime, paper: PaperSize = "a4") -> bytes:
    """Return slips of one kind as one PDF, each on pages of its own."""
    return pdf(TEMPLATES[kind], values(slips, paper=paper), made_at=made_at)


def form_pdf(
    kind: Kind, number: str, *, rights: Rights, at: datetime, paper: PaperSize = "a4"
) -> tuple[bytes, str]:
    """Return a form of one dossier as PDF and "", or nothing and the reason there is none."""
    batch = Batch(kind, rights=rights, at=at, paper=paper)
    reason = batch.add(number)
    return (b"", reason) if reason else (batch.pdf(), "")


def receipt_pdf(number: str, *, rights: Rights, size: PaperSize) -> bytes | None:
    """Return form 01 of a dossier as PDF, or None when it is not there for this person to see."""
    with translation.override("vi"):
        page = dossier_page(number, rights)
        if page is None or reception.why_not_receipt(page):
            return None
        form = reception.receipt_form(page)
    # Made when it was received: printed again it is the same file to the last byte.
    return slips_pdf(Kind.RECEIPT, [form], paper=size, made_at=page.dossier.received_at)


def register_pdf(rights: Rights, *, start: date, to: date, at: datetime) -> tuple[bytes, str]:
    """Return the register of a period as PDF and "", or nothing and the reason there is none."""
    with translation.override("vi"):
        dossiers = register.registered(rights, start=start, to=to)
        if reason := register.why_not_register(dossiers):
            return b"", reason
        form = register.register_form(dossiers, at=at, start=start, to=to)
    return slips_pdf(Kind.REGISTER, [form], made_at=at), ""
