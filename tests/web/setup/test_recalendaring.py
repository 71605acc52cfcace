import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from motcua.dossiers.models import Event
from motcua.worktime import queries as worktime
from motcua.worktime.actions import import_calendar
from tests.factories import MORNING, received
from tests.web.setup.conftest import words

PAGE, LETTERS = "/admin/calendar/move", "/admin/calendar/letters"


@pytest.fixture
def moving(lac_hong):
    """Mrs Hoa waits for Friday 27/11, and a decree closes Thursday 26/11."""
    dossier = received(lac_hong)
    definition = worktime.export_definition("default")
    definition["versions"][-1]["exceptions"].append(
        {"date": "2026-11-26", "kind": "closed", "name": "Nghỉ hoán đổi", "source": "TB 101"}
    )
    import_calendar(definition, at=MORNING, reason="TB 101/TB-BNV")
    return dossier


def test_the_page_shows_old_date_new_date_and_why(desk, moving):
    page = words(desk.get(PAGE))

    assert "1 hồ sơ đang mở còn theo phiên bản cũ, trong đó 1 hồ sơ đổi ngày hẹn" in page
    assert moving.number in page
    assert "Ngày 26/11/2026 nghỉ: Nghỉ hoán đổi" in page
    assert 'value="TB 101/TB-BNV"' in page
    assert Event.objects.filter(kind="recalendared").count() == 0


def test_approving_moves_a_chunk_and_leads_back_to_the_page(desk, keeper, moving):
    answer = desk.post(PAGE, {"reason": "TB 101/TB-BNV"})

    page = words(desk.get(answer.url))
    event = Event.objects.get(kind="recalendared")
    assert (answer.status_code, answer.url) == (302, "/admin/calendar/move?calendar=default")
    assert "Mọi hồ sơ đang mở đã theo phiên bản" in page
    assert "1 thư báo đổi ngày hẹn" in page
    assert (event.by, event.note) == (keeper, "TB 101/TB-BNV")


def test_a_script_reads_how_far_it_is(desk, moving):
    answer = desk.post(PAGE, {"reason": "TB 101"}, headers={"Accept": "application/json"})

    assert answer.json() == {"moved": 1, "waiting": 0, "all": 1}


def test_a_move_has_its_ground(desk, moving):
    answer = desk.post(PAGE, {"reason": " "})

    assert answer.status_code == 422
    assert Event.objects.filter(kind="recalendared").count() == 0


def test_the_letters_say_whom_to_tell(desk, moving):
    assert "Chưa có thư báo" in words(desk.get(LETTERS))
    desk.post(PAGE, {"reason": "TB 101/TB-BNV"})

    page = words(desk.get(LETTERS))

    for told in (moving.number, "Nguyễn Thị Hoa", "0912345678", "TB 101/TB-BNV"):
        assert told in page


def test_whoever_prints_prints_the_notices_of_the_new_date_from_there(client, desk, lac_hong, moving):
    desk.post(PAGE, {"reason": "TB 101/TB-BNV"})
    assert "In thông báo điều chỉnh ngày trả" not in words(desk.get(LETTERS))
    client.force_login(lac_hong.supervisor)

    page = words(client.get(LETTERS))
    printed = client.post(
        "/desk/printing/file", {"kind": "new-date", "paper": "a4", "number": [moving.number]}
    )

    assert f'name="number" value="{moving.number}"' in page
    assert 'name="kind" value="new-date"' in page
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")


def test_a_calendar_that_is_not_there_has_no_page(desk, moving):
    assert desk.get(PAGE, {"calendar": "khong-co"}).status_code == 404


def told(*args, **options):
    out = StringIO()
    call_command("calendar", "move", "default", *args, stdout=out, **options)
    return out.getvalue()


def test_the_command_tells_and_changes_nothing(moving):
    said = told("--json")

    assert json.loads(said) == {
        "number": moving.number,
        "was": "2026-11-27T09:00:00+07:00",
        "due_at": "2026-11-30T09:00:00+07:00",
        "why": "Ngày 26/11/2026 nghỉ: Nghỉ hoán đổi",
    }
    assert Event.objects.filter(kind="recalendared").count() == 0


def test_the_command_moves_them_for_whoever_approves(moving, keeper):
    said = told("--apply", "--by", keeper.username, "--reason", "TB 101")

    assert said.splitlines() == ["Đã chuyển 1/1 hồ sơ", "1 thư báo đổi ngày hẹn."]
    with pytest.raises(CommandError, match="Hãy ghi người duyệt"):
        told("--apply")
