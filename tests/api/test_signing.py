"""Signing through the door of machines: the PIN is asked for as on the pages."""

from dataclasses import replace

import pytest

from motcua.accounts import actions as accounts
from motcua.dossiers import actions, rules, signing
from motcua.dossiers.models import Event
from motcua.history.models import Entry
from tests.factories import MORNING, received
from tests.statements import at_most

PIN = "294715"


@pytest.fixture
def with_pin(lac_hong):
    for one in (lac_hong.leader, lac_hong.head, lac_hong.outsider):
        accounts.set_pin(one.pk, pin=PIN, at=MORNING)


@pytest.fixture
def number(lac_hong):
    """Task 4 waits for the signature of the leader."""
    number = received(lac_hong).number
    for task, who in ((2, lac_hong.head), (3, lac_hong.examiner)):
        actions.forward(number, task=task, by=lac_hong.rights(who), at=MORNING)
    return number


def forward(machine, who, number, **more):
    return machine(who).post(f"dossiers/{number}/forward", {"task": 4, **more})


def recorded():
    return list(Entry.objects.filter(subject="user").order_by("pk").values_list("verb", flat=True))


def test_a_machine_signs_with_the_pin_of_its_person_and_it_is_recorded(machine, lac_hong, with_pin, number):
    answer = forward(machine, lac_hong.leader, number, pin=PIN)

    assert (answer.status_code, answer.json()["task"]) == (200, 5)
    entry = Entry.objects.get(verb="signed")
    assert entry.details == {"dossiers": [number]}
    assert (entry.actor, entry.key, entry.address) == (lac_hong.leader, "lanhdao", "127.0.0.1")


@pytest.mark.parametrize(
    ("pin", "reason", "verbs"),
    [
        ({}, "Hãy nhập mã ký.", []),
        ({"pin": ""}, "Hãy nhập mã ký.", []),
        ({"pin": "000001"}, "Mã ký chưa đúng, còn 4 lần thử.", ["pin_failed"]),
    ],
)
def test_without_the_right_pin_nothing_is_signed(machine, lac_hong, with_pin, number, pin, reason, verbs):
    answer = forward(machine, lac_hong.leader, number, **pin)

    assert (answer.status_code, answer.json()) == (409, {"reason": reason})
    assert Event.objects.filter(payload__task=4).count() == 0
    assert recorded() == verbs


def test_what_is_refused_under_a_right_pin_is_not_recorded_as_signed(machine, lac_hong, with_pin, number):
    answer = forward(machine, lac_hong.leader, number, pin=PIN, person=lac_hong.outsider.pk)

    assert answer.status_code == 409
    assert recorded() == []


def test_five_wrong_pins_lock_here_and_on_the_pages_alike(machine, lac_hong, with_pin, number):
    for _try in range(5):
        forward(machine, lac_hong.leader, number, pin="000001")

    answer = forward(machine, lac_hong.leader, number, pin=PIN)

    assert answer.status_code == 409
    assert answer.json()["reason"].startswith("Mã ký bị khóa sau 5 lần sai. Thử lại từ 09:15")
    assert accounts.try_pin(lac_hong.leader.pk, typed=PIN, at=MORNING).reason.startswith("Mã ký bị khóa")
    assert recorded() == ["pin_failed"] * 5 + ["pin_locked", "pin_failed"]


def test_a_result_issued_at_a_step_of_signature_is_signed_too(machine, lac_hong, with_pin, number):
    lac_hong.process.steps.filter(order=5).update(kind="sign")
    forward(machine, lac_hong.leader, number, pin=PIN)
    accounts.set_pin(lac_hong.records.pk, pin=PIN, at=MORNING)
    records, sent = machine(lac_hong.records), {"task": 5, "sign": "12/GCN", "summary": "Giấy chứng nhận"}

    without = records.post(f"dossiers/{number}/issue", sent)
    with_it = records.post(f"dossiers/{number}/issue", sent | {"pin": PIN})

    assert (without.status_code, without.json()["reason"]) == (409, "Hãy nhập mã ký.")
    assert with_it.status_code == 200


def test_a_signature_sent_twice_is_made_and_recorded_once(machine, lac_hong, with_pin, number):
    answers = [forward(machine, lac_hong.leader, number, pin=PIN) for _try in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert recorded() == ["signed"]


def test_of_a_dossier_out_of_scope_not_even_a_signature_is_asked(machine, lac_hong, with_pin, number):
    assert forward(machine, lac_hong.outsider, number).status_code == 404


def test_who_has_no_pin_signs_unless_the_office_demands_one(machine, lac_hong, number, monkeypatch):
    law = replace(rules.in_force(), signing_pin="demanded")
    with monkeypatch.context() as demanded:
        demanded.setattr(signing, "in_force", lambda: law)
        refused = forward(machine, lac_hong.leader, number)

    signed = forward(machine, lac_hong.leader, number)

    assert (refused.status_code, refused.json()) == (409, {"reason": "Bạn chưa đặt mã ký."})
    assert signed.status_code == 200


def test_an_act_that_is_no_signature_asks_for_no_pin(machine, lac_hong, with_pin):
    number = received(lac_hong).number

    answer = machine(lac_hong.head).post(f"dossiers/{number}/forward", {"task": 2})

    assert answer.status_code == 200
    assert recorded() == []


def test_a_step_costs_nothing_more_for_who_has_no_pin_and_one_statement_for_who_has(
    machine, lac_hong, with_pin
):
    head, examiner = machine(lac_hong.head), machine(lac_hong.examiner)
    first, second = received(lac_hong).number, received(lac_hong).number
    head.post(f"dossiers/{first}/forward", {"task": 2})
    examiner.post(f"dossiers/{first}/forward", {"task": 3})

    with at_most(7):
        head.post(f"dossiers/{second}/forward", {"task": 2})
    with at_most(6):
        examiner.post(f"dossiers/{second}/forward", {"task": 3})
