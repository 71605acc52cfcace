"""Sixteen people on one batch of paper, on real PostgreSQL: no confirmation is lost and none counts twice."""

from collections import Counter
from uuid import uuid4

import pytest

from motcua.base.errors import Refused
from motcua.dossiers import custody
from motcua.dossiers.models import CustodyBatch, CustodyItem, Original
from tests.factories import MORNING, received, world
from tests.threads import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
PEOPLE, DOSSIERS = 16, 10


@pytest.fixture
def lac_hong():
    return world()


def prepared(world, numbers, *, key=None):
    return custody.prepare(
        request_key=key or uuid4(),
        giver_id=world.centre.pk,
        taker_id=world.division.pk,
        numbers=numbers,
        by=world.rights(world.clerk),
        at=MORNING,
    )


def test_sixteen_people_scan_one_batch_and_every_original_is_confirmed_once(lac_hong):
    batch = prepared(lac_hong, [received(lac_hong).number for _ in range(DOSSIERS)])
    custody.send(batch.number, by=lac_hong.rights(lac_hong.clerk), at=MORNING)
    codes = list(batch.items.values_list("original__code", flat=True))
    examiner, records = lac_hong.rights(lac_hong.examiner), lac_hong.rights(lac_hong.records)

    def scan(index):
        by = examiner if index % 2 else records
        # Everybody scans everything, each beginning somewhere else.
        return [
            custody.confirm(batch.number, code=code, by=by, at=MORNING).arrived_at
            for code in codes[index:] + codes[:index]
        ]

    at_once(PEOPLE, scan)

    batch.refresh_from_db()
    assert Counter(CustodyItem.objects.values_list("outcome", flat=True)) == {"arrived": len(codes)}
    assert CustodyItem.objects.filter(at=None).count() == 0
    assert batch.arrived_at == MORNING
    assert batch.arrived_by_id in (examiner.user_id, records.user_id)
    assert set(Original.objects.values_list("unit", flat=True)) == {lac_hong.division.pk}


def test_scans_against_a_closing_leave_nothing_between_arrived_and_missing(lac_hong):
    batch = prepared(lac_hong, [received(lac_hong).number for _ in range(DOSSIERS)])
    custody.send(batch.number, by=lac_hong.rights(lac_hong.clerk), at=MORNING)
    codes = list(batch.items.values_list("original__code", flat=True))
    by = lac_hong.rights(lac_hong.examiner)

    def scan_or_close(index):
        try:
            if index == 0:
                custody.close(batch.number, by=by, at=MORNING)
            else:
                custody.confirm(batch.number, code=codes[index], by=by, at=MORNING)
        except Refused as refusal:
            return str(refusal)
        return "done"

    said = at_once(PEOPLE, scan_or_close)

    outcomes = Counter(CustodyItem.objects.values_list("outcome", flat=True))
    assert set(said) <= {"done", "Phiếu này đã nhận xong."}
    assert outcomes["arrived"] == said.count("done") - 1
    assert outcomes["arrived"] + outcomes["missing"] == len(codes)
    assert Original.objects.filter(missing_at=None, unit=lac_hong.division).count() == outcomes["arrived"]
    assert (
        Original.objects.filter(missing_at__isnull=False, unit=lac_hong.centre).count() == outcomes["missing"]
    )


def test_sixteen_batches_of_the_same_dossiers_pack_every_original_once(lac_hong):
    numbers = [received(lac_hong).number for _ in range(DOSSIERS)]

    def prepare(index):
        try:
            return prepared(lac_hong, numbers[index % 3 :]).number
        except Refused as refusal:
            return str(refusal)

    made = at_once(PEOPLE, prepare)

    packed = Counter(CustodyItem.objects.filter(outcome="").values_list("original__code", flat=True))
    assert len(packed) == Original.objects.count() == DOSSIERS * 2
    assert set(packed.values()) == {1}
    assert {one for one in made if not one.startswith("BG-")} <= {
        "Mọi giấy tờ đã chọn đều đang ở phiếu khác."
    }
    numbers_given = sorted(CustodyBatch.objects.values_list("number", flat=True))
    assert numbers_given == [f"BG-H99.12-261123-{order:03d}" for order in range(1, len(numbers_given) + 1)]


def test_the_same_form_from_eight_connections_makes_one_batch_with_one_signature(lac_hong):
    numbers, key = [received(lac_hong).number], uuid4()
    by = lac_hong.rights(lac_hong.clerk)

    def prepare_and_send(index):
        batch = prepared(lac_hong, numbers, key=key)
        return custody.send(batch.number, by=by, at=MORNING).number

    assert set(at_once(8, prepare_and_send)) == {"BG-H99.12-261123-001"}
    assert CustodyItem.objects.count() == 2
