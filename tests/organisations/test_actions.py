"""Giving and ending posts, absences, stand-ins."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from motcua.base.errors import Refused
from motcua.organisations.actions import (
    appoint,
    come_back,
    end_post,
    end_stand_in,
    name_stand_in,
    record_absence,
)
from motcua.organisations.models import Absence, Membership, StandIn
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Away
from tests.factories import MONDAY, MORNING, Role, user
from tests.organisations.conftest import as_manager, membership

TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
SUNDAY = MONDAY - timedelta(days=1)


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.field, str(caught.value)


def absent(somebody, first=MONDAY, last=FRIDAY, kind="leave"):
    return Away(somebody.pk, kind, first, "morning", last, "afternoon")


def given(made, somebody, role, by, **more):
    values = {"unit": made.centre, "role": role, "title": "Cán bộ", "from_on": MONDAY, **more}
    return appoint(somebody, by=as_manager(by), at=MORNING, **values)


def stood_in(made, by, **more):
    values = {"user": made.examiner, "from_on": MONDAY, "to_on": FRIDAY, "ground": "GUQ 15/UBND", **more}
    return name_stand_in(membership(made.head), by=as_manager(by), at=MORNING, **values)


def test_a_post_is_given_with_its_ground_and_by_whom(made, director):
    newcomer = user("moi", "Người Mới")

    held = given(made, newcomer, Role.RECEPTION, director, ground=" QĐ  7/QĐ-UBND ")

    assert (held.ground, held.made_by, held.made_at) == ("QĐ 7/QĐ-UBND", director, MORNING)
    assert rights_of(newcomer.pk, on=MONDAY).has_role(Role.RECEPTION)
    assert rights_of(newcomer.pk, on=SUNDAY).posts == ()


def test_the_same_post_given_twice_is_given_once(made, director):
    newcomer = user("moi", "Người Mới")

    first, again = (given(made, newcomer, Role.RECEPTION, director) for _time in range(2))

    assert (first, Membership.objects.filter(user=newcomer).count()) == (again, 1)


def test_one_post_is_not_held_twice_at_a_time(made, director):
    newcomer = user("moi", "Người Mới")
    given(made, newcomer, Role.RECEPTION, director)

    answer = refusal(given, made, newcomer, Role.RECEPTION, director, from_on=FRIDAY)

    assert answer == ("from_on", "Người này đã giữ vị trí đó trong thời gian này.")


def test_whoever_does_not_lead_the_unit_gives_no_post_in_it(made):
    newcomer = user("moi", "Người Mới")

    assert refusal(given, made, newcomer, Role.RECEPTION, made.head) == (
        "role",
        "Đơn vị này không do bạn phụ trách.",
    )


def test_two_roles_that_exclude_each_other_need_the_ground_of_a_director(made, director):
    alone = refusal(given, made, made.clerk, Role.SUPERVISOR, director)

    held = given(made, made.clerk, Role.SUPERVISOR, director, override_ground="QĐ 9: xã chỉ có 3 người")

    assert alone[0] == "role"
    assert (held.override_by, held.override_ground) == (director, "QĐ 9: xã chỉ có 3 người")


def test_two_roles_that_exclude_each_other_may_follow_each_other(made, director):
    end_post(membership(made.clerk), to_on=SUNDAY, by=as_manager(director), at=MORNING)

    held = given(made, made.clerk, Role.SUPERVISOR, director)

    assert held.override_by is None


def test_the_database_refuses_an_override_without_its_ground(made):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(user=made.clerk).update(override_by=made.supervisor)


def test_a_post_ends_on_its_last_day(made, director):
    ended = end_post(membership(made.clerk), to_on=MONDAY, by=as_manager(director), at=MORNING)

    again = end_post(ended, to_on=MONDAY, by=as_manager(director), at=MORNING)

    assert (again.to_on, again.ended_by) == (MONDAY, director)
    assert rights_of(made.clerk.pk, on=MONDAY).has_role(Role.RECEPTION)
    assert not rights_of(made.clerk.pk, on=TUESDAY).posts
    assert refusal(end_post, ended, to_on=FRIDAY, by=as_manager(director), at=MORNING)[0] == "to_on"
    assert refusal(end_post, ended, to_on=date(2019, 1, 1), by=as_manager(director), at=MORNING)[0] == "to_on"


def test_an_absence_is_recorded_once_and_by_somebody_in_charge(made):
    record = {"away": absent(made.examiner), "note": "", "at": MORNING}

    for _time in range(2):
        record_absence(made.examiner, by=as_manager(made.head), **record)

    assert Absence.objects.get().made_by == made.head
    assert refusal(record_absence, made.examiner, by=as_manager(made.supervisor), **record) == (
        "",
        "Người này không thuộc đơn vị bạn phụ trách.",
    )


def test_an_absence_over_another_is_refused(made):
    record_absence(made.examiner, away=absent(made.examiner), by=as_manager(made.head), at=MORNING)

    answer = refusal(
        record_absence,
        made.examiner,
        away=absent(made.examiner, FRIDAY, FRIDAY, "mission"),
        by=as_manager(made.head),
        at=MORNING,
    )

    assert answer == ("from_on", "Trùng với lần vắng đã ghi từ 23/11/2026 đến 27/11/2026.")


@pytest.mark.parametrize(
    ("on", "session", "left"),
    [
        (TUESDAY, "morning", (MONDAY, "afternoon", False)),
        (TUESDAY, "afternoon", (TUESDAY, "morning", False)),
        (MONDAY, "morning", (FRIDAY, "afternoon", True)),
    ],
)
def test_who_comes_back_early_is_away_until_then_and_no_more(made, on, session, left):
    head = as_manager(made.head)
    absence = record_absence(made.examiner, away=absent(made.examiner), by=head, at=MORNING)

    for _time in range(2):
        absence = come_back(absence, on=on, session=session, by=head, at=MORNING)

    assert (absence.to_on, absence.to_session, absence.is_cancelled) == left


def test_nobody_comes_back_after_the_end(made):
    head = as_manager(made.head)
    absence = record_absence(made.examiner, away=absent(made.examiner), by=head, at=MORNING)

    assert refusal(
        come_back, absence, on=FRIDAY + timedelta(days=9), session="morning", by=head, at=MORNING
    ) == ("on", "Lần vắng này đã kết thúc trước đó.")


def test_a_head_hands_the_own_post_over_for_a_time(made):
    stand_in = stood_in(made, made.head)

    rights = rights_of(made.examiner.pk, on=MONDAY)
    assert rights.acts_for == {made.examiner.pk, made.head.pk}
    assert (
        rights.post_over(made.division.pk, Role.HEAD_OF_DIVISION, made.head.pk).standing_in_for
        == made.head.pk
    )
    assert rights_of(made.examiner.pk, on=FRIDAY + timedelta(days=1)).acts_for == {made.examiner.pk}
    assert stood_in(made, made.head) == stand_in


def test_a_stand_in_passes_the_post_on_to_nobody(made, second):
    stood_in(made, made.head)

    assert refusal(stood_in, made, made.examiner, user=second) == ("", "Đơn vị này không do bạn phụ trách.")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"ground": " "}, "ground"), ({"to_on": SUNDAY}, "to_on"), ({"user": "head"}, "user")],
)
def test_a_stand_in_named_wrongly_is_refused_at_its_field(made, change, field):
    change = {name: made.head if value == "head" else value for name, value in change.items()}

    assert refusal(stood_in, made, made.head, **change)[0] == field
    assert not StandIn.objects.exists()


def test_one_post_has_one_stand_in_at_a_time(made, second):
    stood_in(made, made.head)

    answer = refusal(stood_in, made, made.head, user=second, from_on=FRIDAY, to_on=FRIDAY)

    assert answer == ("from_on", "Từ 23/11/2026 đến 27/11/2026 vị trí này đã có người thay.")


def test_somebody_away_stands_in_for_nobody(made):
    record_absence(made.examiner, away=absent(made.examiner), by=as_manager(made.head), at=MORNING)

    assert refusal(stood_in, made, made.head) == (
        "user",
        "Người này cũng vắng mặt từ 23/11/2026 đến 27/11/2026.",
    )


def test_duties_stay_separate_for_stand_ins_too(made, director):
    values = {"from_on": MONDAY, "to_on": FRIDAY, "ground": "QĐ 3", "by": as_manager(director), "at": MORNING}

    field, reason = refusal(name_stand_in, membership(made.clerk), user=made.supervisor, **values)
    allowed = name_stand_in(
        membership(made.clerk), user=made.supervisor, override_ground="QĐ 4: thiếu người", **values
    )

    assert (field, reason.startswith("Không kiêm nhiệm cán bộ tiếp nhận và bộ phận giám sát")) == (
        "user",
        True,
    )
    assert allowed.override_by == director


def test_standing_in_ends_early_or_never_begins(made):
    head = as_manager(made.head)
    begun = stood_in(made, made.head, from_on=SUNDAY)
    later = stood_in(made, made.head, from_on=FRIDAY + timedelta(days=3), to_on=FRIDAY + timedelta(days=4))

    begun = end_stand_in(begun, to_on=MONDAY, by=head, at=MORNING)
    later = end_stand_in(later, to_on=MONDAY, by=head, at=MORNING)

    assert [(one.to_on, one.is_cancelled) for one in (begun, later)] == [
        (MONDAY, False),
        (FRIDAY + timedelta(days=4), True),
    ]
    assert rights_of(made.examiner.pk, on=TUESDAY).acts_for == {made.examiner.pk}
    assert refusal(end_stand_in, begun, to_on=FRIDAY, by=head, at=MORNING)[0] == "to_on"


def test_a_stand_in_ends_with_the_post(made, director):
    stood_in(made, made.head)

    end_post(membership(made.head), to_on=MONDAY, by=as_manager(made.leader), at=MORNING)

    assert rights_of(made.examiner.pk, on=TUESDAY).acts_for == {made.examiner.pk}
