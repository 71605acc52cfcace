from datetime import date

import pytest

from motcua.base import registers
from motcua.base.errors import Refused
from motcua.worktime import queries
from motcua.worktime.models import CalendarVersion

pytestmark = pytest.mark.django_db


def test_the_current_calendar_is_read_once_and_then_from_memory(django_assert_num_queries):
    queries.current()

    with django_assert_num_queries(0):
        current = queries.current("default")

    assert current.version_id == CalendarVersion.objects.get().pk
    assert queries.of_version(current.version_id) is current.working_time


def test_a_process_that_starts_reads_a_calendar_in_three_queries(django_assert_num_queries):
    registers.forget_all()

    # The version numbers of the registers, the newest versions, one definition.
    with django_assert_num_queries(3):
        queries.current()


@pytest.mark.parametrize("code", ["nowhere", "", None, 7])
def test_a_calendar_nobody_knows_is_refused(code):
    with pytest.raises(Refused, match="^Không có lịch làm việc mã "):
        queries.current(code)


def test_the_notice_for_2027_is_missing_since_november():
    assert queries.missing_notice("default", date(2026, 10, 31)) == ""
    assert queries.missing_notice("default", date(2026, 11, 1)) == (
        "Lịch nghỉ năm 2027 còn dự kiến, chờ thông báo chính thức"
    )
