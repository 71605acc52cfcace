"""Setting up appointments: the policy with every wrong number at its field, and what it comes to."""

from uuid import uuid4

import pytest

from motcua.appointments.actions import book as book_one
from motcua.appointments.models import Policy
from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.history.models import Entry
from motcua.queueing import actions
from tests.factories import MONDAY
from tests.web.setup.conftest import words

pytestmark = pytest.mark.django_db
TYPED = {
    "is_open": "on",
    "share": "40",
    "slot_minutes": "20",
    "ahead_days": "30",
    "lead_minutes": "30",
    "cancel_minutes": "120",
    "grace_minutes": "15",
    "early_minutes": "45",
    "hold_minutes": "60",
    "most_per_phone": "2",
}


@pytest.fixture
def supervisor(client, lac_hong):
    group = actions.define_group(lac_hong.centre.pk, code="nop", letter="A", name="Nộp hồ sơ", minutes=10)
    actions.define_counter(lac_hong.centre.pk, number=1, skills={group.pk: 1})
    forget_all()
    client.force_login(lac_hong.supervisor)
    return client


def errors(response):
    return {name: list(some) for name, some in response.context["form"].errors.items()}


def test_the_defaults_are_shown_with_the_places_of_the_next_working_day(supervisor):
    page = supervisor.get("/admin/appointments")

    # One counter, eight hours, half of them, ten minutes each; Tuesday is a holiday.
    offered = page.context["offered"]
    assert [(one.places, one.taken, one.minutes) for one in offered] == [(23, 0, 10)]
    assert "Số chỗ Thứ Tư, 25/11/2026" in words(page)


def test_what_is_saved_holds_at_once_and_changes_the_places(supervisor, lac_hong):
    page = supervisor.post("/admin/appointments", TYPED, follow=True)

    policy = Policy.objects.get(centre=lac_hong.centre)
    assert "Đã lưu cách đặt lịch hẹn." in words(page)
    assert {name: str(getattr(policy, name)) for name in TYPED if name != "is_open"} == {
        name: value for name, value in TYPED.items() if name != "is_open"
    }
    assert page.context["offered"][0].places == 18
    entry = Entry.objects.get(verb="changed")
    assert (entry.subject, entry.key, entry.actor) == ("appointment_policy", "lac-hong", lac_hong.supervisor)


def test_how_many_did_not_come_of_late_is_told(supervisor, lac_hong):
    group = lac_hong.centre.service_groups.get()
    for hour, state in ((10, "missed"), (11, "cancelled"), (14, "booked")):
        own = book_one(
            lac_hong.centre.pk,
            groups=[group.pk],
            start=clock.at(MONDAY, hour),
            phone=f"09123456{hour}",
            request_key=uuid4(),
            at=clock.at(MONDAY, 8),
        )
        stamp = {"missed": {"missed_at": own.made_at}, "cancelled": {"cancelled_at": own.made_at}}
        type(own).objects.filter(pk=own.pk).update(
            state=state, hour_reminder_at=None, day_reminder_at=None, **stamp.get(state, {})
        )

    kept = supervisor.get("/admin/appointments").context["kept"]

    assert (kept.came, kept.missed, kept.cancelled, kept.missed_percent) == (0, 1, 1, 100)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"share": "0"}, "share", "Hãy ghi một số từ 1 đến 100."),
        ({"share": "101"}, "share", "Hãy ghi một số từ 1 đến 100."),
        ({"slot_minutes": "4"}, "slot_minutes", "Hãy ghi một số từ 5 đến 240."),
        ({"ahead_days": ""}, "ahead_days", "Hãy ghi một số từ 1 đến 90."),
        ({"grace_minutes": "mười"}, "grace_minutes", "Hãy ghi một số từ 0 đến 60."),
        ({"hold_minutes": "-5"}, "hold_minutes", "Hãy ghi một số từ 5 đến 480."),
    ],
)
def test_a_wrong_number_is_said_at_its_field(supervisor, changes, field, said):
    response = supervisor.post("/admin/appointments", TYPED | changes)

    assert (response.status_code, errors(response)) == (422, {field: [said]})
    assert Policy.objects.count() == 0


def test_who_runs_no_hall_sees_none(client, lac_hong, django_user_model):
    client.force_login(
        django_user_model.objects.create_superuser("quantri", "mat-khau", full_name="Quản trị")
    )

    assert client.get("/admin/appointments").status_code == 200
    client.force_login(lac_hong.clerk)
    assert client.get("/admin/appointments").status_code == 403
