"""The slip of a batch of paper, and the labels of originals, as PDF."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.utils import translation

from motcua.base import clock
from motcua.documents import rules as papers
from motcua.documents.printing import pdf, qr_svg
from motcua.dossiers.forms.common import Head, values
from motcua.dossiers.forms.custody import CustodyLine, CustodySlip, Label
from motcua.dossiers.models import Original
from motcua.dossiers.receipts.heads import moment, place_of
from motcua.dossiers.whereabouts import BatchPage
from motcua.organisations import queries as organisations
from motcua.organisations.models import Unit

_TITLE = "Phiếu bàn giao hồ sơ giấy"


def custody_slip(page: BatchPage, *, at: datetime) -> CustodySlip:
    """Return the slip of a batch; what nobody has signed yet is left to be written."""
    batch, tree = page.batch, organisations.tree()
    return CustodySlip(
        head=_head(batch.giver_id, at=batch.left_at or at),
        code=qr_svg(batch.number, border=0),
        number=batch.number,
        giver_unit=tree[batch.giver_id].name,
        taker_unit=tree[batch.taker_id].name if batch.taker_id else f"Người nộp: {batch.receiver}",
        lines=tuple(
            CustodyLine(
                code=item.original.code,
                name=item.original.name,
                kind=str(item.original.get_kind_display()),
                owner=item.original.dossier.owner_name,
                outcome=str(item.get_outcome_display()) if item.outcome else "",
            )
            for item in page.items
        ),
        left=moment(batch.left_at),
        giver=batch.left_by.full_name if batch.left_by else "",
        arrived=moment(batch.arrived_at),
        taker=batch.receiver or (batch.arrived_by.full_name if batch.arrived_by else ""),
    )


def _head(unit_id: int, *, at: datetime) -> Head:
    tree = organisations.tree()
    unit = tree[unit_id]
    above = tree.units.get(unit.parent_id or 0)
    return Head(
        # A people's committee writes no name above its own (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.2).
        superior=above.name if above and unit.kind != Unit.Kind.GOVERNMENT else "",
        agency=unit.name,
        place_and_date=f"{place_of(unit)}, {papers.official_date(clock.local_day(at))}",
        order="",
        mark="",
        title=_TITLE,
        number="",
        site=settings.PUBLIC_URL,
        tracking_qr="",
    )


def custody_slip_pdf(page: BatchPage, *, at: datetime) -> bytes:
    """Return the slip of a batch as PDF."""
    # The paper is Vietnamese by law, whatever language the screen is in.
    with translation.override("vi"):
        slip = custody_slip(page, at=at)
    return pdf("dossiers/custody_slip.typ", values([slip]), made_at=at)


def labels_pdf(originals: Sequence[Original], *, at: datetime) -> bytes:
    """Return the labels of originals as PDF, as many as a sheet holds on each page."""
    with translation.override("vi"):
        labels = [
            Label(one.code, qr_svg(one.code, border=0), one.name, str(one.get_kind_display()))
            for one in originals
        ]
    given = {"labels": [asdict(label) for label in labels], "title": f"Nhãn giấy tờ ({len(labels)})"}
    return pdf("dossiers/custody_labels.typ", given, made_at=at)
