"""The year of the working calendar."""

import pytest

from tests.web.setup.conftest import words


def test_the_year_shows_days_off_make_up_days_and_the_usual_hours(desk):
    response = desk.get("/admin/calendar?year=2026")

    kinds = {
        (cell.day.month, cell.day.day): cell.kind
        for sheet in response.context["sheets"]
        for week in sheet.weeks
        for cell in week
        if cell
    }
    assert len(kinds) == 365
    # 31/08/2026 is swapped for Saturday 22/08; 24/11 is the Day of Vietnamese Culture.
    assert [kinds[day] for day in ((8, 22), (8, 31), (11, 24), (11, 25), (11, 22))] == [
        "made_up",
        "closed",
        "closed",
        "working",
        "off",
    ]
    assert "07:00–11:30, 13:30–17:00" in words(response)


def test_provisional_days_are_marked_and_the_missing_notice_is_told_from_november(desk):
    response = desk.get("/admin/calendar?year=2027")

    page = words(response)
    assert "provisional" in {kind for _special, kind in response.context["special_days"]}
    assert "Lịch nghỉ năm 2027 còn dự kiến, chờ thông báo chính thức" in page
    assert "Dự kiến" in page


def test_this_year_comes_first(desk):
    assert desk.get("/admin/calendar").context["year"] == 2026


@pytest.mark.parametrize("query", ["year=abc", "year=1", "year=99999", "year=²", "calendar=khong-co"])
def test_a_year_or_calendar_that_does_not_exist_is_not_found(desk, query):
    assert desk.get(f"/admin/calendar?{query}").status_code == 404


def test_a_year_without_data_says_so(desk):
    assert "Năm 2030 chưa có lịch nghỉ chính thức" in words(desk.get("/admin/calendar?year=2030"))
