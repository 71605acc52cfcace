"""Who is given a service card, what it opens, and when it opens nothing any more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from motcua.base.errors import Refused
from motcua.base.registers import forget_all
from motcua.history.models import Entry
from motcua.organisations.models import Membership
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Manager
from motcua.queueing import cards, devices
from motcua.queueing.models import Device, HallEvent, Screen, ServiceCard
from tests.factories import post, unit, user
from tests.queueing.halls import MONDAY, OPENING, after, hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return hall()


def kiosk_in(centre, name="Cột cạnh cửa"):
    return Device.objects.create(
        centre=centre,
        name=name,
        screen=Screen.KIOSK,
        has_printer=True,
        token_hash=name,
        registered_at=OPENING,
        registered_by=user(f"nguoi-{centre.code}", "Người đặt máy"),
    )


@pytest.fixture
def kiosk(place):
    return kiosk_in(place.centre)


@pytest.fixture
def keeper(place):
    person = user("giamsat", "Người giám sát")
    post(person, place.centre, "supervisor")
    forget_all()
    return Manager(rights_of(person.pk, on=MONDAY))


def given(place, keeper, *, holder=0, minutes=1):
    return cards.issue(place.centre.pk, holder_id=place.people[holder].pk, by=keeper, at=after(minutes))


def opens(number, kiosk, *, minutes=2):
    return cards.card_of(number, device=kiosk, at=after(minutes))


def test_a_card_opens_the_kiosks_of_its_centre_and_its_number_is_kept_nowhere(place, keeper, kiosk):
    card, number = given(place, keeper)

    assert opens(number, kiosk) == card
    assert (len(number), number.isdecimal()) == (24, True)
    assert number not in card.number_hash
    assert opens("0" * 24, kiosk) is None


def test_a_card_opens_no_kiosk_of_another_centre(place, keeper):
    other = unit("khac", "Trung tâm khác", "centre", official_code="H99.99")

    assert opens(given(place, keeper)[1], kiosk_in(other, "Máy khác")) is None


def test_a_card_that_was_taken_back_opens_nothing(place, keeper, kiosk):
    card, number = given(place, keeper)

    cards.revoke(card.pk, by=keeper, at=after(2))

    assert opens(number, kiosk) is None
    assert cards.card_by_id(card.pk, device=kiosk, at=after(3)) is None
    with pytest.raises(Refused, match="Thẻ này đã bị thu hồi."):
        cards.revoke(card.pk, by=keeper, at=after(3))


def test_a_card_ends_when_its_holder_leaves_the_centre(place, keeper, kiosk):
    card, number = given(place, keeper)

    Membership.objects.filter(user=card.holder).update(to_on=MONDAY - timedelta(days=1))
    forget_all()

    assert opens(number, kiosk) is None
    assert cards.has_ended(card, on=MONDAY) is True


def test_a_card_ends_when_its_holder_may_no_longer_sign_in(place, keeper, kiosk):
    card, number = given(place, keeper)

    card.holder.is_active = False
    card.holder.save()

    assert opens(number, kiosk) is None


def test_another_card_for_the_same_official_takes_the_place_of_the_first(place, keeper, kiosk):
    first, lost = given(place, keeper)
    second, number = given(place, keeper, minutes=3)

    first.refresh_from_db()
    assert (first.revoked_at, first.revoked_by_id) == (after(3), keeper.user_id)
    assert (opens(lost, kiosk, minutes=4), opens(number, kiosk, minutes=4)) == (None, second)


def test_the_database_holds_one_card_in_use_for_each_official_and_centre(place, keeper):
    card, _number = given(place, keeper)

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceCard.objects.create(
            centre=card.centre, holder=card.holder, number_hash="y", issued_at=OPENING, issued_by=card.holder
        )


def test_only_officials_of_the_centre_are_given_cards(place, keeper):
    stranger = user("khach", "Người ngoài")

    with pytest.raises(Refused, match="không giữ vị trí nào tại trung tâm") as refusal:
        cards.issue(place.centre.pk, holder_id=stranger.pk, by=keeper, at=after(1))

    assert refusal.value.field == "holder"


@pytest.mark.parametrize("role", ["reception", "returns"])
def test_only_those_who_run_the_centre_give_cards_and_take_them_back(place, keeper, role):
    card, _number = given(place, keeper)
    person = user(f"nguoi-{role}", "Người khác")
    post(person, place.centre, role)
    forget_all()
    by = Manager(rights_of(person.pk, on=MONDAY))

    with pytest.raises(Refused, match="Chỉ giám đốc hoặc người giám sát"):
        given(place, by)
    with pytest.raises(Refused, match="Chỉ giám đốc hoặc người giám sát"):
        cards.revoke(card.pk, by=by, at=after(2))


def test_giving_and_taking_back_are_in_the_record(place, keeper):
    card, _number = given(place, keeper)
    cards.revoke(card.pk, by=keeper, at=after(2))

    found = Entry.objects.filter(subject="service_card").order_by("pk")
    assert [(one.verb, one.key, one.actor_id, one.details["values"]) for one in found] == [
        ("changed", "trung-tam/quay1", keeper.user_id, {"is_used": [False, True]}),
        ("changed", "trung-tam/quay1", keeper.user_id, {"is_used": [True, False]}),
    ]


def test_whoever_put_paper_in_is_recorded_and_nobody_is_called_any_more(place, keeper, kiosk):
    card, _number = given(place, keeper)
    devices.tell_fault(kiosk.pk, "paper", at=after(2))

    cards.repair(kiosk, card, at=after(3))

    kiosk.refresh_from_db()
    assert (kiosk.fault, kiosk.fault_at, kiosk.help_at) == ("", None, None)
    assert HallEvent.objects.latest("seq").by_id == card.holder_id
    entry = Entry.objects.get(verb="serviced")
    assert (entry.key, entry.actor_id, entry.at) == ("trung-tam/Cột cạnh cửa", card.holder_id, after(3))
    assert entry.details == {"act": "repaired", "card": card.pk}


def test_where_nobody_is_called_there_is_nothing_to_repair_and_nothing_is_recorded(place, keeper, kiosk):
    card, _number = given(place, keeper)

    with pytest.raises(Refused, match="Máy này không còn chờ người giúp."):
        cards.repair(kiosk, card, at=after(3))

    assert not Entry.objects.filter(verb="serviced").exists()
