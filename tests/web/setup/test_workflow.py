"""Processes on the screen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.base import clock
from motcua.base.tables import read_table
from motcua.workflow import actions
from tests.factories import MONDAY
from tests.web.setup.conftest import words


@pytest.fixture
def published(lac_hong):
    table = read_table((actions.DATA / "workflows.csv").read_bytes())
    return actions.import_workflows(table, at=clock.at(MONDAY, 8))


def test_the_list_shows_every_process_with_its_steps_and_remarks(desk, published):
    response = desk.get("/admin/processes")

    rows = {row.process.code: (row.steps, row.warnings) for row in response.context["page"]}
    assert len(rows) == 42
    assert rows["QT002"] == (6, 5)
    assert "QT029" in words(response)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 42),
        ("?q=QT029", 1),
        ("?q=1.001612", 1),
        ("?q=dat+dai+lan+dau", 4),
        ("?kind=templates", 0),
        ("?kind=own", 42),
        ("?kind=drafts", 0),
        ("?kind=nonsense", 42),
    ],
)
def test_processes_are_found_by_code_name_procedure_and_kind(desk, published, query, count):
    assert desk.get(f"/admin/processes{query}").context["page"].paginator.count == count


def test_a_process_is_drawn_and_told_step_by_step(desk, published):
    response = desk.get("/admin/processes/QT029")

    page = words(response)
    assert 'aria-label="Sơ đồ quy trình Cấp lại Giấy chứng nhận do bị mất, 7 bước;' in page
    assert page.count('<g class="pd-box') == 7
    assert page.count("marker-end") == 6
    # Every step is in the list beside the drawing, for screen readers and phones.
    assert page.count('class="mc-road-mark"') == 7
    assert "cán bộ cơ quan phối hợp, cơ quan thuế" in page
    assert "Bước không tính thời gian giữa quy trình: dừng tính hạn." in page
    assert " style=" not in page


def test_what_does_not_exist_is_not_found(desk, published):
    assert desk.get("/admin/processes/QT999").status_code == 404
    assert desk.get("/admin/processes/QT029?version=9").status_code == 404


def test_pages_of_processes_take_few_statements_whatever_their_number(desk, published):
    counts = {}
    for address in ("/admin/processes", "/admin/processes/QT003", "/admin/processes/QT024"):
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            desk.get(address)
        counts[address] = len(captured)

    assert max(counts.values()) <= 5
    assert counts["/admin/processes/QT003"] == counts["/admin/processes/QT024"]
