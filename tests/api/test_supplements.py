"""Requests for supplement for machines."""

from motcua.dossiers import actions
from tests.factories import MORNING, received
from tests.statements import at_most

WANTED = [{"name": "Tờ khai", "wrong": "Thiếu trang 2", "mend": "Nộp đủ hai trang", "paper": 1}]


def examined(made):
    dossier = received(made)
    return actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING).number


def test_a_machine_asks_for_a_supplement_and_takes_it_in(machine, lac_hong):
    number = examined(lac_hong)

    asked = machine(lac_hong.examiner).post(
        f"dossiers/{number}/request-supplement", {"task": 3, "wanted": WANTED}
    )
    taken_in = machine(lac_hong.clerk).post(f"dossiers/{number}/receive-supplement", {})

    assert (asked.status_code, asked.json()["state"]) == (200, "waiting")
    assert (taken_in.status_code, taken_in.json()["state"]) == (200, "in_process")


def test_the_same_request_sent_twice_is_asked_once(machine, lac_hong):
    number = examined(lac_hong)
    examiner = machine(lac_hong.examiner)

    answers = [
        examiner.post(f"dossiers/{number}/request-supplement", {"task": 3, "wanted": WANTED})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


def test_a_request_without_papers_or_by_somebody_else_is_refused_with_the_reason(machine, lac_hong):
    number = examined(lac_hong)

    empty = machine(lac_hong.examiner).post(
        f"dossiers/{number}/request-supplement", {"task": 3, "wanted": []}
    )
    by_head = machine(lac_hong.head).post(
        f"dossiers/{number}/request-supplement", {"task": 3, "wanted": WANTED}
    )

    assert empty.status_code == 422
    assert by_head.status_code == 409
    assert by_head.json()["reason"] == "Việc này thuộc vị trí khác, bạn không giữ bước này."


def test_a_pause_stays_within_its_statements(machine, lac_hong):
    number = examined(lac_hong)
    examiner, clerk = machine(lac_hong.examiner), machine(lac_hong.clerk)
    machine(lac_hong.examiner).get("tasks")

    with at_most(8):
        examiner.post(f"dossiers/{number}/request-supplement", {"task": 3, "wanted": WANTED})
    with at_most(10):
        clerk.post(f"dossiers/{number}/receive-supplement", {})
