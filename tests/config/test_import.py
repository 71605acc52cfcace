"""`motcua import`: counts, bad rows and the checker's report on the terminal."""

import json

import pytest
from django.core.management import CommandError, call_command

from motcua.catalogue.actions import DATA
from motcua.catalogue.models import Competence, Procedure
from motcua.history.models import Entry
from motcua.organisations.actions import found_unit
from motcua.workflow.actions import DATA as WORKFLOW_DATA

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    def written(text, name="tep.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return written


def run(capsys, *args):
    call_command("import", *map(str, args))
    return capsys.readouterr().out


def test_procedures_are_loaded_and_counted_and_the_import_is_on_record(capsys):
    said = run(capsys, "procedures", DATA / "procedures.csv")
    again = run(capsys, "procedures", DATA / "procedures.csv")

    assert said == "Tạo mới 104, thay đổi 0, giữ nguyên 0, bỏ qua 0 dòng sai.\n"
    assert again == "Tạo mới 0, thay đổi 0, giữ nguyên 104, bỏ qua 0 dòng sai.\n"
    assert Entry.objects.filter(subject="procedures").count() == 2


def test_bad_rows_are_listed_and_nothing_is_loaded(capsys, file):
    path = file("code,name\n1.000001,A\nx,B\n")

    with pytest.raises(CommandError, match="1 dòng sai"):
        run(capsys, "procedures", path)

    assert capsys.readouterr().out.splitlines() == [
        "  Dòng  Cột                  Lý do",
        "     3  code                 Mã “X” không đúng dạng, ví dụ đúng: 1.001193 hoặc 1.001193.H19.",
    ]
    assert Procedure.objects.count() == 0


def test_bad_rows_can_be_skipped_and_told_as_json(capsys, file):
    path = file("code,name,màu\n1.000001,A,đỏ\nx,B,\n")

    said = json.loads(run(capsys, "procedures", path, "--skip-bad", "--json"))

    assert (said["created"], said["ignored_columns"], [row["number"] for row in said["bad_rows"]]) == (
        1,
        ["màu"],
        [3],
    )


def test_the_report_of_the_model_checker_is_printed(capsys):
    said = run(capsys, "workflows", WORKFLOW_DATA / "workflows.csv")

    assert "Các bước cộng lại 130 giờ, quy trình công bố 128 giờ." in said
    assert said.endswith("Tạo mới 41, thay đổi 0, giữ nguyên 0, bỏ qua 0 dòng sai.\n")


def test_papers_and_competences_come_after_the_procedures_they_speak_of(capsys, file):
    found_unit("tt", name="TT", kind="centre", level="commune")
    found_unit("tu-phap", name="Tư pháp", kind="division", level="commune")
    run(capsys, "procedures", DATA / "procedures.csv")

    papers = run(capsys, "papers", DATA / "papers.csv")
    competences = run(
        capsys,
        "competences",
        file("centre_code,subject,unit_code\ntt,Hộ tịch,tu-phap\ntt,2.000815,tu-phap\n"),
    )

    assert papers.splitlines()[-1] == "Tạo mới 0, thay đổi 39, giữ nguyên 0, bỏ qua 0 dòng sai."
    assert competences.splitlines()[-1] == "Tạo mới 2, thay đổi 0, giữ nguyên 0, bỏ qua 0 dòng sai."
    assert Competence.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "reason"), [("khong-co.csv", "Không đọc được tệp"), ("rong.csv", "không có nội dung")]
)
def test_a_file_that_cannot_be_read_says_why(capsys, tmp_path, name, reason):
    (tmp_path / "rong.csv").write_text("")

    with pytest.raises(CommandError, match=reason):
        run(capsys, "procedures", tmp_path / name)
