"""Signing with a PIN: asked once for as many dossiers as are signed, and for every way to sign."""

from dataclasses import replace

import pytest

from motcua.accounts import actions as accounts
from motcua.accounts.models import SigningPin
from motcua.dossiers import actions, rules, signing
from motcua.dossiers.models import Dossier
from motcua.history.models import Entry
from tests.web.cases import states
from tests.web.cases.conftest import TEN, words
from tests.web.cases.states import LATE

PIN = "294715"


@pytest.fixture
def leader(sign_in, lac_hong):
    accounts.set_pin(lac_hong.leader.pk, pin=PIN, at=TEN)
    return sign_in(lac_hong.leader)


def sign(client, *dossiers, **more):
    chosen = {"act": "sign", "selected": [f"{one.number}:4" for one in dossiers], "next": "/cases/sign"}
    return client.post("/cases/together", chosen | more)


def recorded():
    return list(Entry.objects.filter(subject="user").order_by("pk").values_list("verb", flat=True))


def is_signed(dossier):
    return dossier.tasks.get(number=4).outcome == "forwarded"


def suspended_at_signature(world):
    dossier = states.at_signature(world)
    by = world.rights(world.leader)
    return actions.suspend(dossier.number, task=4, reason="Chờ tòa án", document="9/TA", by=by, at=TEN)


def test_one_pin_signs_the_whole_list_and_is_recorded_with_what_was_signed(leader, lac_hong):
    first, second = states.at_signature(lac_hong), states.at_signature(lac_hong)

    page = words(sign(leader, first, second, pin=PIN))

    assert page.count("Đã ký, chuyển bước sau.") == 2
    entries = Entry.objects.filter(verb="signed").order_by("pk")
    assert [entry.details for entry in entries] == [{"dossiers": [one.number]} for one in (first, second)]
    assert {(entry.actor, entry.key) for entry in entries} == {(lac_hong.leader, "lanhdao")}


def test_what_is_refused_under_a_right_pin_is_not_recorded_as_signed(leader, lac_hong):
    paused, signed = suspended_at_signature(lac_hong), states.at_signature(lac_hong)
    one = f"/cases/{paused.number}/forward"

    page = words(sign(leader, paused, signed, pin=PIN))
    refused = leader.post(one, {"task": 4, "target": "", "note": "", "next": "/cases", "pin": PIN})

    assert (page.count("Đã ký, chuyển bước sau."), refused.status_code) == (1, 409)
    assert [entry.details for entry in Entry.objects.all()] == [{"dossiers": [signed.number]}]


def test_wrong_tries_stay_counted_whatever_becomes_of_the_act(leader, lac_hong):
    paused = suspended_at_signature(lac_hong)

    for pin in ("000001", "000002", PIN, "000003"):
        sign(leader, paused, pin=pin).getvalue()

    # The right one forgives those before it, though what it was for was refused.
    assert SigningPin.objects.get().wrong == 1
    assert recorded() == ["pin_failed"] * 3


@pytest.mark.parametrize(("pin", "status"), [("", 200), ("000001", 403)])
def test_without_the_right_pin_nothing_is_signed_and_nothing_chosen_is_lost(leader, lac_hong, pin, status):
    dossier = states.at_signature(lac_hong)

    answer = sign(leader, dossier, pin=pin)

    assert answer.status_code == status
    assert not is_signed(dossier)
    page = words(answer)
    assert f'<input type="hidden" name="selected" value="{dossier.number}:4">' in page
    assert ("Mã ký chưa đúng, còn 4 lần thử." in page) is bool(pin)
    assert recorded() == (["pin_failed"] if pin else [])


def test_five_wrong_pins_lock_and_are_recorded(leader, lac_hong):
    dossier = states.at_signature(lac_hong)
    for _ in range(5):
        sign(leader, dossier, pin="000001")

    page = words(sign(leader, dossier, pin=PIN))

    assert "Mã ký bị khóa sau 5 lần sai. Thử lại từ 10:15" in page
    assert not is_signed(dossier)
    assert recorded() == ["pin_failed"] * 5 + ["pin_locked", "pin_failed"]


def test_a_single_signature_asks_too_and_keeps_what_was_typed(leader, lac_hong):
    dossier = states.at_signature(lac_hong)
    form = {"task": 4, "target": "", "note": "Đồng ý cấp", "next": "/cases"}

    asked = words(leader.post(f"/cases/{dossier.number}/forward", form))
    signed = leader.post(f"/cases/{dossier.number}/forward", form | {"pin": PIN})

    assert 'name="note" value="Đồng ý cấp"' in asked
    assert (signed.status_code, signed.url) == (302, "/cases")
    assert dossier.events.last().note == "Đồng ý cấp"


def test_passing_many_on_asks_when_a_signature_is_among_them(leader, lac_hong):
    dossier = states.at_signature(lac_hong)

    asked = sign(leader, dossier, act="forward")
    told = sign(leader, dossier, act="forward", pin=PIN)

    assert "Mã ký (6 chữ số)" in words(asked)
    assert "Đã chuyển bước sau." in words(told)


def test_a_letter_of_apology_is_a_signature(leader, lac_hong, the_clock, sign_in):
    dossier = states.apology_drafted(lac_hong)
    the_clock(LATE)
    sign_in(lac_hong.leader)
    form = {"reason": "Phòng quá tải", "new_due_at": "16:30 07/12/2026"}

    leader.post(f"/cases/{dossier.number}/sign-apology", form)
    before = Dossier.objects.get(pk=dossier.pk).apology
    leader.post(f"/cases/{dossier.number}/sign-apology", form | {"pin": PIN})

    assert (before, Dossier.objects.get(pk=dossier.pk).apology) == ("drafted", "signed")


def test_what_is_no_signature_asks_for_no_pin(leader, lac_hong):
    dossier = states.at_signature(lac_hong)

    answer = leader.post(f"/cases/{dossier.number}/take", {"task": 4})

    assert answer.status_code == 302
    assert recorded() == []


def test_a_dossier_out_of_sight_is_not_there_with_a_pin_either(sign_in, lac_hong):
    dossier = states.at_signature(lac_hong)
    accounts.set_pin(lac_hong.outsider.pk, pin=PIN, at=TEN)

    answer = sign_in(lac_hong.outsider).post(f"/cases/{dossier.number}/forward", {"task": 4})

    assert answer.status_code == 404


def test_who_has_no_pin_signs_and_is_invited_to_set_one(sign_in, lac_hong):
    dossier = states.at_signature(lac_hong)
    leader = sign_in(lac_hong.leader)

    page = words(leader.get("/cases/sign"))
    sign(leader, dossier).getvalue()

    assert 'href="/account?next=/cases/sign"' in page
    assert is_signed(dossier)


def test_an_office_may_demand_a_pin_of_everybody_who_signs(sign_in, lac_hong, monkeypatch):
    law = replace(rules.in_force(), signing_pin="demanded")
    monkeypatch.setattr(signing, "in_force", lambda: law)
    dossier = states.at_signature(lac_hong)

    page = words(sign(sign_in(lac_hong.leader), dossier))

    assert "mà bạn chưa đặt mã" in page
    assert not is_signed(dossier)


def test_the_next_card_is_a_press_away(leader, lac_hong):
    first, second = states.at_signature(lac_hong), states.at_signature(lac_hong)

    page = words(leader.get("/cases/sign"))

    assert page.count('href="#') == 2  # and the way to the content
    assert f'href="#{second.number}"' in page
    assert f'id="{first.number}"' in page
