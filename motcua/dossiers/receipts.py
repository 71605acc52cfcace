"""The receipt of a dossier: form 01 filled from its rows."""

from django.conf import settings
from django.utils import translation

from motcua.base import clock
from motcua.base.text import mask
from motcua.documents import rules as papers
from motcua.documents.printing import pdf, qr_svg
from motcua.dossiers.forms import ListedPaper, PaperSize, ReceiptForm, receipt_values, why_in_short
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import DossierPage, dossier_page
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights, UnitView


def receipt_pdf(number: str, *, rights: Rights, size: PaperSize) -> bytes | None:
    """Return form 01 of a dossier as PDF, or None when it is not there for this person to see."""
    # The paper is Vietnamese by law, whatever language the screen is in: so is the reason of the date.
    with translation.override("vi"):
        page = dossier_page(number, rights)
        if page is None:
            return None
        values = receipt_values(receipt_form(page), size=size)
    return pdf("dossiers/receipt.typ", values, made_at=page.dossier.received_at)


def receipt_form(page: DossierPage) -> ReceiptForm:
    """Return everything that stands on the receipt of a dossier."""
    dossier, reception = page.dossier, page.events[0]
    centre = organisations.tree()[dossier.centre_id]
    filer = dossier.representative or dossier.owner
    received_at = clock.local(dossier.received_at)
    limit = reception.payload["limit"]
    address = f"{settings.PUBLIC_URL}/track/{dossier.number}"
    return ReceiptForm(
        superior=_superior(centre),
        agency=centre.name,
        place_and_date=f"{centre.place or centre.short_name}, {papers.official_date(received_at.date())}",
        number=dossier.number,
        order=f"{dossier.number.rsplit('-', 1)[-1]}/TTPVHCC",
        site=settings.PUBLIC_URL,
        tracking_address=address,
        tracking_qr=qr_svg(address, border=0),
        filer=filer.name if dossier.representative else dossier.owner_name,
        filer_address=filer.address if dossier.representative else dossier.owner_address,
        phone=dossier.phone,
        email=filer.email,
        identity=mask(filer.number),
        channel=str(dossier.get_channel_display()),
        owner=dossier.owner_name,
        owner_address=dossier.owner_address,
        content=dossier.content,
        procedure_code=dossier.procedure.procedure.code,
        papers=tuple(
            ListedPaper(
                paper.name, paper.originals, paper.certified_copies, paper.copies, paper.is_electronic
            )
            for paper in page.papers
        ),
        sets=papers.two_digits(dossier.sets),
        time_limit=papers.official_span(limit["amount"], limit["unit"]),
        received_at=papers.official_moment(received_at),
        due_at=papers.official_weekday_moment(clock.local(dossier.due_at)),
        why=why_in_short(page.why.lines),
        result_channel=str(dossier.get_result_channel_display()),
        fee=dossier.procedure.fee,
        centre_phone=centre.phone,
        filer_signs=dossier.channel != Dossier.Channel.ONLINE,
        receiver=reception.by.full_name,
    )


def _superior(centre: UnitView) -> str:
    above = organisations.tree().units.get(centre.parent_id or 0)
    return above.name if above else ""
