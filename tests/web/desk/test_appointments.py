"""Appointments at the counter: the day's list, checking in, booking and moving for somebody who calls."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from motcua.appointments import actions as appointments
from motcua.appointments.models import Booking
from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.queueing import actions
from motcua.queueing.models import Ticket
from tests.appointments.hours import WEDNESDAY, phones
from tests.factories import MONDAY, MORNING, post, unit, user
from tests.statements import at_most
from tests.web.desk.conftest import words

pytestmark = pytest.mark.django_db
PHONE = "0912345678"
# The clerk's clock stands at nine on Monday.
TEN = clock.at(MONDAY, 10, 30)


@pytest.fixture
def made(lac_hong):
    group = actions.define_group(
        lac_hong.centre.pk, code="nop", letter="A", name="Nộp hồ sơ", fields=[lac_hong.field.pk]
    )
    actions.define_counter(lac_hong.centre.pk, number=1, skills={group.pk: 1})
    lac_hong.group = group
    forget_all()
    return lac_hong


def booked(made, phone=PHONE, start=TEN, at=MORNING - timedelta(hours=1), **more):
    return appointments.book(
        made.centre.pk, groups=[made.group.pk], start=start, phone=phone, request_key=uuid4(), at=at, **more
    )


def errors(response):
    return {name: list(some) for name, some in response.context["form"].errors.items()}


NEW = "/desk/appointments/new?group=nop"


def test_an_empty_day_and_a_centre_without_a_hall_say_so(clerk, lac_hong):
    assert "Trung tâm chưa đặt quầy và nhóm dịch vụ." in words(clerk.get("/desk/appointments"))
    assert "Trung tâm chưa đặt quầy và nhóm dịch vụ." in words(clerk.get("/desk/appointments/new"))


def test_the_day_lists_who_comes_with_the_phone_half_hidden(clerk, made):
    own = booked(made, name="Nguyễn Thị Hoa", procedures=[made.version.procedure_id])
    booked(made, phones(1)[0], clock.at(WEDNESDAY, 9))

    page = words(clerk.get("/desk/appointments"))

    assert ("1 lịch hẹn" in page, own.code in page, "Nguyễn Thị Hoa" in page) == (True, True, True)
    assert ("0912 ••• 678" in page, PHONE in page, "1.001612" in page) == (True, False, True)
    assert "Ngày này chưa ai đặt lịch." in words(clerk.get("/desk/appointments?day=2026-11-27"))


def test_a_day_that_is_none_is_said_at_its_field(clerk):
    page = words(clerk.get("/desk/appointments?day=32/13/2026"))

    assert "Ngày phải là ngày có thật, ví dụ 27/03/2026" in page


@pytest.mark.parametrize("q", ["code", "0912 345 678", "+84912345678"])
def test_a_code_or_a_phone_finds_the_booking(clerk, made, q):
    own = booked(made)
    booked(made, phones(1)[0], clock.at(MONDAY, 14))
    booked(made, phones(2)[1], clock.at(WEDNESDAY, 9))
    asked = {"q": own.code if q == "code" else q}

    page = words(clerk.get("/desk/appointments", asked))

    assert ("1 lịch hẹn" in page, own.code in page) == (True, True)
    assert "không có lịch hẹn nào khớp" in words(clerk.get("/desk/appointments?q=111111"))
    assert "09:00 25/11/2026" in words(clerk.get("/desk/appointments", {"q": phones(2)[1]}))


def test_somebody_is_checked_in_once_and_gets_a_number(clerk, made, monkeypatch):
    own = booked(made)
    monkeypatch.setattr(timezone, "now", lambda: TEN - timedelta(minutes=10))
    address = f"/desk/appointments/{own.pk}"

    page = clerk.post(address, {"act": "check-in", "lane": "elderly"}, follow=True)
    clerk.post(address, {"act": "check-in"})

    ticket = Ticket.objects.get()
    assert "Đã báo đến: số A001." in words(page)
    assert (ticket.channel, ticket.lane, ticket.appointment_at) == ("desk", "elderly", TEN)


def test_who_is_too_early_is_told_when_and_another_act_is_not_there(clerk, made):
    own = booked(made)

    page = clerk.post(f"/desk/appointments/{own.pk}", {"act": "check-in"}, follow=True)

    assert "Xin báo đến từ 09:30" in words(page)
    assert clerk.post(f"/desk/appointments/{own.pk}", {"act": "khong"}).status_code == 404


def test_a_clerk_books_for_a_caller_nearer_than_the_portal_lets_and_without_a_code(clerk, made):
    form = clerk.get(NEW + "&day=23/11/2026")
    key = str(form.context["request_key"])
    typed = {
        "start": "20261123T0930",
        "phone": "0912 345 678",
        "name": "Hoa",
        "number": "001189001234",
        "request_key": key,
    }

    done = clerk.post(NEW, typed, follow=True)
    clerk.post(NEW, typed)

    own = Booking.objects.get()
    assert f"Đã đặt lịch 09:30 ngày 23/11/2026, mã hẹn {own.code}." in words(done)
    assert (own.by, own.channel, own.phone, own.number) == (made.clerk, "desk", PHONE, "001189001234")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"phone": ""}, {"start": ["Hãy chọn một khung giờ."], "phone": ["Hãy điền số điện thoại"]}),
        ({"start": "hom-nay", "phone": PHONE}, {"start": ["Hãy chọn một khung giờ."]}),
        (
            {"start": "20261123T1030", "phone": "12"},
            {"phone": ["Số điện thoại có 10 chữ số, bắt đầu bằng 0."]},
        ),
        (
            {"start": "20261123T1030", "phone": PHONE, "number": "12"},
            {"number": ["Số định danh có 12 chữ số."]},
        ),
        (
            {"start": "20261123T0830", "phone": PHONE},
            {"start": ["Khung giờ 08:30 đã qua."]},
        ),
    ],
)
def test_what_is_wrong_stands_at_its_field(clerk, made, typed, wrong):
    response = clerk.post(NEW, typed)

    assert (response.status_code, errors(response)) == (422, wrong)


def test_a_procedure_is_found_and_its_group_taken(clerk, made):
    hits = clerk.get("/desk/appointments/new?q=ho+kinh+doanh").content.decode()

    assert "procedure=1.001612" in hits
    chosen = clerk.get("/desk/appointments/new?procedure=1.001612")
    assert chosen.context["visit"].groups == (made.group.pk,)


def test_a_booking_is_moved_and_cancelled_for_a_caller(clerk, made):
    own = booked(made)
    address = f"/desk/appointments/{own.pk}/move"

    assert "Hủy lịch hẹn" in words(clerk.get(address))
    none = clerk.post(address, {"start": ""})
    moved = clerk.post(address, {"start": "20261123T1400"}, follow=True)
    cancelled = clerk.post(f"/desk/appointments/{own.pk}", {"act": "cancel"}, follow=True)

    assert (none.status_code, "Hãy chọn một khung giờ." in words(none)) == (422, True)
    assert f"Đã đổi lịch hẹn {own.code} sang 14:00 ngày 23/11/2026." in words(moved)
    assert f"Đã hủy lịch hẹn {own.code}." in words(cancelled)


def test_bookings_of_another_centre_are_not_there(client, made):
    own = booked(made)
    client.force_login(made.outsider)

    assert client.post(f"/desk/appointments/{own.pk}", {"act": "cancel"}).status_code == 403
    other = unit("khac", "Trung tâm khác", "centre", official_code="H99.98")
    stranger = user("khac", "Người khác")
    post(stranger, other, "reception")
    forget_all()
    client.force_login(stranger)
    assert client.post(f"/desk/appointments/{own.pk}", {"act": "cancel"}).status_code == 404


def test_the_list_takes_as_many_statements_for_three_as_for_one(clerk, made):
    booked(made)
    clerk.get("/desk/appointments")
    with at_most(5):
        clerk.get("/desk/appointments")
    for phone in phones(2):
        booked(made, phone, clock.at(MONDAY, 14))

    with at_most(5):
        clerk.get("/desk/appointments")
