"""Paper that changes hands: each batch is signed where it leaves and where it arrives (domain.md §10.2).

What arrives is confirmed code by code or by its slip; what is not there is named, and stays with who gave it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.base.models import Counter
from motcua.base.text import clean
from motcua.dossiers.models import CustodyBatch, CustodyItem, Dossier, Original, Paper
from motcua.dossiers.queries import visible_to
from motcua.dossiers.rules import custody as rules
from motcua.dossiers.rules import in_force
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.worktime import queries as worktime

Outcome = CustodyItem.Outcome
MOST = 500


def label(numbers: Sequence[str], *, by: Rights, at: datetime) -> list[Original]:
    """Give every original of these dossiers its code, once; return them all."""
    with transaction.atomic():
        dossiers = list(
            visible_to(by).filter(number__in=numbers).select_for_update(of=("self",)).order_by("pk")
        )
        if missing := set(numbers) - {dossier.number for dossier in dossiers}:
            raise Refused(_("Không có hồ sơ %(number)s, hoặc bạn không được xem.") % {"number": min(missing)})
        Original.objects.bulk_create(_originals(dossiers))
        return list(Original.objects.filter(dossier__in=dossiers).order_by("dossier", "order"))


def _originals(dossiers: Sequence[Dossier]) -> list[Original]:
    """The originals that have no code yet: they are where they were handed in."""
    coded = Original.objects.filter(dossier__in=dossiers).values_list("dossier_id", "order", "paper_id")
    last: dict[int, int] = {}
    known: set[int] = set()
    for dossier_id, order, paper_id in coded:
        last[dossier_id] = max(order, last.get(dossier_id, 0))
        known.add(paper_id)
    fresh: dict[int, list[Paper]] = {}
    # What came with a supplement gets its codes after those given before.
    for paper in Paper.objects.filter(dossier__in=dossiers).exclude(pk__in=known).order_by("order"):
        fresh.setdefault(paper.dossier_id, []).append(paper)
    return [
        Original(
            dossier=dossier,
            paper_id=paper.pk,
            order=order,
            code=rules.code_of(dossier.number, order),
            kind=piece.kind,
            name=piece.name,
            unit_id=dossier.centre_id,
            since=paper.came_at or dossier.received_at,
        )
        for dossier in dossiers
        for order, (paper, piece) in enumerate(
            ((paper, piece) for paper in fresh.get(dossier.pk, []) for piece in rules.pieces(paper)),
            start=last.get(dossier.pk, 0) + 1,
        )
    ]


def prepare(
    *,
    request_key: UUID,
    giver_id: int,
    taker_id: int,
    by: Rights,
    at: datetime,
    numbers: Sequence[str] = (),
    codes: Sequence[str] = (),
) -> CustodyBatch:
    """Make a batch of whole dossiers and of single originals; the same form sent twice makes one.

    Of a dossier everything goes that its giver has.
    """
    _refuse_if(rules.why_not_handle(by, giver_id, tree=organisations.tree()))
    if taker_id == giver_id or taker_id not in organisations.tree().units:
        raise Refused(_("Hãy chọn đơn vị nhận khác đơn vị giao."))
    try:
        with transaction.atomic():
            if again := CustodyBatch.objects.filter(request_key=request_key).first():
                return again
            labelled = label(numbers, by=by, at=at) if numbers else []
            whole = {one.code for one in labelled if one.unit_id == giver_id and one.missing_at is None}
            wanted = list(dict.fromkeys([*sorted(whole), *codes]))
            if not wanted:
                raise Refused(_("Hãy đánh dấu ít nhất một hồ sơ hoặc giấy tờ."))
            batch = _new(request_key, giver_id=giver_id, taker_id=taker_id, by=by, at=at)
            _pack(batch, wanted, whole=whole)
            return batch
    except IntegrityError:
        # The network repeated the form: whoever came second gets what the first one made.
        if again := CustodyBatch.objects.filter(request_key=request_key).first():
            return again
        raise Refused(_("Có giấy tờ vừa được xếp vào phiếu khác, hãy xem lại danh sách.")) from None


def _new(
    request_key: UUID, *, giver_id: int, taker_id: int | None, by: Rights, at: datetime, receiver: str = ""
) -> CustodyBatch:
    giver = organisations.tree()[giver_id]
    series, day = f"BG-{giver.official_code or giver.code}".upper(), local_day(at)
    return CustodyBatch.objects.create(
        number=f"{series}-{day:%y%m%d}-{Counter.take(series, day=day):03d}",
        request_key=request_key,
        giver_id=giver_id,
        taker_id=taker_id,
        receiver=receiver,
        made_at=at,
        made_by_id=by.user_id,
    )


def _pack(batch: CustodyBatch, codes: Iterable[str], *, whole: Collection[str] = ()) -> None:
    """Put originals into a batch; those of a whole dossier that are on their way already stay where they are."""
    wanted = list(codes)
    if len(wanted) > MOST:
        raise Refused(_("Một phiếu có nhiều nhất %(count)s giấy tờ.") % {"count": MOST})
    # Locked in one order, so that two batches made at once wait for each other and do not block.
    found = {
        one.code: one for one in Original.objects.filter(code__in=wanted).select_for_update().order_by("pk")
    }
    on_the_way = dict(
        CustodyItem.objects.filter(original__in=found.values(), outcome=Outcome.OPEN).values_list(
            "original__code", "batch__number"
        )
    )
    packed = [found[code] for code in wanted if code in found and not (code in whole and code in on_the_way)]
    for code in wanted:
        if code not in found:
            raise Refused(_("Không có giấy tờ mang mã %(code)s.") % {"code": code[:70]})
        _refuse_if(rules.why_not_pack(found[code], giver_id=batch.giver_id))
        if code in on_the_way and code not in whole:
            raise Refused(_("%(code)s đang ở phiếu %(batch)s.") % {"code": code, "batch": on_the_way[code]})
    if not packed:
        raise Refused(_("Mọi giấy tờ đã chọn đều đang ở phiếu khác."))
    # What was taken off this very batch comes back to its old line.
    back = {
        item.original_id: item
        for item in CustodyItem.objects.filter(batch=batch, original__in=packed, outcome=Outcome.TAKEN_OFF)
    }
    CustodyItem.objects.filter(pk__in=[item.pk for item in back.values()]).update(
        outcome=Outcome.OPEN, at=None, by=None
    )
    CustodyItem.objects.bulk_create(
        [CustodyItem(batch=batch, original=one) for one in packed if one.pk not in back]
    )


def add(number: str, *, code: str, by: Rights, at: datetime) -> CustodyBatch:
    """Put one more original into a batch that has not left; there already, it stays."""
    with transaction.atomic():
        batch = _locked(number)
        _refuse_if(rules.why_not_handle(by, batch.giver_id, tree=organisations.tree()))
        _refuse_if(rules.why_not_change_batch(batch))
        code = tidy_code(code)
        if not batch.items.filter(original__code=code, outcome=Outcome.OPEN).exists():
            dossier_number = code.split("/")[0]
            if not Original.objects.filter(code=code).exists() and visible_to(by).filter(
                number=dossier_number
            ):
                label([dossier_number], by=by, at=at)
            _pack(batch, [code])
        return batch


def take_off(number: str, *, code: str, by: Rights, at: datetime) -> CustodyBatch:
    """Take an original out of a batch that has not left."""
    with transaction.atomic():
        batch = _locked(number)
        _refuse_if(rules.why_not_handle(by, batch.giver_id, tree=organisations.tree()))
        _refuse_if(rules.why_not_change_batch(batch))
        batch.items.filter(original__code=tidy_code(code), outcome=Outcome.OPEN).update(
            outcome=Outcome.TAKEN_OFF, at=at, by_id=by.user_id
        )
        return batch


def cancel(number: str, *, by: Rights, at: datetime) -> CustodyBatch:
    """Give up a batch that has not left; its originals are free again."""
    with transaction.atomic():
        batch = _locked(number)
        if batch.cancelled_at is not None:
            return batch
        _refuse_if(rules.why_not_handle(by, batch.giver_id, tree=organisations.tree()))
        _refuse_if(rules.why_not_change_batch(batch))
        batch.items.filter(outcome=Outcome.OPEN).update(outcome=Outcome.TAKEN_OFF, at=at, by_id=by.user_id)
        batch.cancelled_at = at
        batch.save(update_fields=["cancelled_at"])
        return batch


def send(number: str, *, by: Rights, at: datetime) -> CustodyBatch:
    """Confirm for the giver that a batch leaves: the first of its two signatures; the first one counts."""
    with transaction.atomic():
        batch = _locked(number)
        _refuse_if(rules.why_not_handle(by, batch.giver_id, tree=organisations.tree()))
        if batch.left_at is not None:
            return batch
        _refuse_if(rules.why_not_send(batch, count=batch.items.filter(outcome=Outcome.OPEN).count()))
        calendar = worktime.current(organisations.calendar_code(batch.taker_id or batch.giver_id))
        batch.left_at, batch.left_by_id = at, by.user_id
        batch.expected_by = calendar.working_time.add_minutes(at, in_force().batch_confirm_minutes)
        batch.save(update_fields=["left_at", "left_by", "expected_by"])
        return batch


def confirm(number: str, *, code: str, by: Rights, at: datetime) -> CustodyBatch:
    """Confirm for the receiver that one original is there; with the last one the batch has arrived.

    Scanned twice it is confirmed once, with the first scan's time and person.
    """
    code = tidy_code(code)
    with transaction.atomic():
        batch = _locked(number)
        _refuse_if(rules.why_not_handle(by, batch.taker_id, tree=organisations.tree()))
        item = batch.items.filter(original__code=code).select_related("original").first()
        if item is not None and item.outcome == Outcome.ARRIVED:
            return batch
        _refuse_if(rules.why_not_take_in(batch) or rules.why_not_confirm_item(item, code=code))
        assert item is not None
        _arrived(batch, [item.original_id], by=by, at=at)
        if not batch.items.filter(outcome=Outcome.OPEN).exists():
            _sign(batch, by=by, at=at)
        return batch


def confirm_all(number: str, *, by: Rights, at: datetime) -> CustodyBatch:
    """Confirm for the receiver that everything on the slip is there: the second signature."""
    with transaction.atomic():
        batch = _locked(number)
        _refuse_if(rules.why_not_handle(by, batch.taker_id, tree=organisations.tree()))
        if batch.arrived_at is not None:
            return batch
        _refuse_if(rules.why_not_take_in(batch))
        left = list(batch.items.filter(outcome=Outcome.OPEN).values_list("original_id", flat=True))
        _arrived(batch, left, by=by, at=at)
        _sign(batch, by=by, at=at)
        return batch


def close(number: str, *, by: Rights, at: datetime) -> CustodyBatch:
    """Close a batch with what was scanned: the rest is named as missing and stays with who gave it."""
    with transaction.atomic():
        batch = _locked(number)
        _refuse_if(rules.why_not_handle(by, batch.taker_id, tree=organisations.tree()))
        if batch.arrived_at is not None:
            return batch
        _refuse_if(rules.why_not_take_in(batch))
        missing = list(batch.items.filter(outcome=Outcome.OPEN).values_list("original_id", flat=True))
        batch.items.filter(original__in=missing).update(outcome=Outcome.MISSING, at=at, by_id=by.user_id)
        Original.objects.filter(pk__in=missing).update(missing_at=at)
        _sign(batch, by=by, at=at)
        return batch


def _arrived(batch: CustodyBatch, originals: Collection[int], *, by: Rights, at: datetime) -> None:
    batch.items.filter(original__in=originals, outcome=Outcome.OPEN).update(
        outcome=Outcome.ARRIVED, at=at, by_id=by.user_id
    )
    Original.objects.filter(pk__in=originals).update(unit_id=batch.taker_id, since=at)


def _sign(batch: CustodyBatch, *, by: Rights, at: datetime) -> None:
    batch.arrived_at, batch.arrived_by_id = at, by.user_id
    batch.save(update_fields=["arrived_at", "arrived_by"])


def find(code: str, *, unit_id: int, note: str, by: Rights, at: datetime) -> Original:
    """Record that a missing original was found, where, and with which unit it is now."""
    with transaction.atomic():
        original = Original.objects.select_for_update().filter(code=tidy_code(code)).first()
        if original is None:
            raise Refused(_("Không có giấy tờ mang mã %(code)s.") % {"code": code[:70]})
        if original.missing_at is None:
            return original
        _refuse_if(rules.why_not_handle(by, unit_id, tree=organisations.tree()))
        item = original.moves.filter(outcome=Outcome.MISSING, found_at=None).order_by("-at")[0]
        if unit_id not in (item.batch.giver_id, item.batch.taker_id):
            raise Refused(_("Chỉ bên giao hoặc bên nhận của phiếu ghi nhận đã tìm thấy."))
        if not clean(note):
            raise Refused(_("Hãy ghi giấy tờ được tìm thấy ở đâu."))
        item.found_at, item.found_by_id, item.note = at, by.user_id, clean(note)[:300]
        item.save(update_fields=["found_at", "found_by", "note"])
        original.missing_at, original.unit_id, original.since = None, unit_id, at
        original.save(update_fields=["missing_at", "unit", "since"])
        return original


def give_back(
    number: str, *, request_key: UUID, codes: Sequence[str], receiver: str, by: Rights, at: datetime
) -> CustodyBatch:
    """Give originals back to the applicant: the end of their chain, with the name of who took them."""
    try:
        with transaction.atomic():
            if again := CustodyBatch.objects.filter(request_key=request_key).first():
                return again
            labelled = label([number], by=by, at=at)
            centre_id = Dossier.objects.values_list("centre_id", flat=True).get(number=number)
            _refuse_if(rules.why_not_handle(by, centre_id, tree=organisations.tree()))
            chosen = [one for one in labelled if one.code in set(codes)]
            _refuse_if(rules.why_not_give_back(chosen, centre_id=centre_id, receiver=clean(receiver)))
            batch = _new(
                request_key, giver_id=centre_id, taker_id=None, by=by, at=at, receiver=clean(receiver)[:200]
            )
            _pack(batch, [one.code for one in chosen])
            batch.left_at = batch.expected_by = at
            batch.left_by_id = by.user_id
            batch.save(update_fields=["left_at", "left_by", "expected_by"])
            _arrived(batch, [one.pk for one in chosen], by=by, at=at)
            _sign(batch, by=by, at=at)
            return batch
    except IntegrityError:
        if again := CustodyBatch.objects.filter(request_key=request_key).first():
            return again
        raise Refused(_("Có giấy tờ vừa được xếp vào phiếu khác, hãy xem lại danh sách.")) from None


def tidy_code(typed: str) -> str:
    """Return a code as it is written, whatever case or spaces it was typed or scanned with."""
    return "".join(typed.split()).upper()[:70]


def _locked(number: str) -> CustodyBatch:
    """The batch, held until the transaction ends: every verb on one batch waits for the one before."""
    batch = CustodyBatch.objects.select_for_update().filter(number=number).first()
    if batch is None:
        raise Refused(_("Không có phiếu %(number)s.") % {"number": number[:60]})
    return batch


def _refuse_if(reason: str) -> None:
    if reason:
        raise Refused(reason)
