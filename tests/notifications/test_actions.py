"""The outbox against a real SMTP server and the twin of an SMS gateway."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from motcua.base.errors import Refused
from motcua.notifications import actions, queries
from motcua.notifications.actions import Recipient
from motcua.notifications.models import Notice, Template
from motcua.notifications.rules import BACK_OFF, LEASE, Wording
from motcua.organisations.rules import Manager, Rights
from tests.factories import MORNING, user
from tests.notifications.samples import centre, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return centre()


@pytest.fixture
def keeper(place):
    person = user("quantri", "Người quản trị")
    return Manager(Rights(person.pk, (), frozenset({place.pk})))


def only():
    return Notice.objects.get()


def test_a_notice_is_written_for_each_channel_that_reaches_somebody(place, post_office, gateway):
    assert queued(place) == 2

    found = list(Notice.objects.order_by("channel").values_list("channel", "address", "state", "reference"))
    number = "H99.12-261123-0001"
    assert found == [
        ("email", "hoa@example.vn", "waiting", number),
        ("sms", "0912345678", "waiting", number),
    ]


def test_nothing_is_queued_nor_asked_while_no_channel_is_set_up(place, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queued(place) == 0


def test_a_landline_gets_no_sms(place, gateway):
    assert queued(place, to=Recipient(phone="02113888999")) == 0


def test_the_same_thing_is_told_once(place, gateway):
    queued(place)
    queued(place)

    assert Notice.objects.count() == 1


def test_a_notice_leaves_with_the_act_that_fails(place, gateway):
    def act():
        with transaction.atomic():
            queued(place)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()

    assert Notice.objects.count() == 0


def test_email_arrives_at_a_real_server_with_an_identity_of_its_own(place, post_office):
    queued(place)

    done = actions.deliver(at=MORNING)

    (mail,) = post_office.mails
    assert (done.sent, only().state, only().attempts) == (1, "sent", 1)
    assert mail["To"] == "hoa@example.vn"
    assert (
        mail["Subject"].strip() == "Đã tiếp nhận hồ sơ H99.12-261123-0001, hẹn trả kết quả 09:00 26/11/2026"
    )
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.vn>")
    assert mail.get_content().startswith("Kính gửi ông/bà Nguyễn Thị Hoa,")


def test_a_batch_goes_over_one_connection(place, post_office):
    for at in range(5):
        queued(place, key=f"received:{at}")

    actions.deliver(at=MORNING)

    assert (len(post_office.mails), post_office.sessions) == (5, 1)


def test_sms_arrives_at_the_gateway_with_its_token(place, gateway, settings):
    settings.SMS_TOKEN = "bi-mat"
    queued(place)

    actions.deliver(at=MORNING)

    (sms,) = gateway.kept.values()
    assert sms["to"] == "0912345678"
    assert sms["text"].startswith("Đã nhận hồ sơ H99.12-261123-0001.")
    assert gateway.authorisations == {"Bearer bi-mat"}


def test_a_notice_is_tried_again_with_growing_patience_and_then_lies_with_the_dead(place, gateway):
    queued(place)
    gateway.fail(times=99)
    at = MORNING
    waited = []

    while only().state == "waiting":
        at = only().next_try_at
        actions.deliver(at=at)
        waited.append(only().next_try_at and only().next_try_at - at)

    assert waited == [*BACK_OFF, None]
    assert (only().state, only().failed_at, only().attempts) == ("failed", at, 6)
    assert only().last_error == "HTTP 503 Service Unavailable"
    assert actions.deliver(at=at + timedelta(days=9)).sent == 0


def test_nothing_is_tried_before_its_time(place, gateway):
    queued(place)
    gateway.fail(times=1)
    actions.deliver(at=MORNING)

    early = actions.deliver(at=MORNING + timedelta(seconds=59))
    due = actions.deliver(at=MORNING + timedelta(minutes=1))

    assert (early.sent, due.sent) == (0, 1)


@pytest.mark.parametrize(
    ("answer", "state"), [("550 no such user", "failed"), ("450 mailbox busy", "waiting")]
)
def test_an_address_that_does_not_exist_is_dead_at_once(place, post_office, answer, state):
    post_office.refused["hoa@example.vn"] = answer
    queued(place)

    actions.deliver(at=MORNING)

    assert only().state == state
    assert answer[4:] in only().last_error


def test_one_refused_address_keeps_nobody_else_waiting(place, post_office):
    post_office.refused["sai@example.vn"] = "550 no such user"
    queued(place, key="a", to=Recipient(email="sai@example.vn"))
    queued(place, key="b")

    done = actions.deliver(at=MORNING)

    assert (done.failed, done.sent) == (1, 1)


def test_a_server_that_does_not_answer_is_asked_once_a_round(place, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for at in range(25):
        queued(place, key=f"received:{at}")

    done = actions.deliver(at=MORNING)

    assert (done.later, Notice.objects.filter(attempts=0).count()) == (20, 5)
    assert "Connection refused" in Notice.objects.exclude(last_error="").first().last_error


def test_whoever_dies_between_claim_and_mark_loses_nothing(place, gateway):
    queued(place)
    claimed = actions._claim("sms", at=MORNING)

    within = actions.deliver(at=MORNING + LEASE - timedelta(seconds=1))
    after = actions.deliver(at=MORNING + LEASE)

    assert (len(claimed), within.sent, after.sent) == (1, 0, 1)


def test_what_kills_whoever_sends_it_ends_with_the_dead(place, gateway):
    queued(place)
    at = MORNING
    for _round in range(len(BACK_OFF) + 1):
        actions._claim("sms", at=at)
        at += LEASE

    actions.deliver(at=at)

    assert (only().state, only().last_error) == ("failed", "interrupted while sending")


def test_sent_twice_the_gateway_keeps_it_once(place, gateway):
    queued(place)
    actions.deliver(at=MORNING)
    Notice.objects.update(state="waiting", next_try_at=MORNING, sent_at=None)

    actions.deliver(at=MORNING)

    assert (len(gateway.kept), gateway.repeated) == (1, 1)


def test_what_waits_for_a_channel_that_was_taken_away_goes_on_waiting(place, gateway, settings):
    queued(place)
    settings.SMS_URL = ""

    actions.deliver(at=MORNING)

    assert (only().state, only().attempts) == ("waiting", 0)


def test_no_password_stands_in_what_went_wrong(place, gateway, settings):
    settings.SMS_TOKEN = "Unavailable"
    queued(place)
    gateway.fail(times=1)

    actions.deliver(at=MORNING)

    assert only().last_error == "HTTP 503 Service •••"


def dead(place, gateway):
    queued(place)
    gateway.fail(times=1, status=422)
    actions.deliver(at=MORNING)
    return only()


def test_a_dead_letter_is_tried_again_from_the_beginning(place, gateway, keeper):
    notice = dead(place, gateway)

    actions.try_again(notice.pk, by=keeper, at=MORNING)

    assert (only().state, only().attempts) == ("waiting", 0)
    assert actions.deliver(at=MORNING).sent == 1
    with pytest.raises(Refused, match="Thông báo này đã gửi"):
        actions.try_again(notice.pk, by=keeper, at=MORNING)


def test_a_dead_letter_is_given_up_by_somebody(place, gateway, keeper):
    notice = dead(place, gateway)

    actions.give_up(notice.pk, by=keeper, at=MORNING)

    assert (only().state, only().given_up_by_id) == ("given_up", keeper.user_id)
    assert actions.deliver(at=MORNING + timedelta(days=1)).sent == 0
    assert actions.try_again(notice.pk, by=keeper, at=MORNING).given_up_by is None


def test_all_dead_letters_are_tried_again_by_one_press(place, gateway, keeper):
    dead(place, gateway)

    assert actions.try_all_again(by=keeper, at=MORNING) == 1
    assert actions.deliver(at=MORNING).sent == 1


def test_nobody_decides_about_another_units_notices(place, gateway):
    notice = dead(place, gateway)
    stranger = Manager(Rights(user("la", "Người lạ").pk, (), frozenset()))

    for act in (actions.try_again, actions.give_up):
        with pytest.raises(Refused, match="không thuộc đơn vị"):
            act(notice.pk, by=stranger, at=MORNING)

    assert actions.try_all_again(by=stranger, at=MORNING) == 0
    assert list(queries.outbox(stranger)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "sent"},
        {"state": "failed", "next_try_at": None, "failed_at": MORNING},
        {"state": "given_up", "next_try_at": None, "given_up_at": MORNING},
        {"next_try_at": None},
        {"channel": "fax"},
        {"address": ""},
    ],
)
def test_the_database_refuses_a_state_that_does_not_say_when(place, gateway, changes):
    queued(place)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(**changes)


def test_an_office_words_a_template_in_its_own_way_and_takes_it_back(place, gateway, keeper):
    def change(body):
        actions.change_template(
            "dossier-received", "sms", "vi", Wording(body), by_id=keeper.user_id, at=MORNING
        )

    change("Hồ sơ {number}: hẹn {promised}.")
    queued(place)
    assert only().body == "Hồ sơ H99.12-261123-0001: hẹn 09:00 26/11/2026."

    actions.restore_template("dossier-received", "sms", "vi")
    queued(place, key="again")
    assert Notice.objects.latest("pk").body.startswith("Đã nhận hồ sơ")

    change(queries.wording("dossier-received", "sms", "vi").shipped.body)
    assert Template.objects.count() == 0


def test_a_template_with_an_unknown_placeholder_is_refused_at_its_field(keeper):
    with pytest.raises(Refused, match="Không có chỗ điền {ten}") as refusal:
        actions.change_template(
            "dossier-received", "sms", "vi", Wording("Chào {ten}"), by_id=keeper.user_id, at=MORNING
        )

    assert refusal.value.field == "body"


def test_a_wording_that_a_new_version_cannot_fill_gives_way_to_its_own(place, gateway, keeper):
    Template.objects.create(
        code="dossier-received",
        channel="sms",
        language="vi",
        body="{gone}",
        changed_at=MORNING,
        changed_by_id=keeper.user_id,
    )

    queued(place)

    assert only().body.startswith("Đã nhận hồ sơ")
