"""The roster on the screen."""

import pytest
from django.core.management import call_command

from motcua.organisations.models import Shift
from tests.factories import MONDAY
from tests.statements import at_most
from tests.web.setup.conftest import words

CELL = "d{}-20261123-morning"


@pytest.fixture
def watch(client, lac_hong):
    client.force_login(lac_hong.supervisor)
    return client


def save(client, cells, *, page="/admin/roster"):
    seen = client.get(page).context["seen"]
    return client.post(page, {"seen": seen, **cells})


def test_a_week_is_shown_by_halves_of_the_days_the_centre_works(watch, lac_hong):
    page = watch.get("/admin/roster")

    assert [f"{day.day:%d/%m}" for day in page.context["days"]] == [
        "23/11",
        "24/11",
        "25/11",
        "26/11",
        "27/11",
    ]
    # The Day of Vietnamese Culture is closed: nobody is put on duty there.
    tuesday = [cell for row in page.context["rows"] for cell in row.cells if cell.column == 1]
    assert {cell.name for cell in tuesday} == {""}
    assert {row.name for row in page.context["rows"]} == {"Trần Thị Thu Hà", "Vũ Quốc Bình", "Hoàng Kim Sơn"}


def test_a_cell_is_saved_and_shown_again(watch, lac_hong):
    response = save(watch, {CELL.format(lac_hong.clerk.pk): "Quầy 05"})

    shift = Shift.objects.get()
    assert response.status_code == 302
    assert (shift.user, shift.day, shift.session, shift.place) == (
        lac_hong.clerk,
        MONDAY,
        "morning",
        "Quầy 05",
    )
    assert 'value="Quầy 05"' in words(watch.get("/admin/roster"))
    assert "không có gì thay đổi" in words(watch.post("/admin/roster", {"seen": "x"}, follow=True))


def test_a_wrong_cell_says_why_and_keeps_what_was_typed(watch, lac_hong):
    response = save(watch, {f"d{lac_hong.clerk.pk}-20261124-morning": "Quầy 05"})

    page = words(response)
    assert "Ngày 24/11/2026 đơn vị nghỉ." in page
    assert 'value="Quầy 05"' in page
    assert not Shift.objects.exists()


def test_a_place_that_is_too_long_is_refused_whole_and_not_cut(watch, lac_hong):
    response = save(watch, {CELL.format(lac_hong.clerk.pk): "Quầy 05" * 10})

    assert "Nơi trực dài quá 60 chữ." in words(response)
    assert not Shift.objects.exists()


def test_a_week_changed_by_somebody_else_is_not_overwritten(watch, lac_hong):
    seen = watch.get("/admin/roster").context["seen"]
    save(watch, {CELL.format(lac_hong.clerk.pk): "Quầy 05"})

    response = watch.post("/admin/roster", {"seen": seen, CELL.format(lac_hong.clerk.pk): "Quầy 09"})

    assert "vừa được người khác sửa" in words(response)
    assert Shift.objects.get().place == "Quầy 05"


def test_somebody_of_another_unit_is_not_put_on_duty_by_a_made_up_cell(watch, lac_hong):
    save(watch, {CELL.format(lac_hong.examiner.pk): "Quầy 05", "d1-x-morning": "y", "dd": "z"})

    assert not Shift.objects.exists()


def test_a_week_is_copied_to_the_next(watch, lac_hong):
    save(watch, {CELL.format(lac_hong.clerk.pk): "Quầy 05"})

    page = words(watch.post("/admin/roster/copy?week=2026-11-23", follow=True))

    assert "Đã chép 1 ô sang tuần sau." in page
    assert sorted(f"{shift.day}" for shift in Shift.objects.all()) == ["2026-11-23", "2026-11-30"]


def test_a_roster_goes_out_and_comes_in_again(watch, lac_hong, tmp_path, capsys):
    save(watch, {CELL.format(lac_hong.clerk.pk): "Quầy 05"})
    from_csv, from_xlsx = (watch.get(f"/admin/roster/file?file={kind}") for kind in ("csv", "xlsx"))
    Shift.objects.all().delete()

    loaded = []
    for kind, answer in (("csv", from_csv), ("xlsx", from_xlsx)):
        path = tmp_path / f"truc.{kind}"
        path.write_bytes(answer.content)
        call_command("import", "roster", path)
        loaded.append(capsys.readouterr().out.splitlines()[-1])

    assert [line.split(",")[0] for line in loaded] == ["Tạo mới 1", "Tạo mới 0"]
    assert Shift.objects.get().place == "Quầy 05"


@pytest.mark.parametrize(
    "query",
    [
        "unit=kinh-te-lac-hong",
        "unit=khong-co",
        "week=abc",
        "week=0001-01-01",
        "week=9999-12-31",
        "week=2026-13-01",
    ],
)
@pytest.mark.parametrize("page", ["/admin/roster", "/admin/roster/file"])
def test_a_unit_or_week_that_is_not_there_is_not_found(watch, page, query):
    assert watch.get(f"{page}?{query}").status_code == 404


def test_a_kind_of_file_that_does_not_exist_is_not_found(watch):
    assert watch.get("/admin/roster/file?file=exe").status_code == 404


def test_copying_is_asked_for_by_a_form_only(watch):
    assert watch.get("/admin/roster/copy").status_code == 405


def test_a_week_takes_the_same_statements_however_many_are_on_duty(watch, lac_hong):
    save(watch, {CELL.format(one.pk): "Quầy 05" for one in (lac_hong.clerk, lac_hong.returner)})
    watch.get("/admin/roster")

    with at_most(6):
        watch.get("/admin/roster")
