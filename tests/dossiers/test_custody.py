"""Paper changes hands under slips that both ends sign; what is late or missing has an owner."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from motcua.base.errors import Refused
from motcua.dossiers import custody
from motcua.dossiers.models import CustodyBatch, CustodyItem, Original
from motcua.dossiers.rules.custody import (
    paper_units,
)
from motcua.dossiers.whereabouts import (
    missing,
)
from motcua.organisations import queries as organisations
from tests.dossiers.batches import on, sent
from tests.factories import MORNING, received, world


@pytest.fixture
def lac_hong(db):
    return world()


def test_a_records_clerk_handles_the_paper_of_every_division_of_the_agency(lac_hong):
    tree = organisations.tree()

    found = {
        who: paper_units(lac_hong.rights(getattr(lac_hong, who)), tree=tree)
        for who in ("clerk", "examiner", "records", "supervisor")
    }

    assert found == {
        "clerk": [lac_hong.centre.pk],
        "examiner": [lac_hong.division.pk],
        "records": [lac_hong.government.pk, lac_hong.division.pk],
        "supervisor": [],
    }


def test_labels_are_given_once_in_the_series_of_the_dossier(lac_hong):
    number = received(lac_hong).number
    by = lac_hong.rights(lac_hong.clerk)

    first = custody.label([number], by=by, at=MORNING)
    again = custody.label([number], by=by, at=MORNING)

    assert [one.code for one in first] == [f"{number}/G1", f"{number}/G2"]
    assert [one.pk for one in again] == [one.pk for one in first]
    assert {one.unit_id for one in first} == {lac_hong.centre.pk}


def test_a_batch_is_signed_where_it_leaves_and_where_it_arrives(lac_hong):
    batch = sent(lac_hong, received(lac_hong), received(lac_hong))
    by = lac_hong.rights(lac_hong.examiner)

    done = custody.confirm_all(batch.number, by=by, at=on(0, 10))

    assert done.number == "BG-H99.12-261123-001"
    assert (done.left_by, done.left_at) == (lac_hong.clerk, MORNING)
    assert (done.arrived_by, done.arrived_at) == (lac_hong.examiner, on(0, 10))
    assert set(Original.objects.values_list("unit", flat=True)) == {lac_hong.division.pk}
    assert set(CustodyItem.objects.values_list("outcome", "by")) == {("arrived", lac_hong.examiner.pk)}


def test_the_last_code_scanned_signs_the_batch(lac_hong):
    number = received(lac_hong).number
    batch = sent(lac_hong, received(lac_hong))
    codes = list(batch.items.values_list("original__code", flat=True))
    by = lac_hong.rights(lac_hong.records)

    half = custody.confirm(batch.number, code=codes[0].lower(), by=by, at=on(0, 10))
    twice = custody.confirm(batch.number, code=codes[0], by=by, at=on(0, 11))
    whole = custody.confirm(batch.number, code=f" {codes[1]} ", by=by, at=on(0, 12))

    assert number not in codes[0]
    assert half.arrived_at is twice.arrived_at is None
    assert whole.arrived_at == on(0, 12)
    assert CustodyItem.objects.get(original__code=codes[0]).at == on(0, 10)


def test_what_is_not_there_is_named_stays_with_the_giver_and_can_be_found(lac_hong):
    batch = sent(lac_hong, received(lac_hong))
    here, lost = batch.items.values_list("original__code", flat=True)
    by, clerk = lac_hong.rights(lac_hong.examiner), lac_hong.rights(lac_hong.clerk)
    custody.confirm(batch.number, code=here, by=by, at=on(0, 10))

    custody.close(batch.number, by=by, at=on(0, 10))
    (named,) = missing([lac_hong.centre.pk], at=on(0, 11))
    with pytest.raises(Refused, match="Hãy ghi giấy tờ được tìm thấy ở đâu"):
        custody.find(lost, unit_id=lac_hong.centre.pk, note=" ", by=clerk, at=on(0, 11))
    custody.find(lost, unit_id=lac_hong.centre.pk, note="Kẹp trong hồ sơ khác", by=clerk, at=on(0, 11))
    custody.find(lost, unit_id=lac_hong.centre.pk, note="Lần nữa", by=clerk, at=on(0, 12))

    assert (named.original.code, named.owner) == (lost, "Trần Thị Thu Hà")
    assert missing([lac_hong.centre.pk], at=on(0, 11)) == []
    assert CustodyItem.objects.get(original__code=lost).note == "Kẹp trong hồ sơ khác"
    assert Original.objects.get(code=lost).unit == lac_hong.centre


def test_a_missing_original_goes_into_no_batch(lac_hong):
    dossier = received(lac_hong)
    batch = sent(lac_hong, dossier)
    custody.close(batch.number, by=lac_hong.rights(lac_hong.examiner), at=on(0, 10))
    lost = f"{dossier.number}/G1"

    with pytest.raises(Refused, match="đang bị báo thiếu"):
        custody.prepare(
            request_key=uuid4(),
            giver_id=lac_hong.centre.pk,
            taker_id=lac_hong.division.pk,
            codes=[lost],
            by=lac_hong.rights(lac_hong.clerk),
            at=on(0, 11),
        )


def test_an_original_is_in_one_open_batch_at_most(lac_hong):
    dossier = received(lac_hong)
    batch = sent(lac_hong, dossier)
    code = f"{dossier.number}/G1"

    with pytest.raises(Refused, match=f"{code} đang ở phiếu {batch.number}"):
        custody.prepare(
            request_key=uuid4(),
            giver_id=lac_hong.centre.pk,
            taker_id=lac_hong.government.pk,
            codes=[code],
            by=lac_hong.rights(lac_hong.clerk),
            at=MORNING,
        )
    other = CustodyBatch.objects.create(
        number="BG-x",
        request_key=uuid4(),
        giver=lac_hong.centre,
        taker=lac_hong.division,
        made_at=MORNING,
        made_by=lac_hong.clerk,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyItem.objects.create(batch=other, original=Original.objects.get(code=code))
    assert CustodyBatch.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"taker": None},
        {"receiver": "Hoa"},
        {"arrived_at": MORNING},
        {"left_at": MORNING},
    ],
)
def test_the_database_keeps_no_batch_that_is_half_signed_or_goes_nowhere(lac_hong, wrong):
    values = {
        "number": "BG-x",
        "request_key": uuid4(),
        "giver": lac_hong.centre,
        "taker": lac_hong.division,
        "made_at": MORNING,
        "made_by": lac_hong.clerk,
        **wrong,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyBatch.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyBatch.objects.create(
            **{**values, **dict.fromkeys(wrong), "receiver": "", "taker": lac_hong.centre}
        )


def test_a_batch_is_changed_only_before_it_leaves(lac_hong):
    dossier = received(lac_hong)
    by = lac_hong.rights(lac_hong.clerk)
    batch = custody.prepare(
        request_key=uuid4(),
        giver_id=lac_hong.centre.pk,
        taker_id=lac_hong.division.pk,
        numbers=[dossier.number],
        by=by,
        at=MORNING,
    )
    code = f"{dossier.number}/G2"

    custody.take_off(batch.number, code=code, by=by, at=MORNING)
    custody.add(batch.number, code=code, by=by, at=MORNING)
    custody.add(batch.number, code=code, by=by, at=MORNING)
    custody.take_off(batch.number, code=code, by=by, at=MORNING)
    custody.send(batch.number, by=by, at=MORNING)

    for change in (custody.add, custody.take_off):
        with pytest.raises(Refused, match="Phiếu này đã giao đi."):
            change(batch.number, code=code, by=by, at=MORNING)
    assert batch.items.filter(outcome="").count() == 1


def test_a_code_of_a_dossier_never_labelled_is_labelled_when_it_is_added(lac_hong):
    first, second = received(lac_hong), received(lac_hong)
    by = lac_hong.rights(lac_hong.clerk)
    batch = custody.prepare(
        request_key=uuid4(),
        giver_id=lac_hong.centre.pk,
        taker_id=lac_hong.division.pk,
        numbers=[first.number],
        by=by,
        at=MORNING,
    )

    custody.add(batch.number, code=f"{second.number}/G1", by=by, at=MORNING)

    assert batch.items.count() == 3


def test_a_batch_given_up_frees_its_originals(lac_hong):
    dossier = received(lac_hong)
    by = lac_hong.rights(lac_hong.clerk)
    values = {
        "giver_id": lac_hong.centre.pk,
        "taker_id": lac_hong.division.pk,
        "numbers": [dossier.number],
        "by": by,
        "at": MORNING,
    }
    given_up = custody.prepare(request_key=uuid4(), **values)

    custody.cancel(given_up.number, by=by, at=MORNING)
    custody.cancel(given_up.number, by=by, at=MORNING)
    other = custody.prepare(request_key=uuid4(), **values)

    assert other.items.count() == 2
    with pytest.raises(Refused, match="Phiếu này đã hủy."):
        custody.send(given_up.number, by=by, at=MORNING)


def test_the_same_form_sent_twice_makes_one_batch_and_one_signature(lac_hong):
    dossier, key = received(lac_hong), uuid4()
    by = lac_hong.rights(lac_hong.clerk)
    values = {
        "request_key": key,
        "giver_id": lac_hong.centre.pk,
        "taker_id": lac_hong.division.pk,
        "numbers": [dossier.number],
        "by": by,
    }

    first, second = custody.prepare(at=MORNING, **values), custody.prepare(at=on(0, 10), **values)
    custody.send(first.number, by=by, at=MORNING)
    again = custody.send(first.number, by=by, at=on(0, 10))

    assert first.pk == second.pk
    assert again.left_at == MORNING


@pytest.mark.parametrize("who", ["examiner", "supervisor", "outsider"])
def test_only_who_holds_the_paper_gives_it(lac_hong, who):
    dossier = received(lac_hong)

    with pytest.raises(Refused, match="Bạn không giữ giấy tờ của đơn vị này."):
        custody.prepare(
            request_key=uuid4(),
            giver_id=lac_hong.centre.pk,
            taker_id=lac_hong.division.pk,
            numbers=[dossier.number],
            by=lac_hong.rights(getattr(lac_hong, who)),
            at=MORNING,
        )
    assert Original.objects.count() == 0


@pytest.mark.parametrize("who", ["clerk", "supervisor", "outsider"])
def test_only_the_receiver_confirms(lac_hong, who):
    batch = sent(lac_hong, received(lac_hong))
    by = lac_hong.rights(getattr(lac_hong, who))
    code = batch.items.first().original.code

    for verb in (
        lambda: custody.confirm_all(batch.number, by=by, at=MORNING),
        lambda: custody.close(batch.number, by=by, at=MORNING),
        lambda: custody.confirm(batch.number, code=code, by=by, at=MORNING),
    ):
        with pytest.raises(Refused, match="Bạn không giữ giấy tờ của đơn vị này."):
            verb()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"numbers": []}, "Hãy đánh dấu ít nhất một hồ sơ hoặc giấy tờ."),
        ({"numbers": ["H99-x"]}, "Không có hồ sơ H99-x"),
        ({"numbers": [], "codes": ["x/G1"]}, "Không có giấy tờ mang mã x/G1."),
        ({"taker_id": 0}, "Hãy chọn đơn vị nhận khác đơn vị giao."),
        ({"numbers": [], "codes": [f"x/G{at}" for at in range(501)]}, "Một phiếu có nhiều nhất 500"),
    ],
)
def test_a_batch_of_nothing_or_to_nobody_is_refused_with_the_reason(lac_hong, changes, reason):
    dossier = received(lac_hong)
    values = {
        "request_key": uuid4(),
        "giver_id": lac_hong.centre.pk,
        "taker_id": lac_hong.division.pk,
        "numbers": [dossier.number],
        "by": lac_hong.rights(lac_hong.clerk),
        "at": MORNING,
    }

    with pytest.raises(Refused, match=reason):
        custody.prepare(**{**values, **changes})
    assert CustodyBatch.objects.count() == 0


def test_a_batch_that_has_not_left_or_is_unknown_is_confirmed_by_nobody(lac_hong):
    by = lac_hong.rights(lac_hong.clerk)
    batch = custody.prepare(
        request_key=uuid4(),
        giver_id=lac_hong.centre.pk,
        taker_id=lac_hong.division.pk,
        numbers=[received(lac_hong).number],
        by=by,
        at=MORNING,
    )
    examiner = lac_hong.rights(lac_hong.examiner)

    with pytest.raises(Refused, match="Bên giao chưa xác nhận giao phiếu này."):
        custody.confirm_all(batch.number, by=examiner, at=MORNING)
    with pytest.raises(Refused, match="Không có phiếu BG-x."):
        custody.confirm_all("BG-x", by=examiner, at=MORNING)
    custody.send(batch.number, by=by, at=MORNING)
    with pytest.raises(Refused, match="không có trong phiếu này"):
        custody.confirm(batch.number, code="X/G1", by=examiner, at=MORNING)
