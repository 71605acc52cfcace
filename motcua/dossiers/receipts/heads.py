"""What every form of a dossier begins with."""

from datetime import date, datetime

from django.conf import settings

from motcua.base import clock
from motcua.base.text import mask
from motcua.documents import rules as papers
from motcua.documents.printing import qr_svg
from motcua.dossiers.forms import Applicant, Head, Kind, named
from motcua.dossiers.models import Dossier, Event
from motcua.dossiers.queries import DossierPage
from motcua.organisations import queries as organisations
from motcua.organisations.models import Unit
from motcua.organisations.rules import UnitView

# What a clerk writes by hand when the paper has no number of its own yet.
BLANK = "……"


def head(dossier: Dossier, kind: Kind, *, on: date, unit_id: int | None = None, order: str = "") -> Head:
    """Return the head of a form about one dossier, issued on a day by a unit; by its centre if not said."""
    form = named(kind, on=received_day(dossier))
    address = f"{settings.PUBLIC_URL}/track/{dossier.number}"
    return _head(
        unit_id or dossier.centre_id,
        on=on,
        order=f"{order or BLANK}/{form.symbol}" if form.symbol else "",
        mark=form.mark,
        title=form.title,
        number=dossier.number,
        # Nothing but the number: whoever follows it is asked for digits that only the applicant knows.
        tracking_qr=qr_svg(address, border=0),
    )


def head_of_many(
    kind: Kind, *, unit_id: int, on: date, received_on: date, order: str = "", is_for_public: bool = False
) -> Head:
    """Return the head of a paper about many dossiers."""
    form = named(kind, on=received_on)
    return _head(
        unit_id,
        on=on,
        order=f"{order or BLANK}/{form.symbol}" if form.symbol else "",
        mark=form.mark,
        title=form.title,
        number="",
        tracking_qr=qr_svg(f"{settings.PUBLIC_URL}/track", border=0) if is_for_public else "",
    )


def _head(unit_id: int, *, on: date, **said: str) -> Head:
    tree = organisations.tree()
    unit = tree[unit_id]
    above = tree.units.get(unit.parent_id or 0)
    # A people's committee writes no name above its own (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.2).
    is_committee = unit.kind == Unit.Kind.GOVERNMENT
    return Head(
        superior=above.name if above and not is_committee else "",
        agency=unit.name,
        place_and_date=f"{place_of(unit)}, {papers.official_date(on)}",
        site=settings.PUBLIC_URL,
        **said,
    )


def place_of(unit: UnitView) -> str:
    """Return the place a unit writes before the date, its own or that of the nearest unit above."""
    line = organisations.tree().line(unit.id)
    return next((above.place for above in line if above.place), unit.short_name)


def applicant(dossier: Dossier) -> Applicant:
    """Return who filed a dossier and who owns it; the personal number is never whole."""
    filer = dossier.representative or dossier.owner
    return Applicant(
        filer=filer.name if dossier.representative else dossier.owner_name,
        filer_address=filer.address if dossier.representative else dossier.owner_address,
        phone=dossier.phone,
        email=filer.email,
        identity=mask(filer.number),
        channel=str(dossier.get_channel_display()),
        owner=dossier.owner_name,
        owner_address=dossier.owner_address,
    )


def received_day(dossier: Dossier) -> date:
    """Return the day whose law a dossier keeps; for one filed online and not yet received, the day of filing."""
    return clock.local_day(dossier.received_at)


def reception(page: DossierPage) -> Event | None:
    """Return the event by which a dossier was received, or None while it waits for that."""
    return next((event for event in page.events if event.kind == Event.Kind.RECEIVED), None)


def moment(at: datetime | None) -> str:
    """Return a moment as papers write it, or ""."""
    return papers.official_moment(clock.local(at)) if at else ""


def short_moment(at: datetime) -> str:
    """Return a moment as tables write it: 09:41 24/11/2026."""
    return f"{clock.local(at):%H:%M %d/%m/%Y}"


def day(at: datetime | None) -> str:
    """Return the local day of a moment as dd/MM/yyyy, or ""."""
    return f"{clock.local(at):%d/%m/%Y}" if at else ""


def order_of(dossier: Dossier) -> str:
    """Return a dossier's order of the day, the last part of its number."""
    return dossier.number.rsplit("-", 1)[-1]
