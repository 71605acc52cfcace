"""A calendar changes while dossiers are open: who moves, to when, why, and who is told."""

from datetime import date

import pytest

from motcua.base.clock import at
from motcua.base.registers import forget_all
from motcua.dossiers import actions, clocks, recalendaring
from motcua.dossiers.models import NOT_DUE, Dossier, Event
from motcua.dossiers.rules import Wanted
from motcua.dossiers.verification import differences
from motcua.worktime import queries as worktime
from motcua.worktime.actions import import_calendar
from tests.factories import MONDAY, MORNING, received, world
from tests.statements import at_most

pytestmark = pytest.mark.django_db
NOON = at(MONDAY, 11)
# "Ngày 26/11 nghỉ, làm bù thứ Bảy 28/11": a decree that comes when dossiers are open.
SWAP = [
    {"date": "2026-11-26", "kind": "closed", "name": "Hoán đổi ngày làm việc", "source": "TB 101/TB-BNV"},
    {
        "date": "2026-11-28",
        "kind": "open",
        "sessions": [["07:00", "11:30"], ["13:30", "17:00"]],
        "name": "Làm bù",
        "source": "TB 101/TB-BNV",
    },
]


@pytest.fixture
def made():
    return world()


@pytest.fixture
def keeper(made):
    return made.rights(made.supervisor)


def changed(*, exceptions=(), weeks=(), code="default"):
    """Give a calendar a new version with more special days and other weeks."""
    definition = worktime.export_definition(code)
    newest = definition["versions"][-1]
    newest["exceptions"] = [*newest.get("exceptions", []), *exceptions]
    definition["versions"] += weeks
    return import_calendar(definition, at=NOON, reason="Thay đổi").version


def move(keeper, *, code="default", now=NOON):
    return list(recalendaring.move_all(code, by=keeper, at=now, reason="TB 101/TB-BNV"))


def told(code="default"):
    return [(one.dossier.number, one.was, one.due_at) for one in recalendaring.preview(code)]


class TestLateSwapDecree:
    def test_the_preview_names_the_old_date_the_new_one_and_why(self, made):
        dossier = received(made)
        changed(exceptions=SWAP)

        (moving,) = recalendaring.preview("default")

        # Three working days: 25, 27 and now Saturday 28 instead of 25, 26, 27.
        assert moving.dossier == dossier
        assert (moving.was, moving.due_at) == (at(date(2026, 11, 27), 9), at(date(2026, 11, 28), 9))
        assert moving.why == (
            "Ngày 26/11/2026 nghỉ: Hoán đổi ngày làm việc; Ngày 28/11/2026 làm việc: Làm bù"
        )
        assert Dossier.objects.get().due_at == moving.was

    def test_a_date_before_the_changed_days_stays(self, made):
        received(made, at=at(date(2026, 11, 19), 9))
        changed(exceptions=SWAP)

        assert told() == []

    def test_approval_moves_every_dossier_and_queues_a_letter_for_those_whose_day_changes(self, made, keeper):
        moves = received(made)
        stays = received(made, at=at(date(2026, 11, 19), 9))
        version = changed(exceptions=SWAP)

        (progress,) = move(keeper)

        moves.refresh_from_db()
        stays.refresh_from_db()
        assert (moves.due_at, stays.due_at) == (at(date(2026, 11, 28), 9), at(date(2026, 11, 25), 9))
        assert moves.calendar_id == stays.calendar_id == version.pk
        assert (progress.moved, progress.waiting, progress.all) == (2, 0, 2)
        (letter,) = map(recalendaring.letter, recalendaring.letters("default"))
        assert (letter.dossier, letter.reason) == (moves, "TB 101/TB-BNV")
        assert list(differences()) == []

    def test_the_step_in_hand_moves_with_the_calendar_of_its_unit(self, made, keeper):
        dossier = received(made)
        actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)
        # 13 working hours from Monday 09:00: 6 that day, 7 on the 25th; with 26 as the next day nothing changes,
        # so take the leader's step: examined on the 25th at 16:00, four hours to sign.
        actions.forward(dossier.number, task=3, by=made.rights(made.examiner), at=at(date(2026, 11, 25), 16))
        changed(exceptions=SWAP)

        move(keeper, now=at(date(2026, 11, 25), 16))

        # One hour on the 25th; three more on the 27th, as the 26th is closed.
        assert dossier.tasks.open().get().due_at == at(date(2026, 11, 27), 10)

    def test_moving_again_does_nothing_and_a_broken_off_move_goes_on(self, made, keeper):
        for _number in range(3):
            received(made)
        changed(exceptions=SWAP)
        assert recalendaring.move_some("default", by=keeper, at=NOON, limit=2) == 2
        assert recalendaring.progress("default").waiting == 1

        (progress,) = move(keeper)
        again = move(keeper)

        assert (progress.moved, again) == (3, [])
        assert Event.objects.filter(kind="recalendared").count() == 3

    def test_the_page_explains_the_new_date(self, made, keeper):
        dossier = received(made)
        changed(exceptions=SWAP)
        move(keeper)

        why = clocks.why([clocks.fact_of(event) for event in dossier.events.all()])

        assert why.due_at == at(date(2026, 11, 28), 9)
        assert any("26/11/2026" in line.text for line in why.lines)


class TestStoppedClocks:
    def wait(self, made):
        dossier = received(made)
        actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)
        return actions.request_supplement(
            dossier.number,
            task=3,
            wanted=[Wanted("Tờ khai", "Thiếu trang 2", "Nộp đủ hai trang")],
            by=made.rights(made.examiner),
            at=NOON,
        )

    def test_a_stopped_clock_has_no_date_to_move_and_nobody_is_told(self, made, keeper):
        dossier = self.wait(made)
        version = changed(exceptions=SWAP)
        assert told() == []

        move(keeper)

        dossier.refresh_from_db()
        assert (dossier.calendar_id, dossier.due_on) == (version.pk, NOT_DUE)
        assert recalendaring.letters("default").count() == 0
        assert list(differences()) == []

    @pytest.mark.parametrize(
        ("policy", "due_at"),
        [
            # Three days from 25/11 08:00: 27, 28 and 30/11.
            ("restart", at(date(2026, 11, 30), 8)),
            # 22 of the 24 hours to Saturday 28, 09:00 were left: 7 on the 25th, 8 on the 27th, 7 on the 28th.
            ("shift", at(date(2026, 11, 28), 16)),
        ],
    )
    def test_it_goes_on_by_the_new_version(self, made, keeper, policy, due_at):
        made.version.after_supplement = policy
        made.version.save()
        dossier = self.wait(made)
        changed(exceptions=SWAP)
        move(keeper)

        dossier = actions.receive_supplement(
            dossier.number, by=made.rights(made.clerk), at=at(date(2026, 11, 25), 8)
        )

        assert dossier.due_at == due_at
        assert list(differences()) == []

    def test_a_second_date_is_moved_too(self, made, keeper):
        dossier = received(made)
        examiner = made.rights(made.examiner)
        actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)
        actions.request_payment(dossier.number, task=3, notice="15/TB-CCT", by=examiner, at=NOON)
        paid = actions.record_payment(
            dossier.number, proof="GNT 1", by=made.rights(made.clerk), at=at(date(2026, 11, 25), 9)
        )
        # The steps still to be made: 21 working hours from the 25th at 09:00.
        assert paid.due_at == at(date(2026, 11, 27), 16)
        changed(exceptions=SWAP)

        move(keeper, now=at(date(2026, 11, 25), 10))

        dossier.refresh_from_db()
        assert dossier.due_at == at(date(2026, 11, 28), 16)
        assert list(differences()) == []


class TestSummerHours:
    """From 25/11 the office opens an hour earlier in the afternoon and closes an hour earlier."""

    WEEK = {
        "valid_from": "2026-11-25",
        "week": {
            day: [["07:00", "11:30"], ["12:30", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
        },
        "exceptions": [],
    }

    def test_a_date_in_the_afternoon_moves_to_the_hours_of_the_summer(self, made, keeper):
        dossier = received(made, at=at(MONDAY, 16, 45))
        assert dossier.due_at == at(date(2026, 11, 27), 16, 45)
        changed(weeks=[self.WEEK])

        ((_number, _was, due_at),) = told()
        move(keeper)

        dossier.refresh_from_db()
        assert due_at == dossier.due_at == at(date(2026, 11, 27), 16)
        assert list(differences()) == []

    def test_the_same_day_needs_no_letter(self, made, keeper):
        received(made, at=at(MONDAY, 16, 45))
        changed(weeks=[self.WEEK])

        move(keeper)

        assert recalendaring.letters("default").count() == 0


def test_only_units_that_work_by_the_calendar_move(made, keeper):
    received(made)
    definition = {**worktime.export_definition("default"), "code": "rieng", "name": "Lịch riêng"}
    own = import_calendar(definition, at=MORNING).version.calendar
    made.division.calendar = own
    made.division.save()
    forget_all()
    from_own = received(made)
    version = changed(exceptions=SWAP, code="rieng")

    move(keeper, code="rieng")

    from_own.refresh_from_db()
    assert from_own.calendar_id == version.pk
    assert Event.objects.filter(kind="recalendared").count() == 1


def test_a_chunk_takes_as_many_statements_however_many_dossiers_it_has(made, keeper):
    for _number in range(30):
        received(made)
    changed(exceptions=SWAP)
    worktime.current()

    with at_most(12):
        assert recalendaring.move_some("default", by=keeper, at=NOON) == 30

    assert list(differences()) == []
