"""Where the paper is, what has to leave, what is late, and the slips and labels that say so."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from pypdf import PdfReader

from motcua.base.errors import Refused
from motcua.dossiers import actions, custody
from motcua.dossiers.actions import PaperIn
from motcua.dossiers.receipts.custody import custody_slip, custody_slip_pdf, labels_pdf
from motcua.dossiers.rules import in_force
from motcua.dossiers.rules.custody import (
    SESSION_END,
)
from motcua.dossiers.whereabouts import (
    batch_page,
    batches,
    late_batches,
    to_leave,
    whereabouts,
)
from motcua.worktime import queries as worktime
from tests.dossiers.batches import on, sent
from tests.factories import MORNING, received, resolved, world
from tests.statements import at_most


@pytest.fixture
def lac_hong(db):
    return world()


def test_the_page_proposes_what_leaves_with_the_limit_of_the_procedure(lac_hong):
    dossier = received(lac_hong)

    (line,) = to_leave(lac_hong.centre.pk, at=MORNING)
    (late,) = to_leave(lac_hong.centre.pk, at=on(0, 18))
    sent(lac_hong, dossier)

    assert (line.dossier, line.taker_id, line.leaving.kind, line.is_late) == (
        dossier,
        lac_hong.division.pk,
        SESSION_END,
        False,
    )
    assert late.is_late
    assert to_leave(lac_hong.centre.pk, at=on(0, 18)) == []


def test_electronic_filings_and_those_from_before_the_first_slip_are_not_proposed(lac_hong):
    received(lac_hong, papers=(PaperIn("Tờ khai", is_electronic=True),))
    received(lac_hong, at=MORNING - timedelta(days=7))

    assert to_leave(lac_hong.centre.pk, at=MORNING) == []


def test_paper_comes_back_to_the_centre_with_the_result_and_goes_back_to_the_applicant(lac_hong):
    dossier = resolved(lac_hong)
    batch = sent(lac_hong, dossier)
    records, clerk = lac_hong.rights(lac_hong.records), lac_hong.rights(lac_hong.clerk)
    custody.confirm_all(batch.number, by=records, at=on(0, 10))

    (line,) = to_leave(lac_hong.division.pk, at=on(0, 10))
    back = custody.prepare(
        request_key=uuid4(),
        giver_id=lac_hong.division.pk,
        taker_id=line.taker_id,
        numbers=[dossier.number],
        by=records,
        at=on(0, 10),
    )
    custody.send(back.number, by=records, at=on(0, 10))
    custody.confirm_all(back.number, by=clerk, at=on(0, 11))
    key = uuid4()
    for _time in range(2):
        custody.give_back(
            dossier.number,
            request_key=key,
            codes=[f"{dossier.number}/G1"],
            receiver="Nguyễn Thị Hoa",
            by=clerk,
            at=on(0, 12),
        )

    found = whereabouts(dossier.number, clerk)
    assert line.taker_id == lac_hong.centre.pk
    assert [(held.place, len(held.moves)) for held in found.held] == [
        ("", 3),
        (lac_hong.centre.name, 2),
    ]
    assert found.held[0].moves[-1].batch.receiver == "Nguyễn Thị Hoa"
    with pytest.raises(Refused, match="đã trả người nộp"):
        custody.give_back(
            dossier.number,
            request_key=uuid4(),
            codes=[f"{dossier.number}/G1"],
            receiver="Nguyễn Thị Hoa",
            by=clerk,
            at=on(0, 12),
        )


def test_a_batch_is_late_after_half_a_working_day_and_the_receiver_answers(lac_hong):
    batch = sent(lac_hong, received(lac_hong), at=on(0, 9))
    due = worktime.current().working_time.add_minutes(on(0, 9), in_force().batch_confirm_minutes)
    units = [lac_hong.centre.pk]

    before = late_batches(units, at=due)
    (late,) = late_batches(units, at=due + timedelta(minutes=1))
    custody.confirm_all(batch.number, by=lac_hong.rights(lac_hong.records), at=due + timedelta(minutes=2))

    assert before == []
    assert (late.batch, late.owner, late.is_late) == (batch, "Phạm Văn Lợi", True)
    assert late_batches(units, at=due + timedelta(days=1)) == []


def test_a_batch_out_of_sight_is_not_there(lac_hong):
    batch = sent(lac_hong, received(lac_hong))

    seen = {
        who: batch_page(batch.number.lower(), lac_hong.rights(getattr(lac_hong, who)), at=MORNING) is not None
        for who in ("clerk", "examiner", "records", "leader", "supervisor", "outsider")
    }

    assert seen == {
        "clerk": True,
        "examiner": True,
        "records": True,
        "leader": True,
        "supervisor": True,
        "outsider": False,
    }


def test_the_slip_names_both_sides_every_original_and_what_was_missing(lac_hong):
    batch = sent(lac_hong, received(lac_hong))
    first, _second = batch.items.values_list("original__code", flat=True)
    by = lac_hong.rights(lac_hong.examiner)
    custody.confirm(batch.number, code=first, by=by, at=on(0, 10))
    custody.close(batch.number, by=by, at=on(0, 10))
    page = batch_page(batch.number, by, at=on(0, 10))

    slip = custody_slip(page, at=on(0, 10))
    text = PdfReader(io.BytesIO(custody_slip_pdf(page, at=on(0, 10)))).pages[0].extract_text()

    assert (slip.giver, slip.taker) == ("Trần Thị Thu Hà", "Lê Minh Đức")
    assert [(line.code, line.outcome) for line in slip.lines] == [
        (first, "đã nhận"),
        (slip.lines[1].code, "thiếu khi nhận"),
    ]
    assert batch.number in text
    assert "NGƯỜI GIAO" in text


def test_labels_are_printed_twenty_four_on_a_sheet(lac_hong):
    papers = tuple(PaperIn(f"Giấy tờ số {at}", originals=1) for at in range(25))
    number = received(lac_hong, papers=papers).number
    labels = custody.label([number], by=lac_hong.rights(lac_hong.clerk), at=MORNING)

    pages = PdfReader(io.BytesIO(labels_pdf(labels, at=MORNING))).pages

    assert len(pages) == 2
    assert "G25" in pages[1].extract_text().replace("\u200b", "")


@pytest.mark.parametrize("count", [1, 3])
def test_batches_and_lists_take_the_same_statements_for_one_dossier_and_for_three(lac_hong, count):
    dossiers = [received(lac_hong) for _ in range(count)]
    by = lac_hong.rights(lac_hong.clerk)
    to_leave(lac_hong.centre.pk, at=MORNING)

    with at_most(5):
        to_leave(lac_hong.centre.pk, at=MORNING)
    with at_most(13):
        batch = custody.prepare(
            request_key=uuid4(),
            giver_id=lac_hong.centre.pk,
            taker_id=lac_hong.division.pk,
            numbers=[dossier.number for dossier in dossiers],
            by=by,
            at=MORNING,
        )
    with at_most(3):
        custody.send(batch.number, by=by, at=MORNING)
    with at_most(3):
        batches([lac_hong.centre.pk], at=MORNING)
    with at_most(5):
        custody.confirm_all(batch.number, by=lac_hong.rights(lac_hong.examiner), at=MORNING)
    with at_most(4):
        whereabouts(dossiers[0].number, by)


def test_paper_moves_beside_the_life_of_the_dossier(lac_hong):
    dossier = received(lac_hong)
    sent(lac_hong, dossier)

    actions.forward(dossier.number, task=2, by=lac_hong.rights(lac_hong.head), at=on(0, 10))

    assert to_leave(lac_hong.centre.pk, at=on(0, 10)) == []
