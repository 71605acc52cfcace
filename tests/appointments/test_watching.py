"""What time makes due, and the notices: through a real gateway's twin, once, in the language of the booking."""

from datetime import timedelta

import pytest

from motcua.appointments import actions, watching
from motcua.appointments.models import Booking, Event, PhoneCode
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.notifications import actions as notifications
from motcua.notifications.models import Notice
from motcua.notifications.queries import shipped
from tests.appointments.hours import HOA, NOW, WEDNESDAY, book, bookable, phones
from tests.queueing.halls import MONDAY

pytestmark = pytest.mark.django_db
HALF_PAST_NINE = clock.at(WEDNESDAY, 9, 30)


def sent(gateway, *, at=NOW):
    """Send what is due and return the texts, in order."""
    notifications.deliver(at=at)
    return [one["text"] for one in gateway.kept.values()]


def test_a_booking_is_confirmed_moved_and_cancelled_by_sms(gateway):
    made = bookable()
    own = book(made)
    actions.move(own.pk, start=clock.at(WEDNESDAY, 14), at=NOW)
    actions.cancel(own.pk, at=NOW)
    link = f"https://dichvucong.example.vn/appointments/{own.token}"

    assert sent(gateway) == [
        f"Đã đặt lịch 09:30 25/11/2026 tại Trung tâm. Mã hẹn {own.code}. Giấy tờ cần mang, đổi giờ, hủy: {link}",
        f"Lịch hẹn {own.code} đã đổi sang 14:00 25/11/2026 tại Trung tâm. Đổi giờ, hủy: {link}",
        f"Đã hủy lịch hẹn {own.code} lúc 14:00 25/11/2026 tại Trung tâm. Đặt lại: {link}",
    ]
    assert {one["to"] for one in gateway.kept.values()} == {HOA}


def test_who_booked_in_english_is_told_in_english(gateway):
    made = bookable()
    own = book(made, language="en")

    assert sent(gateway)[0].startswith(f"Booked for 09:30 25/11/2026 at Trung tâm. Code {own.code}.")


def test_one_is_reminded_the_day_before_and_two_hours_before_each_once(gateway):
    made = bookable()
    own = book(made, at=clock.at(MONDAY, 7))
    link = f"https://dichvucong.example.vn/appointments/{own.token}"
    told = f"Nhắc lịch hẹn 09:30 25/11/2026 tại Trung tâm, mã {own.code}. Đổi giờ: {link}"
    moments = [clock.at(MONDAY, 9, 29), clock.at(MONDAY, 9, 30), clock.at(MONDAY, 9, 31)]
    moments += [clock.at(WEDNESDAY, 7, 29), clock.at(WEDNESDAY, 7, 30), clock.at(WEDNESDAY, 9)]

    counts = [watching.remind(at=at) for at in moments]

    assert counts == [0, 1, 0, 0, 1, 0]
    assert sent(gateway, at=moments[-1])[1:] == [told, told]
    assert Event.objects.filter(booking=own, kind="reminded").count() == 2


def test_when_nobody_watched_for_days_the_reminder_is_sent_once(gateway):
    made = bookable()
    book(made, at=clock.at(MONDAY, 7))

    assert (watching.remind(at=clock.at(WEDNESDAY, 8)), watching.remind(at=clock.at(WEDNESDAY, 8))) == (1, 0)


def test_nobody_is_reminded_of_what_is_cancelled_or_past(gateway):
    made = bookable()
    own = book(made, at=clock.at(MONDAY, 7))
    book(made, phone=phones(1)[0], at=clock.at(MONDAY, 7))
    actions.cancel(own.pk, at=clock.at(MONDAY, 8))

    assert watching.remind(at=HALF_PAST_NINE) == 0


def test_ten_minutes_after_the_hour_nobody_came_and_is_told_how_to_book_anew(gateway):
    made = bookable()
    own = book(made)

    counts = [watching.mark_missed(at=HALF_PAST_NINE + timedelta(minutes=one)) for one in (10, 11, 12, 13)]

    assert counts == [0, 0, 1, 0]
    own.refresh_from_db()
    assert own.state == Booking.State.MISSED
    assert sent(gateway, at=HALF_PAST_NINE + timedelta(minutes=12))[-1].startswith(
        f"Đã quá giờ hẹn 09:30 25/11/2026 (mã {own.code})."
    )


def test_who_was_checked_in_is_not_missed():
    made = bookable()
    own = book(made)
    actions.check_in(own.pk, at=HALF_PAST_NINE)

    assert watching.watch(at=HALF_PAST_NINE + timedelta(hours=1)) == watching.Watched(0, 0, 0)


def test_without_a_channel_nothing_is_written_to_be_sent():
    made = bookable()
    book(made)

    assert Notice.objects.count() == 0


def test_every_text_fits_its_values_in_both_languages():
    for code, template in shipped().items():
        if code.startswith("appointment-"):
            assert set(template.wordings) == {("sms", "vi"), ("sms", "en")}


def digits(gateway):
    return next(reversed(gateway.kept.values()))["text"].removeprefix("Mã đặt lịch hẹn: ")[:6]


def test_a_code_is_sent_at_once_kept_nowhere_in_clear_and_opens_once(gateway):
    made = bookable()

    actions.send_code(HOA, centre_id=made.centre.pk, address="10.0.0.1", at=NOW)

    code, notice = digits(gateway), Notice.objects.get()
    assert (code.isdecimal(), notice.state, notice.body[:24]) == (True, "sent", "Mã đặt lịch hẹn: ••••••.")
    assert code not in PhoneCode.objects.get().fingerprint
    actions.prove(HOA, code, at=NOW)
    with pytest.raises(Refused, match="đã hết hạn"):
        actions.prove(HOA, code, at=NOW)


def test_wrong_codes_are_counted_and_the_fifth_closes_it(gateway):
    made = bookable()
    actions.send_code(HOA, centre_id=made.centre.pk, address="10.0.0.1", at=NOW)
    code = digits(gateway)
    wrong = "000000" if code != "000000" else "111111"

    for _one in range(5):
        with pytest.raises(Refused, match="Mã không đúng"):
            actions.prove(HOA, wrong, at=NOW)

    with pytest.raises(Refused, match="Nhập sai quá 5 lần"):
        actions.prove(HOA, code, at=NOW)
    with pytest.raises(Refused, match="đã hết hạn"):
        actions.prove("0987654321", code, at=NOW)


def test_a_new_code_makes_the_former_one_worthless(gateway):
    made = bookable()
    actions.send_code(HOA, centre_id=made.centre.pk, address="10.0.0.1", at=NOW)
    first = digits(gateway)
    with pytest.raises(Refused, match="Xin đợi"):
        actions.send_code(HOA, centre_id=made.centre.pk, address="10.0.0.1", at=NOW)
    later = NOW + timedelta(seconds=61)
    actions.send_code(HOA, centre_id=made.centre.pk, address="10.0.0.1", at=later)

    if first != digits(gateway):
        with pytest.raises(Refused, match="Mã không đúng"):
            actions.prove(HOA, first, at=later)
    actions.prove(HOA, digits(gateway), at=later)


def test_codes_of_former_days_are_removed(gateway):
    made = bookable()
    actions.send_code(HOA, centre_id=made.centre.pk, address="", at=NOW)

    watching.watch(at=NOW + timedelta(hours=23))
    kept = PhoneCode.objects.count()
    watching.watch(at=NOW + timedelta(hours=25))

    assert (kept, PhoneCode.objects.count()) == (1, 0)


def test_codes_go_to_mobiles_only_and_a_gateway_that_is_down_is_told(gateway):
    made = bookable()
    gateway.fail(times=1)

    with pytest.raises(Refused, match="Không phải số điện thoại di động"):
        actions.send_code("02113888999", centre_id=made.centre.pk, address="", at=NOW)
    with pytest.raises(Refused, match="Chưa gửi được tin nhắn"):
        actions.send_code(HOA, centre_id=made.centre.pk, address="", at=NOW)

    assert Notice.objects.get().state == "failed"
    assert notifications.deliver(at=NOW + timedelta(days=1)).sent == 0
