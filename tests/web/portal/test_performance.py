from datetime import date

import pytest
from django.urls import reverse

from motcua.base.clock import at as moment
from tests.factories import resolved, world

pytestmark = pytest.mark.django_db


def test_figures_by_field_come_with_the_way_they_are_counted(client, at):
    made = world()
    resolved(made, at=moment(date(2026, 11, 2), 9), ended_at=moment(date(2026, 11, 4), 9))
    resolved(made, at=moment(date(2026, 11, 2), 10), ended_at=moment(date(2026, 11, 20), 9))

    page = client.get(reverse("portal:performance")).content.decode()

    assert "Thành lập và hoạt động của Hộ kinh doanh" in page
    assert "Cách tính" in page
    assert "Cơ quan có dưới 20 hồ sơ có kết quả trong kỳ thì không xếp hạng." in page
    assert "Kỳ này có 1 cơ quan như vậy." in page


def test_the_same_figures_can_be_taken_away_as_a_table(client, at):
    resolved(world(), at=moment(date(2026, 11, 2), 9), ended_at=moment(date(2026, 11, 4), 9))

    answer = client.get(reverse("portal:performance-csv"))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines == [
        "Loại,Tên,Đã giải quyết,Đúng và trước hạn,Trễ hạn,Tỷ lệ đúng hạn (%)",
        "lĩnh vực,Thành lập và hoạt động của Hộ kinh doanh,1,1,0,100.0",
        "tất cả,,1,1,0,100.0",
    ]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="motcua-20261024-20261123.csv"'


def test_without_results_there_is_nothing_to_download(client, at):
    page = client.get(reverse("portal:performance")).content.decode()

    assert "Chưa có hồ sơ nào có kết quả" in page
    assert reverse("portal:performance-csv") not in page
