"""Dossiers of Lạc Hồng in the states beside the straight road, made by the real actions."""

from datetime import date

from motcua.base import clock
from motcua.dossiers import actions
from motcua.dossiers.rules import Wanted
from motcua.organisations.rules import Rights
from tests.factories import MORNING, received, resolved
from tests.web.cases.conftest import TEN

WEDNESDAY = date(2026, 12, 2)
# Mrs Hoa was promised 09:00 on Friday 27/11/2026.
LATE = clock.at(WEDNESDAY, 10)


def at_examination(world):
    """Task 3 waits for the examiner."""
    dossier = received(world)
    actions.forward(dossier.number, task=2, by=world.rights(world.head), at=TEN)
    return dossier


def taken(world):
    dossier = at_examination(world)
    actions.take(dossier.number, task=3, by=world.rights(world.examiner), at=TEN)
    return dossier


def at_signature(world):
    """Task 4 waits for the leader."""
    dossier = at_examination(world)
    actions.forward(dossier.number, task=3, note="Đủ điều kiện", by=world.rights(world.examiner), at=TEN)
    return dossier


def waiting_for_supplement(world):
    dossier = taken(world)
    actions.request_supplement(
        dossier.number,
        task=3,
        wanted=[Wanted("Hợp đồng thuê", "Ảnh mờ", "Chụp lại", 2)],
        by=world.rights(world.examiner),
        at=TEN,
    )
    return dossier


def supplemented(world):
    dossier = waiting_for_supplement(world)
    actions.receive_supplement(dossier.number, by=world.rights(world.clerk), at=TEN)
    return dossier


def suspended(world):
    dossier = taken(world)
    actions.suspend(
        dossier.number,
        task=3,
        reason="Chờ bản án",
        document="12/CV",
        by=world.rights(world.examiner),
        at=TEN,
    )
    return dossier


def payment_due(world):
    dossier = taken(world)
    actions.request_payment(
        dossier.number, task=3, notice="05/TB", amount=1_250_000, by=world.rights(world.examiner), at=TEN
    )
    return dossier


def consulted(world):
    """Task 4 is the opinion of the government's office, asked by the examiner."""
    dossier = taken(world)
    actions.consult(
        dossier.number,
        task=3,
        units=[world.government.pk],
        question="Địa điểm có vướng quy hoạch không?",
        days=3,
        by=world.rights(world.examiner),
        at=TEN,
    )
    return dossier


def extension_asked(world):
    dossier = taken(world)
    actions.ask_extension(
        dossier.number, new_due_at=LATE, reason="Cần kiểm tra thực địa", by=world.rights(world.head), at=TEN
    )
    return dossier


def apology_drafted(world):
    dossier = taken(world)
    system = Rights(world.supervisor.pk, (), frozenset())
    actions.draft_apology(dossier.number, by=system, at=LATE)
    return dossier


def late_result(world):
    dossier = resolved(world, at=MORNING, ended_at=LATE)
    actions.draft_apology(dossier.number, by=Rights(world.supervisor.pk, (), frozenset()), at=LATE)
    return dossier


def withdrawn(world):
    dossier = at_examination(world)
    actions.withdraw(dossier.number, reason="Theo đơn", by=world.rights(world.clerk), at=TEN)
    return dossier
