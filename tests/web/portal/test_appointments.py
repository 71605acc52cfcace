"""Booking on the portal: what, when, whose phone; bad input at its field; the booking by its link."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from motcua.appointments import actions as appointments
from motcua.appointments.models import Booking, PhoneCode, Waiting
from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.notifications.sandbox import Server
from motcua.queueing import actions
from tests.appointments.hours import WEDNESDAY, phones
from tests.factories import MORNING, world
from tests.factories.post_office import serving
from tests.statements import at_most

pytestmark = pytest.mark.django_db
PHONE = "0912345678"
START = "20261125T0930"


@pytest.fixture
def gateway(settings):
    with serving(Server()) as server:
        settings.SMS_URL = server.url
        yield server.gateway


@pytest.fixture
def made(at):
    """The centre of Lạc Hồng serves household businesses and everything else at two counters."""
    at(MORNING)
    found = world()
    group = actions.define_group(
        found.centre.pk,
        code="kinh-doanh",
        letter="C",
        name="Kinh doanh",
        name_en="Business",
        fields=[found.field.pk],
    )
    actions.define_counter(found.centre.pk, number=1, skills={group.pk: 1})
    actions.define_counter(found.centre.pk, number=2, skills={group.pk: 1})
    found.group = group
    forget_all()
    return found


def words(response):
    return " ".join(unescape(response.content.decode()).split())


def asked(**more):
    return {"centre": "lac-hong", "procedure": "1.001612", "start": START, **more}


def address(page="book", **more):
    query = "&".join(f"{name}={value}" for name, value in asked(**more).items())
    return f"/appointments/{page}?{query}"


def digits(gateway):
    return next(reversed(gateway.kept.values()))["text"].removeprefix("Mã đặt lịch hẹn: ")[:6]


def errors(response):
    return {name: list(some) for name, some in response.context["form"].errors.items()}


def book(made, phone=PHONE, start=None, **more):
    values = {"procedures": [made.version.procedure_id], "language": "vi", **more}
    return appointments.book(
        made.centre.pk,
        groups=[made.group.pk],
        start=start or clock.at(WEDNESDAY, 9, 30),
        phone=phone,
        request_key=uuid4(),
        at=MORNING,
        **values,
    )


def test_from_the_procedure_to_the_booking_with_the_code_of_the_phone(client, made, gateway):
    procedure = client.get("/procedures/1.001612")
    assert 'href="/appointments/hours?procedure=1.001612"' in procedure.content.decode()

    hours = client.get("/appointments/hours?procedure=1.001612")
    assert (hours.status_code, "09:30" in words(hours), "vắng" in words(hours)) == (200, False, True)
    hours = client.get("/appointments/hours?procedure=1.001612&day=25/11/2026")
    assert "start=20261125T0930" in hours.content.decode()

    sent = client.post(address(), {"act": "send", "phone": "0912 345 678", "name": "Hoa"})
    assert (sent.status_code, "Mã đã gửi đến số 0912 ••• 678" in re.sub("</?b[^>]*>", "", words(sent))) == (
        200,
        True,
    )
    key = str(sent.context["request_key"])
    confirm = {"act": "confirm", "phone": PHONE, "name": "Hoa", "code": digits(gateway), "request_key": key}
    done = client.post(address(), confirm)

    own = Booking.objects.get()
    assert done.url == f"/appointments/{own.token}?done"
    assert (own.phone, own.name, own.starts_at, own.group) == (
        PHONE,
        "Hoa",
        clock.at(WEDNESDAY, 9, 30),
        made.group,
    )
    page = words(client.get(done.url))
    assert "Đã đặt lịch." in page
    assert own.code in page
    assert "Giấy đề nghị đăng ký hộ kinh doanh" in page
    # Sent once more, by the network or a finger, it is the same one.
    assert client.post(address(), confirm).url == done.url
    assert Booking.objects.count() == 1


def test_who_has_shown_a_phone_is_not_asked_again_for_a_while(client, made, gateway, at):
    client.post(address(), {"act": "send", "phone": PHONE})
    client.post(address(), {"act": "confirm", "phone": PHONE, "code": digits(gateway)})

    form = client.get(address(start="20261126T0930"))
    assert (PHONE in words(form), "không cần mã" in words(form)) == (True, True)
    assert client.post(address(start="20261126T0930"), {"act": "send", "phone": PHONE}).status_code == 302
    assert (Booking.objects.count(), PhoneCode.objects.count()) == (2, 1)

    at(MORNING + timedelta(minutes=31))
    client.post(address(start="20261127T0930"), {"act": "send", "phone": PHONE})
    assert (Booking.objects.count(), PhoneCode.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"phone": ""}, "phone", "Hãy điền số điện thoại di động"),
        ({"phone": "12345"}, "phone", "Không phải số điện thoại di động."),
        ({"phone": "02113888999"}, "phone", "Không phải số điện thoại di động."),
        ({"phone": PHONE, "number": "123"}, "number", "Số định danh có 12 chữ số."),
        ({"phone": PHONE, "name": "a" * 121}, "name", "Chỉ ghi được 120 chữ, đang có 121."),
        ({"phone": PHONE, "act": "confirm", "code": ""}, "code", "Hãy điền mã trong tin nhắn"),
        ({"phone": PHONE, "act": "confirm", "code": "000000"}, "code", "Mã đã hết hạn, xin bấm gửi mã mới."),
        ({"phone": PHONE, "act": "confirm", "code": "0" * 40}, "code", "Mã có 6 chữ số"),
    ],
)
def test_what_is_wrong_stands_at_its_field(client, made, gateway, typed, field, reason):
    response = client.post(address(), {"act": "send", **typed})

    assert (response.status_code, errors(response)) == (422, {field: [reason]})
    assert gateway.kept == {}


def test_a_wrong_code_is_asked_for_again_and_a_code_too_soon_is_refused_in_place(client, made, gateway):
    client.post(address(), {"act": "send", "phone": PHONE})
    right = digits(gateway)

    wrong = client.post(
        address(), {"act": "confirm", "phone": PHONE, "code": "1" * 6 if right != "1" * 6 else "2" * 6}
    )
    again = client.post(address(), {"act": "resend", "phone": PHONE})

    assert errors(wrong) == {"code": ["Mã không đúng, xin xem lại tin nhắn."]}
    assert "Xin đợi 61 giây rồi gửi lại" in words(again) or "Xin đợi" in words(again)
    assert 'name="code"' in again.content.decode()


def test_an_hour_that_was_taken_meanwhile_is_said_and_the_phone_stays_known(client, made, gateway):
    client.post(address(), {"act": "send", "phone": PHONE})
    for phone in phones(3):
        book(made, phone)

    response = client.post(address(), {"act": "confirm", "phone": PHONE, "code": digits(gateway)})

    assert errors(response) == {"__all__": ["Khung giờ này vừa hết chỗ, mời chọn giờ khác."]}
    assert client.post(address(start="20261125T1030"), {"act": "send", "phone": PHONE}).status_code == 302


def test_overlapping_hours_are_refused_with_the_booking_they_overlap(client, made, gateway):
    own = book(made)
    client.post(address(), {"act": "send", "phone": PHONE})

    response = client.post(address(), {"act": "confirm", "phone": PHONE, "code": digits(gateway)})

    said = f"Số điện thoại này đã có lịch hẹn lúc 09:30 ngày 25/11/2026 (mã {own.code}), trùng giờ."
    assert errors(response)["__all__"] == [said]


def test_without_a_gateway_the_helpline_books(client, made):
    assert "cán bộ đặt lịch giúp" in words(client.get(address()))


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/appointments", 200),
        ("/appointments?q=kinh+doanh", 200),
        ("/appointments?q=%00%27", 200),
        ("/appointments?centre=khong-co&procedure=x", 200),
        ("/appointments/hours", 302),
        ("/appointments/hours?group=khong-co", 302),
        ("/appointments/hours?group=kinh-doanh&day=99/99/9999", 200),
        ("/appointments/book?group=kinh-doanh", 302),
        ("/appointments/book?group=kinh-doanh&start=hom-nay", 302),
        ("/appointments/book", 404),
        ("/appointments/wait?group=kinh-doanh", 302),
        ("/appointments/khong-co-ma-nay", 404),
        ("/appointments/khong-co-ma-nay/move", 404),
        ("/appointments/wait/khong-co-ma-nay", 404),
    ],
)
def test_an_address_that_was_mended_by_hand_breaks_nothing(client, made, page, status):
    assert client.get(page).status_code == status


def test_the_choice_names_procedures_and_groups_in_the_language_of_the_page(client, made):
    client.cookies["django_language"] = "en"

    page = words(client.get("/appointments?q=ho+kinh+doanh"))

    assert "Business" in page
    assert "procedure=1.001612" in page


def test_a_centre_that_does_not_do_it_says_so(client, made):
    made.group.fields.clear()
    forget_all()

    assert "không nhận thủ tục đã chọn" in words(client.get("/appointments/hours?procedure=1.001612"))


def test_a_booking_is_moved_in_two_taps_and_cancelled(client, made):
    own = book(made)
    client = Client(enforce_csrf_checks=False)

    choice = client.get(f"/appointments/{own.token}/move?day=26/11/2026").content.decode()
    assert 'value="20261126T1400"' in choice
    moved = client.post(f"/appointments/{own.token}", {"act": "move", "start": "20261126T1400"}, follow=True)
    cancelled = client.post(f"/appointments/{own.token}", {"act": "cancel"}, follow=True)
    again = client.post(f"/appointments/{own.token}", {"act": "move", "start": "khong"}, follow=True)

    assert "Đã đổi giờ hẹn, mã hẹn giữ nguyên." in words(moved)
    assert "14:00 Thứ\xa0Năm, 26/11/2026" in unescape(moved.content.decode())
    assert ("Đã hủy lịch hẹn." in words(cancelled), "Hãy chọn một khung giờ." in words(again)) == (True, True)
    assert client.post(f"/appointments/{own.token}", {"act": "khong"}).status_code == 404


def test_a_missed_booking_is_booked_anew_in_one_tap(client, made, at):
    own = book(made)
    Booking.objects.filter(pk=own.pk).update(
        state="missed", missed_at=MORNING, day_reminder_at=None, hour_reminder_at=None
    )
    at(clock.at(WEDNESDAY, 10))

    page = client.get(f"/appointments/{own.token}")
    start = re.search(r'name="start" value="(\w+)"', page.content.decode())[1]
    client.post(f"/appointments/{own.token}", {"act": "move", "start": start})

    own.refresh_from_db()
    assert (start, own.state, own.starts_at) == ("20261125T1100", "booked", clock.at(WEDNESDAY, 11))


def test_who_was_checked_in_is_led_to_the_number(client, made, at):
    own = book(made)
    ticket = appointments.check_in(own.pk, at=clock.at(WEDNESDAY, 9, 25)).ticket
    at(clock.at(WEDNESDAY, 9, 26))

    page = client.get(f"/appointments/{own.token}").content.decode()

    assert f'href="/t/{ticket.token}"' in page
    assert "C001" in page


def fill(made):
    """Leave no room on Wednesday."""
    appointments.define_policy(made.centre.pk, slot_minutes=240, share=3)
    forget_all()
    book(made, "0933333333", clock.at(WEDNESDAY, 7))
    return Booking.objects.get()


def test_a_full_day_offers_to_wait_and_the_freed_place_is_taken_by_the_link(client, made, gateway):
    only = fill(made)
    hours = words(client.get("/appointments/hours?procedure=1.001612&day=25/11/2026"))
    assert "Ngày này đã hết chỗ." in hours
    wait = address("wait", day="25/11/2026")
    client.post(wait, {"act": "send", "phone": PHONE})
    joined = client.post(wait, {"act": "confirm", "phone": PHONE, "code": digits(gateway)})
    waiting = Waiting.objects.get()
    assert joined.url == f"/appointments/wait/{waiting.token}?done"
    assert "Ông/Bà là người chờ đầu tiên." in words(client.get(joined.url))
    early = client.post(f"/appointments/wait/{waiting.token}", {"act": "accept"}, follow=True)
    assert "Chưa có chỗ trống" in words(early)

    appointments.cancel(only.pk, at=MORNING)
    assert "Nhận chỗ này" in words(client.get(joined.url))
    client.post(f"/appointments/wait/{waiting.token}", {"act": "accept"})

    assert Booking.objects.get(phone=PHONE).starts_at == clock.at(WEDNESDAY, 7)
    assert "Xem lịch hẹn" in words(client.get(joined.url))


def test_who_no_longer_waits_leaves_by_the_link(client, made):
    fill(made)
    waiting = appointments.join(
        made.centre.pk,
        groups=[made.group.pk],
        day=WEDNESDAY,
        phone=PHONE,
        at=MORNING,
        request_key=uuid4(),
    )

    page = client.post(f"/appointments/wait/{waiting.token}", {"act": "leave"}, follow=True)

    assert "Đã thôi chờ chỗ." in words(page)
    assert Waiting.objects.get().state == "left"


def test_the_pages_take_few_statements_however_many_days_and_hours(client, made, gateway):
    own = book(made)
    client.get("/appointments/hours?procedure=1.001612")
    client.get(f"/appointments/{own.token}")

    with at_most(4):
        client.get("/appointments/hours?procedure=1.001612")
    with at_most(4):
        client.get(f"/appointments/{own.token}")
    with at_most(1):
        client.get("/appointments")
