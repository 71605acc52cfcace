from datetime import UTC, date

import pytest

from motcua.base import clock
from motcua.dossiers.models import NOT_ENDED, Dossier
from motcua.dossiers.rules import (
    Fact,
    Law,
    after_supplement,
    chain,
    dossier_number,
    holder_of,
    national_code,
    timing,
)
from motcua.organisations.rules import Tree
from tests.organisations.rules.test_tree import CENTRE, COMMUNE, COMMUNE_DIVISION, PROVINCE, TREE, view

DUE = date(2026, 11, 27)


# domain.md §3.7, as production systems count: dates are compared, not minutes.
@pytest.mark.parametrize(
    ("ended_on", "with_result", "on", "expected"),
    [
        (date(2026, 11, 26), True, date(2026, 12, 1), "early"),
        (DUE, True, date(2026, 12, 1), "on_time"),
        (date(2026, 11, 28), True, date(2026, 12, 1), "late"),
        (NOT_ENDED, False, DUE, "in_time"),
        (NOT_ENDED, False, date(2026, 11, 28), "overdue"),
        # As of a day before it ended, a dossier was still open.
        (date(2026, 11, 30), True, date(2026, 11, 29), "overdue"),
        (date(2026, 11, 26), True, date(2026, 11, 25), "in_time"),
        # Left without resolution.
        (date(2026, 11, 25), False, date(2026, 12, 1), ""),
    ],
)
def test_early_on_time_and_late_are_told_by_dates(ended_on, with_result, on, expected):
    assert timing(due_on=DUE, ended_on=ended_on, on=on, with_result=with_result) == expected


def event(kind, day, **payload):
    return Fact(kind, clock.at(date(2026, 11, day), 9), 1, 1, "", payload=payload)


FIVE_DAYS = {"limit": {"amount": 5, "unit": "working_day", "calendar": 1}}
# Three working days, the second of the two promised dates of QT033.
PAID = event("paid", 27, policy="phase", phase_minutes=1440)
ASKED = event("supplement_requested", 27)


# NĐ 297/2025 Điều 6: "tính lại từ đầu"; Đồng Tháp QĐ 138/2025 Điều 5 khoản 3 and Điều 30 (QT033: 8 days = 5 + 3).
@pytest.mark.parametrize(
    ("said", "facts", "restart_phase", "expected"),
    [
        ("restart", [], True, ("restart", 0)),
        ("restart", [PAID, ASKED], True, ("phase", 1440)),
        # The clock of the second date was moved by a suspension; its time is still three days.
        ("restart", [PAID, event("resumed", 28, policy="shift"), ASKED], True, ("phase", 1440)),
        # Completed once already in the second phase.
        (
            "restart",
            [PAID, ASKED, event("supplement_received", 28, policy="phase", phase_minutes=1440)],
            True,
            ("phase", 1440),
        ),
        # Asked before the slip went to the tax office: the first date starts anew.
        ("restart", [event("supplement_received", 25, policy="restart"), ASKED], True, ("restart", 0)),
        # A procedure whose time goes on, and a deployment that restarts the whole limit.
        ("shift", [PAID, ASKED], True, ("shift", 0)),
        ("restart", [PAID, ASKED], False, ("restart", 0)),
    ],
)
def test_a_supplement_restarts_the_time_of_the_date_that_runs(said, facts, restart_phase, expected):
    law = Law(restart_phase=restart_phase)

    found = after_supplement(said, [event("received", 23, **FIVE_DAYS), *facts], law=law)

    assert found == expected


@pytest.mark.parametrize(
    ("official_code", "order", "number"),
    [
        # QĐ 20/2020/QĐ-TTg and TT 03/2025/TT-VPCP Điều 13.
        ("H99.12", 32, "H99.12-261120-0032"),
        ("H26.001.02", 7, "H26.001.02-261120-0007"),
        # QCVN 102:2016, dossiers of former district centres.
        ("000.19.31.H57", 1, "000.19.31.H57-261120-0001"),
        # "at least four digits"
        ("H99.12", 12345, "H99.12-261120-12345"),
    ],
)
def test_the_number_is_agency_day_and_order(official_code, order, number):
    assert dossier_number(official_code, day=date(2026, 11, 20), order=order) == number


# data/dossier_statuses.csv: codes of the National Public Service Portal.
@pytest.mark.parametrize(
    ("business", "code"),
    [
        ("registered", 1),
        ("received", 2),
        ("refused", 3),
        ("in_process", 4),
        ("waiting", 5),
        ("withdrawn", 7),
        ("stopped", 7),
        ("suspended", 8),
        ("resolved", 9),
        ("returned", 10),
    ],
)
def test_every_business_state_has_a_national_code(business, code):
    assert national_code(Dossier(business=business)) == code


def test_an_open_dossier_with_a_debt_waits_for_the_payment():
    assert national_code(Dossier(business="in_process", money="due")) == 6


def test_the_hash_changes_with_every_part_of_an_event():
    fact = Fact("taken", clock.at(DUE, 9), 1, 2, "examiner", "", {"task": 2})
    first = chain("", number="H99.12-261120-0032", seq=2, fact=fact)

    others = {
        chain("x", number="H99.12-261120-0032", seq=2, fact=fact),
        chain("", number="H99.12-261120-0033", seq=2, fact=fact),
        chain("", number="H99.12-261120-0032", seq=3, fact=fact),
        *(
            chain("", number="H99.12-261120-0032", seq=2, fact=Fact(*changed))
            for changed in (
                ("moved", clock.at(DUE, 9), 1, 2, "examiner", "", {"task": 2}),
                ("taken", clock.at(DUE, 9, 1), 1, 2, "examiner", "", {"task": 2}),
                ("taken", clock.at(DUE, 9), 9, 2, "examiner", "", {"task": 2}),
                ("taken", clock.at(DUE, 9), 1, 9, "examiner", "", {"task": 2}),
                ("taken", clock.at(DUE, 9), 1, 2, "records", "", {"task": 2}),
                ("taken", clock.at(DUE, 9), 1, 2, "examiner", "note", {"task": 2}),
                ("taken", clock.at(DUE, 9), 1, 2, "examiner", "", {"task": 3}),
            )
        ),
    }

    assert len(others) == 10
    assert first not in others


def test_the_hash_does_not_depend_on_the_zone_the_database_answers_in():
    moment = clock.at(DUE, 9)
    facts = [Fact("taken", at, 1, 2, "examiner") for at in (moment, moment.astimezone(UTC))]

    hashes = {chain("", number="H99", seq=1, fact=fact) for fact in facts}

    assert len(hashes) == 1


TREE_WITH_PEOPLE = Tree(
    {**TREE.units, 8: view(8, COMMUNE, "centre")},
    {
        CENTRE: frozenset({"reception", "returns"}),
        PROVINCE: frozenset({"examiner", "records"}),
        COMMUNE: frozenset({"head_of_agency"}),
        COMMUNE_DIVISION: frozenset({"examiner"}),
        8: frozenset({"reception"}),
    },
)


@pytest.mark.parametrize(
    ("place", "role", "holder"),
    [
        ("division", "examiner", (COMMUNE_DIVISION, "examiner")),
        ("agency", "head_of_agency", (COMMUNE, "head_of_agency")),
        # Nobody heads the division: its head of agency does.
        ("division", "head_of_division", (COMMUNE, "head_of_agency")),
        # The office of the province examines in a linked process (QT003).
        ("province", "examiner", (PROVINCE, "examiner")),
        # Whoever receives also returns where there is no returns desk.
        ("centre", "returns", (8, "reception")),
        # No tax office in the tree has people: the reception that promised the date keeps watch.
        ("tax", "partner", (8, "reception")),
    ],
)
def test_there_is_always_somebody_who_holds_a_step(place, role, holder):
    assert holder_of(place, role, centre_id=8, unit_id=COMMUNE_DIVISION, tree=TREE_WITH_PEOPLE) == holder
