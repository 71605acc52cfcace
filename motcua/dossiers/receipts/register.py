"""Form 07 from the dossiers of a period, or from chosen ones."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.documents import rules as papers
from motcua.dossiers.forms import Kind, RegisterForm, RegisterLine
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import visible_to
from motcua.dossiers.receipts.heads import day, head_of_many, received_day
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights

# A year of a busy centre is a book of thousands of pages: it is printed in parts.
MOST = 2000


def registered(rights: Rights, *, start: date, to: date) -> list[Dossier]:
    """Return the dossiers received in a period at the places of somebody's scope, the oldest first."""
    found = visible_to(rights).filter(received_on__range=(start, to), centre__in=rights.scope)
    return list(found.select_related("procedure", "unit").order_by("received_at", "pk")[: MOST + 1])


def why_not_register(dossiers: list[Dossier]) -> str:
    """Return the reason there is no register of these dossiers, or ""."""
    if not dossiers:
        return _("Không có hồ sơ nào trong khoảng thời gian này.")
    if len(dossiers) > MOST:
        return _("Sổ có hơn %(most)s hồ sơ: hãy chọn khoảng thời gian ngắn hơn.") % {"most": MOST}
    return ""


def register_form(
    dossiers: Iterable[Dossier], *, at: datetime, start: date | None = None, to: date | None = None
) -> RegisterForm:
    """Return the register of these dossiers, in the form of the law of the newest of them."""
    listed = list(dossiers)
    days = [received_day(dossier) for dossier in listed]
    start, to = start or min(days), to or max(days)
    centres = {dossier.centre_id for dossier in listed}
    tree = organisations.tree()
    centre = tree[listed[0].centre_id]
    # Of several centres, the one above them keeps the book.
    keeper = centre.id if len(centres) == 1 else centre.parent_id or centre.id
    return RegisterForm(
        head=head_of_many(Kind.REGISTER, unit_id=keeper, on=clock.local_day(at), received_on=max(days)),
        period=f"Từ {papers.official_date(start)} đến {papers.official_date(to)}",
        lines=tuple(_line(dossier) for dossier in listed),
    )


def _line(dossier: Dossier) -> RegisterLine:
    return RegisterLine(
        number=dossier.number,
        procedure=dossier.procedure.name,
        sets=papers.two_digits(dossier.sets),
        owner=dossier.owner_name,
        address=dossier.owner_address,
        phone=dossier.phone,
        unit=organisations.tree()[dossier.unit_id].short_name,
        received_on=day(dossier.received_at),
        due_on=day(dossier.due_at),
        resolved_on=day(dossier.resolved_at),
        returned_on=day(dossier.returned_at),
        result_channel=str(dossier.get_result_channel_display()),
        note="" if dossier.ending in ("", Dossier.Ending.RESULT) else str(dossier.get_business_display()),
    )
