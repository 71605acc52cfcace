"""Half days: who is away when, and which absences cannot be."""

from datetime import date

import pytest

from motcua.organisations.rules import Away, back_on, is_away, is_away_all_day, why_not_absent

MON, TUE, WED, THU = (date(2026, 11, day) for day in (23, 24, 25, 26))
AM, PM = "morning", "afternoon"


def away(first, from_session, last, to_session):
    return Away(1, "leave", first, from_session, last, to_session)


@pytest.mark.parametrize(
    ("day", "session", "answer"),
    [(MON, AM, False), (MON, PM, True), (TUE, AM, True), (TUE, PM, True), (WED, AM, True), (WED, PM, False)],
)
def test_an_absence_covers_its_half_days_and_no_more(day, session, answer):
    assert is_away([away(MON, PM, WED, AM)], day, session) is answer


def test_who_works_half_a_day_is_not_away_that_day():
    spans = [away(MON, PM, WED, AM)]

    assert [is_away_all_day(spans, day) for day in (MON, TUE, WED)] == [False, True, False]


def test_two_absences_that_follow_each_other_are_one_way_out():
    spans = [away(MON, AM, MON, PM), away(TUE, AM, TUE, AM), away(TUE, PM, WED, PM)]

    assert (back_on(spans, MON), back_on([], MON), back_on(spans[:1], MON)) == (THU, MON, TUE)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (away(TUE, AM, MON, PM), "to_on"),
        (away(MON, PM, MON, AM), "to_on"),
        (away(MON, AM, date(2036, 1, 1), PM), "to_on"),
        (away(MON, AM, TUE, AM), "from_on"),
        (away(WED, PM, THU, PM), "from_on"),
        (away(MON, AM, MON, PM), ""),
        (away(THU, AM, THU, AM), ""),
    ],
)
def test_an_absence_is_refused_when_it_ends_before_it_begins_or_overlaps(new, field):
    known = [away(TUE, AM, WED, PM)]

    assert why_not_absent(new, known)[0] == field
