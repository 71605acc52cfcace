from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from motcua.base import clock
from motcua.web.ui.deadlines import Chip
from motcua.web.ui.templatetags import ui


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (clock.at(date(2026, 11, 27), 16, 30), "16:30 Thứ\u00a0Sáu, 27/11/2026"),
        (datetime(2026, 11, 26, 18, 30, tzinfo=ZoneInfo("UTC")), "01:30 Thứ\u00a0Sáu, 27/11/2026"),
        (date(2026, 11, 29), "Chủ\u00a0nhật, 29/11/2026"),
        (None, ""),
    ],
)
def test_a_moment_is_read_with_its_weekday_in_the_zone_of_the_centre(value, shown):
    assert ui.vn_weekday_date(value) == shown


def test_dates_and_times_follow_the_order_of_the_country():
    moment = clock.at(date(2026, 1, 5), 9, 5)

    assert ui.vn_date(moment) == "05/01/2026"
    assert ui.vn_date(date(2026, 1, 5)) == "05/01/2026"
    assert ui.vn_time(moment) == "09:05"
    assert ui.vn_datetime(moment) == "09:05 05/01/2026"
    assert (ui.vn_date(None), ui.vn_time(None), ui.vn_datetime(None)) == ("", "", "")


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(1234567, 0, "1.234.567"), (98.4, 1, "98,4"), (0, 0, "0"), (-1200, 0, "-1.200"), (None, 0, "")],
)
def test_numbers_have_points_between_thousands_and_a_comma_before_decimals(value, places, shown):
    assert ui.vn_number(value, places) == shown


def test_money_stays_on_one_line():
    assert ui.money(100000) == "100.000\u00a0đ"
    assert ui.money(None) == ""


@pytest.mark.parametrize(("value", "shown"), [(100.0, "100%"), (98.44, "98,4%"), (99.96, "100%"), (None, "")])
def test_a_round_percentage_has_no_decimals(value, shown):
    assert ui.percent(value) == shown


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (109, "1\u00a0giờ\u00a049\u00a0phút"),
        (120, "2\u00a0giờ"),
        (0, "0\u00a0phút"),
        (-5, "5\u00a0phút"),
        (None, ""),
    ],
)
def test_minutes_are_said_in_hours_and_minutes(minutes, shown):
    assert ui.minutes_words(minutes) == shown


def test_an_icon_without_words_has_a_name_and_one_with_words_is_hidden():
    assert 'aria-hidden="true"' in ui.icon("check")
    assert 'role="img" aria-label="Đã xong"' in ui.icon("check", label="Đã xong")


@pytest.mark.parametrize("state", ui.DEADLINES)
def test_every_clock_has_an_icon_words_and_a_state(state):
    shown = Template("{% deadline_chip state %}").render(Context({"state": state}))

    assert f"dl-{state}" in shown
    assert "#" + ui.DEADLINES[state][0] in shown
    assert str(ui.DEADLINES[state][1]) in shown


def test_a_clock_shows_the_words_it_is_given():
    shown = Template("{% deadline_chip chip %}").render(Context({"chip": Chip("soon", "Còn 1 giờ")}))

    assert "dl-soon" in shown
    assert "Còn 1 giờ" in shown


class Form(forms.Form):
    name = forms.CharField(
        label="Họ và tên", help_text="Như trên căn cước", error_messages={"required": "Hãy điền họ và tên"}
    )
    note = forms.CharField(label="Ghi chú", required=False)


def test_the_error_summary_counts_the_errors_and_leads_to_the_fields():
    form = Form({})

    shown = Template("{% error_summary form %}").render(Context({"form": form}))

    assert "Có 1 chỗ cần sửa" in shown
    assert '<a href="#id_name">Hãy điền họ và tên</a>' in shown
    assert "data-focus" in shown


def test_there_is_no_summary_without_errors():
    shown = Template("{% error_summary form %}").render(Context({"form": Form()}))

    assert shown.strip() == ""


def test_a_field_ties_its_hint_and_error_to_the_control():
    shown = Template("{% field form.name %}").render(Context({"form": Form({})}))

    assert 'aria-describedby="id_name_hint id_name_error"' in shown
    assert 'id="id_name_hint">Như trên căn cước' in shown
    assert 'aria-invalid="true"' in shown
    assert '<label class="mc-label" for="id_name">Họ và tên</label>' in shown


def test_only_what_may_stay_empty_is_marked():
    shown = Template("{% field form.note %}").render(Context({"form": Form()}))

    assert "không bắt buộc" in shown


def test_the_pages_of_a_list_keep_the_filters():
    request = RequestFactory().get("/x?q=khai+sinh&page=2")
    page = Paginator(range(100), 10).page(2)

    shown = Template("{% pages page %}").render(Context({"request": request, "page": page}))

    assert 'href="?q=khai+sinh&amp;page=3"' in shown
    assert 'aria-current="page">2<' in shown


def test_weekdays_are_translated():
    with translation.override("en"):
        assert len({str(day) for day in ui.WEEKDAYS}) == 7


def test_a_bounded_count_says_when_there_are_more():
    assert [ui.bounded(count) for count in (0, 999, 1000)] == ["0", "999", "999+"]
