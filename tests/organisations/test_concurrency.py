"""Managers at once, on real PostgreSQL: what excludes each other is never given together."""

from datetime import timedelta

import pytest

from motcua.base.errors import Refused
from motcua.organisations.actions import appoint, name_stand_in, record_absence, save_week
from motcua.organisations.models import Absence, Membership, Shift, StandIn
from motcua.organisations.rules import Away, fingerprint
from tests.factories import MONDAY, MORNING, Role, post, user, world
from tests.organisations.conftest import as_manager, membership
from tests.threads import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
MANAGERS = 8


def outcomes(work):
    """Run the work of eight managers at once; return how many were refused."""

    def tried(index):
        try:
            work(index)
        except Refused:
            return "refused"
        return "done"

    return sorted(at_once(MANAGERS, tried))


def test_two_roles_that_exclude_each_other_are_never_given_at_once():
    made = world()
    director = user("giamdoc", "Trịnh Mỹ Linh")
    post(director, made.centre, Role.DIRECTOR)
    newcomer, by = user("moi", "Người Mới"), as_manager(director)

    def give(index):
        role = (Role.RECEPTION, Role.SUPERVISOR)[index % 2]
        appoint(newcomer, unit=made.centre, role=role, title="Cán bộ", from_on=MONDAY, by=by, at=MORNING)

    refused = outcomes(give).count("refused")

    assert (Membership.objects.filter(user=newcomer).count(), refused) == (1, MANAGERS // 2)


def test_absences_that_overlap_are_recorded_once():
    made = world()
    by = as_manager(made.head)

    def record(index):
        span = Away(made.examiner.pk, "leave", MONDAY, "morning", MONDAY + timedelta(days=index), "afternoon")
        record_absence(made.examiner, away=span, by=by, at=MORNING)

    assert outcomes(record).count("done") == Absence.objects.count() == 1


def test_a_post_never_gets_two_stand_ins_at_once():
    made = world()
    by = as_manager(made.head)

    def name(index):
        name_stand_in(
            membership(made.head),
            user=made.examiner,
            from_on=MONDAY + timedelta(days=index),
            to_on=MONDAY + timedelta(days=30),
            ground="GUQ 1",
            by=by,
            at=MORNING,
        )

    assert outcomes(name).count("done") == StandIn.objects.count() == 1


def test_two_units_never_have_one_person_on_duty_at_once():
    made = world()
    director = user("giamdoc", "Trịnh Mỹ Linh")
    post(director, made.centre, Role.DIRECTOR)
    post(made.clerk, made.government, Role.RECORDS)
    wanted = [(made.centre, as_manager(director)), (made.government, as_manager(made.leader))]

    def put(index):
        unit, by = wanted[index % 2]
        save_week(
            unit,
            monday=MONDAY,
            cells={(made.clerk.pk, MONDAY, "morning"): f"Quầy {index}"},
            seen=fingerprint([]),
            by=by,
            at=MORNING,
        )

    outcomes(put)

    assert Shift.objects.count() == 1
