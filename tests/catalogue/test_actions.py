"""Loading the catalogue: all or nothing, twice is once, a version only where something changed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.tables import read_table, table_of
from motcua.catalogue import actions, queries
from motcua.catalogue.models import Case, Competence, Field, Procedure, ProcedureVersion, RequiredPaper
from motcua.catalogue.rules import content_of, digest
from motcua.history.models import Entry
from motcua.organisations.actions import found_unit
from tests.catalogue.conftest import TODAY

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
COLUMNS = ["code", "name", "field", "time_limit_value", "time_limit_unit", "fee"]
BIRTH = ["1.001193", "Đăng ký khai sinh", "Hộ tịch", "3", "working_day", "Miễn"]
DEATH = ["1.000656", "Đăng ký khai tử", "Hộ tịch", "2", "working_day", "Miễn"]


def load(*rows, columns=COLUMNS, today=TODAY, **options):
    return actions.import_procedures(table_of(columns, rows), source="tep.csv", today=today, **options)


def counts(result):
    return result.created, result.changed, result.unchanged


def test_a_file_loads_procedures_with_their_field_case_and_limit():
    result = load(BIRTH, DEATH)

    version = ProcedureVersion.objects.get(procedure__code="1.001193")
    assert counts(result) == (2, 0, 0)
    assert (version.number, version.effective_from, version.effective_to) == (1, TODAY, None)
    assert (version.field.name, version.folded_name, version.source) == (
        "Hộ tịch",
        "dang ky khai sinh",
        "tep.csv",
    )
    assert [str(limit) for case in version.cases.all() for limit in case.time_limits.all()] == [
        "3 ngày làm việc"
    ]
    assert Field.objects.count() == 1


def test_a_bad_row_keeps_the_whole_file_out():
    result = load(BIRTH, ["x", "Tên", "", "", "", ""])

    assert [(row.number, row.column) for row in result.bad_rows] == [(3, "code")]
    assert not result.is_loaded
    assert Procedure.objects.count() == 0


def test_bad_rows_are_left_out_when_the_keeper_says_so():
    result = load(BIRTH, ["x", "Tên", "", "", "", ""], skip_bad=True)

    assert counts(result) == (1, 0, 0)
    assert len(result.bad_rows) == 1
    assert list(Procedure.objects.values_list("code", flat=True)) == ["1.001193"]


def test_the_same_file_again_changes_nothing():
    load(BIRTH, DEATH)

    result = load(BIRTH, DEATH, today=TOMORROW)

    assert counts(result) == (0, 0, 2)
    assert ProcedureVersion.objects.count() == 2


def test_only_the_procedure_that_changed_gets_a_version_and_the_old_one_ends_the_day_before():
    load(BIRTH, DEATH)

    result = load(BIRTH, [*DEATH[:5], "8.000 đ"], today=TOMORROW)

    old, new = ProcedureVersion.objects.filter(procedure__code="1.000656").order_by("number")
    assert counts(result) == (0, 1, 1)
    assert (old.fee, old.effective_to) == ("Miễn", TODAY)
    assert (new.fee, new.number, new.effective_from, new.effective_to) == ("8.000 đ", 2, TOMORROW, None)
    assert new.cases.get().time_limits.get().amount == 2


def test_a_version_replaced_on_its_first_day_was_never_in_force():
    load(BIRTH)
    load([*BIRTH[:5], "8.000 đ"])

    assert queries.in_force("1.001193", on=TODAY).number == 2
    assert queries.in_force("1.001193", on=TODAY - timedelta(days=1)) is None


def test_a_dossier_of_a_past_day_gets_the_version_of_that_day():
    load(BIRTH, today=date(2021, 1, 1))
    load([*BIRTH[:3], "1", "working_day", "Miễn"], today=date(2025, 7, 1))

    in_force = {day: queries.in_force("1.001193", on=day) for day in (date(2021, 6, 18), TODAY)}

    assert [version.number for version in in_force.values()] == [1, 2]
    assert queries.in_force("1.001193", on=date(2020, 12, 31)) is None


@pytest.mark.parametrize("code", ["", "x", "1.001193\0", "9.999999"])
def test_no_version_of_what_is_no_code_or_unknown(code):
    assert queries.in_force(code, on=TODAY) is None


def test_a_file_dated_before_the_version_in_force_is_refused():
    load(BIRTH)

    result = load([*BIRTH[:5], "8.000 đ"], today=TODAY - timedelta(days=1))

    assert result.bad_rows[0].reason == "Phiên bản đang dùng có hiệu lực từ 23/11/2026, sau ngày nhập."


def test_a_column_the_file_has_not_and_an_empty_cell_blank_nothing():
    load(BIRTH)

    result = load(["1.001193", "Đăng ký khai sinh", ""], columns=["code", "name", "fee"], today=TOMORROW)

    assert counts(result) == (0, 0, 1)
    assert queries.in_force("1.001193", on=TOMORROW).fee == "Miễn"


def test_a_bare_list_after_a_full_file_makes_no_versions_of_what_it_only_names():
    load(BIRTH)

    result = load(
        ["1.001193", "Thủ tục đăng ký khai sinh", ""],
        ["1.003583", "Đăng ký khai sinh lưu động", ""],
        columns=["code", "name", "field"],
    )

    assert counts(result) == (1, 0, 1)
    assert queries.in_force("1.001193", on=TODAY).name == "Đăng ký khai sinh"


def test_a_full_file_after_a_bare_list_wins():
    load(["1.001193", "Thủ tục đăng ký khai sinh"], columns=["code", "name"])

    result = load(BIRTH, today=TOMORROW)

    assert counts(result) == (0, 1, 0)
    assert queries.in_force("1.001193", on=TOMORROW).name == "Đăng ký khai sinh"


def test_a_trial_counts_like_the_real_run_and_keeps_nothing():
    load(BIRTH)

    trial = load([*BIRTH[:5], "8.000 đ"], DEATH, today=TOMORROW, is_trial=True)

    assert counts(trial) == (1, 1, 0)
    assert ProcedureVersion.objects.count() == 1
    assert counts(load([*BIRTH[:5], "8.000 đ"], DEATH, today=TOMORROW)) == (1, 1, 0)


def test_a_repealed_procedure_names_the_one_that_follows():
    load(BIRTH, DEATH)

    result = load(
        ["1.000656", "Đăng ký khai tử", "19/11/2026", "1.001193"],
        columns=["code", "name", "repealed_on", "successor"],
    )

    repealed = Procedure.objects.get(code="1.000656")
    assert counts(result) == (0, 1, 0)
    assert (repealed.repealed_on, repealed.successor.code) == (date(2026, 11, 19), "1.001193")
    assert queries.in_force("1.000656", on=TODAY) is None
    assert queries.in_force("1.000656", on=date(2026, 11, 18)) is None


def test_a_successor_that_nobody_knows_is_a_bad_row():
    result = load(
        ["1.000656", "Đăng ký khai tử", "19/11/2026", "9.999999"],
        columns=["code", "name", "repealed_on", "successor"],
    )

    assert result.bad_rows[0].reason == "Thủ tục thay thế 9.999999 không có trong danh mục."


def test_a_row_without_a_name_cannot_make_a_procedure():
    result = load(["1.001193", "Miễn"], columns=["code", "fee"])

    assert "không có tên để tạo mới" in result.bad_rows[0].reason


def test_a_file_without_codes_is_no_file_of_procedures():
    result = load(["Đăng ký khai sinh"], columns=["name"])

    assert result.bad_rows[0].reason == "Tệp thiếu cột mã thủ tục (code)."
    assert not result.is_loaded


def test_columns_nobody_knows_are_told():
    assert load(["1.001193", "A", "?"], columns=["code", "name", "màu"]).ignored_columns == ("màu",)


def test_papers_make_a_new_version_once():
    load(BIRTH)
    table = table_of(
        ["code", "audience", "paper", "kind", "originals"],
        [["1.001193", "Cá nhân", "Tờ khai", "form", "1"], ["1.001193", "", "Giấy chứng sinh", "paper", "1"]],
    )

    first = actions.import_papers(table, source="giay.csv", today=TOMORROW)
    second = actions.import_papers(table, source="giay.csv", today=TOMORROW)

    version = queries.in_force("1.001193", on=TOMORROW)
    assert (counts(first), counts(second)) == ((0, 1, 0), (0, 0, 1))
    assert version.audience == "Cá nhân"
    assert [paper.name for paper in version.cases.get().papers.all()] == ["Tờ khai", "Giấy chứng sinh"]
    assert version.cases.get().time_limits.get().amount == 3


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["1.000656", "", "Tờ khai"], "Chưa có thủ tục 1.000656 trong danh mục, hãy nhập thủ tục trước."),
        (["1.001193", "Lưu động", "Tờ khai"], "Thủ tục không có trường hợp “Lưu động”."),
    ],
)
def test_papers_of_an_unknown_procedure_or_case_are_bad(row, reason):
    load(BIRTH)

    result = actions.import_papers(table_of(["code", "case", "paper"], [row]), source="giay.csv", today=TODAY)

    assert [one.reason for one in result.bad_rows] == [reason]
    assert RequiredPaper.objects.count() == 0


def test_an_import_is_written_to_the_record(django_user_model):
    keeper = django_user_model.objects.create_user("keeper", "mat-khau", full_name="Lê Giữ Mục")

    load(BIRTH, by=keeper, at=_moment())

    entry = Entry.objects.get(verb=Entry.Verb.IMPORTED)
    assert (entry.actor, entry.subject, entry.key) == (keeper, "procedures", "tep.csv")
    assert entry.details == {"created": 1, "changed": 0, "skipped": 0}


def _moment():
    return clock.at(TODAY, 9)


def test_the_digest_kept_is_that_of_what_the_version_says():
    load(BIRTH)

    for version in queries.versions_of("1.001193"):
        assert version.digest == digest(content_of(version))


def test_the_number_of_statements_does_not_grow_with_the_file():
    load(BIRTH)
    few = [
        [f"1.{number:06}", f"Thủ tục {number}", "Hộ tịch", "3", "working_day", "Miễn"] for number in range(5)
    ]
    many = [
        [f"2.{number:06}", f"Thủ tục {number}", "Hộ tịch", "3", "working_day", "Miễn"] for number in range(30)
    ]

    with CaptureQueriesContext(
        connection,
    ) as small:
        load(*few)
    with CaptureQueriesContext(connection) as large:
        load(*many)

    assert len(large) == len(small)


def test_the_catalogue_that_comes_with_the_product_loads_whole_and_twice_is_once(catalogue):
    again = actions.install_catalogue(today=TOMORROW)

    assert [counts(result) for result in catalogue] == [(104, 0, 0), (993, 0, 57), (0, 29, 0), (0, 39, 0)]
    assert [(result.created, result.changed) for result in again] == [(0, 0)] * 4
    assert queries.count() == 1097


def test_loading_the_files_of_the_product_by_hand_in_another_order_makes_no_versions(catalogue):
    results = []
    for name in ("papers.csv", "procedures_catalogue.csv", "procedures.csv", "cases.csv"):
        table = read_table((actions.DATA / name).read_bytes(), name=name)
        results.append(actions.import_procedures(table, source=name, today=TOMORROW))

    described = [version for version in _in_force() if version.cases.all()[0].papers.all()]
    assert [(result.created, result.changed, result.bad_rows) for result in results] == [(0, 0, ())] * 4
    # Every described procedure can be posted but for the decision that publishes it (and one fee).
    assert len(described) == 39
    assert {queries.lacking()[version.pk] for version in described} == {("decision",), ("fee", "decision")}


def _in_force():
    return [version for version, _content in queries.contents_in_force().values()]


def test_installing_before_the_day_of_what_is_there_says_so():
    load(BIRTH)

    with pytest.raises(Refused, match=r"procedures\.csv, dòng \d+: Phiên bản đang dùng"):
        actions.install_catalogue(today=date(2020, 1, 1))


@pytest.fixture
def units():
    government = found_unit("ubnd", name="UBND", kind="government", level="commune")
    for code in ("tt", "tu-phap", "kinh-te"):
        found_unit(code, name=code, kind="division", level="commune", parent=government)


def competences(*rows, today=TODAY, **options):
    table = table_of(["centre_code", "subject", "unit_code"], rows)
    return actions.import_competences(table, today=today, **options)


def test_a_field_is_resolved_by_its_unit_and_one_procedure_of_it_by_another(units):
    load(BIRTH, DEATH)
    result = competences(["tt", "Hộ tịch", "tu-phap"], ["tt", "1.000656", "kinh-te"])

    centre = Competence.objects.first().centre_id
    resolved = {
        code: queries.competent_unit(queries.in_force(code, on=TODAY), centre_id=centre, on=TODAY).code
        for code in ("1.001193", "1.000656")
    }
    assert counts(result) == (2, 0, 0)
    assert resolved == {"1.001193": "tu-phap", "1.000656": "kinh-te"}


def test_a_competence_that_moves_ends_the_former_one_and_keeps_the_past(units):
    load(BIRTH, today=date(2021, 1, 1))
    competences(["tt", "Hộ tịch", "tu-phap"])
    moved = competences(["tt", "Hộ tịch", "kinh-te"], today=TOMORROW)
    again = competences(["tt", "Hộ tịch", "kinh-te"], today=TOMORROW)

    version = queries.in_force("1.001193", on=TODAY)
    centre = Competence.objects.first().centre_id
    by_day = [
        queries.competent_unit(version, centre_id=centre, on=day).code
        for day in (date(2021, 3, 1), TODAY, TOMORROW)
    ]
    assert (counts(moved), counts(again)) == ((0, 1, 0), (0, 0, 1))
    assert by_day == ["tu-phap", "tu-phap", "kinh-te"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["khong-co", "Hộ tịch", "tu-phap"], "centre_code"),
        (["tt", "Hộ tịch", "khong-co"], "unit_code"),
        (["tt", "Thiên văn", "tu-phap"], "subject"),
        (["tt", "1.999999", "tu-phap"], "subject"),
    ],
)
def test_a_competence_of_somebody_or_something_unknown_loads_nothing(units, row, column):
    load(BIRTH)

    result = competences(["tt", "1.001193", "tu-phap"], row)

    assert [(one.number, one.column) for one in result.bad_rows] == [(3, column)]
    assert Competence.objects.count() == 0


def test_a_case_is_made_even_where_no_limit_is_known():
    load(["1.001193", "Đăng ký khai sinh"], columns=["code", "name"])

    assert Case.objects.count() == 1
