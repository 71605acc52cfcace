"""Random histories: whatever people try, in whatever order, the dossier stays whole."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from motcua.accounts.models import User
from motcua.base.errors import Refused
from motcua.dossiers import actions, clocks, rules
from motcua.dossiers.models import Dossier, Event, Task
from motcua.dossiers.rules import Kind, Wanted, national_code
from motcua.dossiers.verification import differences
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Rights
from tests.factories import MORNING, received, registered, world

pytestmark = pytest.mark.django_db
PEOPLE = ("clerk", "head", "examiner", "leader", "records", "returner", "supervisor", "outsider")
ROAD = ("take", "forward", "forward", "forward", "send_back", "recall", "issue_result", "return_result")
BESIDE = (
    "accept",
    "request_supplement",
    "receive_supplement",
    "close_expired",
    "approve_supplement",
    "request_payment",
    "record_payment",
    "suspend",
    "resume",
    "ask_extension",
    "extend",
    "refuse_extension",
    "draft_apology",
    "sign_apology",
    "waive_apology",
    "consult",
    "give_opinion",
    "waive_opinion",
    "reassign",
    "confirm_result",
)
ENDING = ("refuse", "withdraw", "stop", "correct")
VERBS = (*ROAD, *BESIDE, *ENDING)
# How long passes before the next attempt, in minutes: within a session, past the end of a day, past a deadline.
passes = st.sampled_from((1, 30, 300, 1440, 6 * 1440, 30 * 1440))
CLOSED = {"returned", "withdrawn", "stopped", "refused"}
WHO = {
    "accept": "clerk",
    "refuse": "clerk",
    "receive_supplement": "clerk",
    "close_expired": "clerk",
    "record_payment": "clerk",
    "withdraw": "clerk",
    "confirm_result": "clerk",
    "correct": "clerk",
    "approve_supplement": "leader",
    "ask_extension": "leader",
    "reassign": "leader",
    "stop": "leader",
    "sign_apology": "leader",
    "extend": "supervisor",
    "refuse_extension": "supervisor",
    "waive_apology": "supervisor",
    "return_result": "returner",
}


def holder(task: Task) -> str:
    roles = {
        "head_of_division": "head",
        "examiner": "examiner",
        "head_of_agency": "leader",
        "records": "records",
        "returns": "returner",
        "reception": "clerk",
    }
    return roles[task.role]


def attempt(made, dossier: Dossier, who: str | None, verb: str, at) -> None:
    open_tasks = Task.objects.open().filter(dossier=dossier)
    opinion = open_tasks.filter(asked_by__isnull=False).first()
    own = open_tasks.filter(asked_by=None).first() or Task.objects.filter(dossier=dossier).latest("number")
    task = opinion if opinion and verb in ("give_opinion", "waive_opinion") else own
    if verb == "waive_opinion" and opinion:
        who = who or holder(Task.objects.get(dossier=dossier, number=opinion.asked_by))
    by = made.rights(getattr(made, who or WHO.get(verb) or holder(task)))
    if verb == "recall" and who is None:
        by = rights_of(task.opened_by_id, on=MORNING.date())
    dossier.refresh_from_db()
    later = max(at, dossier.promised_at) + timedelta(days=5)
    task_of = {"task": task.number}
    more = {
        "take": task_of,
        "forward": task_of,
        "send_back": {**task_of, "reason": "Xem lại"},
        "recall": task_of,
        "issue_result": {**task_of, "result": "12/GCN"},
        "return_result": {"receiver": "Nguyễn Thị Hoa"},
        "withdraw": {"reason": "Người nộp đổi ý"},
        "accept": {},
        "refuse": {"reason": "Không thuộc thẩm quyền"},
        "request_supplement": {**task_of, "wanted": [Wanted("Tờ khai", "Thiếu trang 2", "Nộp đủ hai trang")]},
        "receive_supplement": {},
        "close_expired": {},
        "approve_supplement": {**task_of, "ground": "Phát sinh tình tiết mới"},
        "request_payment": {**task_of, "notice": "15/TB-CCT"},
        "record_payment": {"proof": "Giấy nộp tiền 000123"},
        "suspend": {**task_of, "reason": "Chờ bản án", "document": "3/TB"},
        "resume": {**task_of, "reason": "Đã có bản án"},
        "ask_extension": {"new_due_at": later, "reason": "Phải xác minh thực địa"},
        "extend": {},
        "refuse_extension": {"reason": "Chưa cần"},
        "draft_apology": {},
        "sign_apology": {"reason": "Xác minh lâu", "new_due_at": later},
        "waive_apology": {"reason": "Người nộp đồng ý nhận ngay"},
        "consult": {
            **task_of,
            "units": [made.government.pk],
            "question": "Có vướng quy hoạch không?",
            "days": 2,
        },
        "give_opinion": {**task_of, "opinion": "Không vướng"},
        "waive_opinion": {**task_of, "reason": "Đã có văn bản trước"},
        "reassign": {**task_of, "person_id": None},
        "confirm_result": {"place": "Ngăn B4"},
        "stop": {"reason": "Không đủ điều kiện", "document": "4/CV"},
        "correct": {"text": "Họ đệm viết đúng là Thị"},
    }[verb]
    if verb == "draft_apology":
        by = Rights(User.objects.system().pk, (), frozenset())
    getattr(actions, verb)(dossier.number, by=by, at=at, **more)


def check(dossier: Dossier) -> None:
    dossier.refresh_from_db()
    facts = [clocks.fact_of(event) for event in dossier.events.all()]
    holding = Task.objects.open().filter(dossier=dossier, asked_by=None).count()
    assert list(differences()) == []
    assert 1 <= national_code(dossier) <= 10
    # Somebody is accountable until the result is in the applicant's hands.
    assert holding == (0 if dossier.business in CLOSED else 1)
    assert [event.seq for event in dossier.events.all()] == list(range(1, dossier.last_seq + 1))
    check_requests(facts)
    check_notes_after_the_end(facts)
    check_clock(dossier, facts)


def check_requests(facts) -> None:
    """One supplement per phase, and one more for each approval."""
    asked = [fact.payload["phase"] for fact in facts if fact.kind == Kind.SUPPLEMENT_REQUESTED]
    approved = sum(fact.kind == Kind.SUPPLEMENT_APPROVED for fact in facts)
    assert asked.count("intake") <= 1
    assert asked.count("examination") <= 1 + approved


def check_notes_after_the_end(facts) -> None:
    closing = (Kind.RETURNED, Kind.WITHDRAWN, Kind.STOPPED, Kind.REFUSED, Kind.EXPIRED)
    closed = next((at for at, fact in enumerate(facts) if fact.kind in closing), len(facts))
    assert all(fact.kind == Kind.CORRECTED for fact in facts[closed + 1 :])


def check_clock(dossier: Dossier, facts) -> None:
    until = facts[-1].at + timedelta(days=1)
    spans = rules.spans(facts, until=until)
    clock = clocks.clock_of(facts)
    # The spans follow one another: their sums equal the whole.
    end = clock.ended_at or until
    assert sum(span.seconds for span in spans) == int((end - facts[0].at).total_seconds())
    assert clock.due_at == dossier.due_at
    assert (dossier.paused_at is not None) == clock.is_paused
    assert clocks.why(facts).due_at == dossier.due_at


@pytest.fixture
def made(db):
    return world()


class Life(RuleBasedStateMachine):
    """One dossier in the hands of everybody, with nothing kept after each history."""

    made = None

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.at = MORNING

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(is_online=st.booleans())
    def begin(self, is_online):
        self.dossier = registered(self.made) if is_online else received(self.made)

    @rule(verb=st.sampled_from(ROAD), minutes=passes)
    def go_along(self, verb, minutes):
        self.attempt(None, verb, minutes)

    @rule(verb=st.sampled_from(BESIDE), minutes=passes)
    def go_beside(self, verb, minutes):
        self.attempt(None, verb, minutes)

    # Rarely, or no history would get far.
    @rule(verb=st.sampled_from((*ENDING, *["take"] * 20)))
    def end(self, verb):
        self.attempt(None, verb, 1)

    @rule(who=st.sampled_from(PEOPLE), verb=st.sampled_from(VERBS))
    def meddle(self, who, verb):
        self.attempt(who, verb, 1)

    def attempt(self, who, verb, minutes):
        self.at += timedelta(minutes=minutes)
        before = self.dossier.events.count()
        try:
            attempt(self.made, self.dossier, who, verb, self.at)
        except Refused:
            assert self.dossier.events.count() == before

    @invariant()
    def is_whole(self):
        if hasattr(self, "dossier"):
            check(self.dossier)


def test_any_history_keeps_the_dossier_whole(made):
    machine = type("LifeHere", (Life,), {"made": made})

    run_state_machine_as_test(
        machine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None)
    )


def test_every_act_of_the_table_is_tried_by_the_random_histories():
    tried = set(VERBS)

    missing = {move.action for move in rules.MOVES} - tried

    # These make dossiers, or need a second procedure or files, and have tests of their own.
    assert missing == {
        *("register", "receive", "change_procedure", "recalendar", "open_child"),
        "send_supplement",
    }
    assert {move.kind for move in rules.MOVES} == set(Event.Kind.values)
