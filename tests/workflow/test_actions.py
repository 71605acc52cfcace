"""Loading processes and giving templates."""

from datetime import date

import pytest

from motcua.base import clock
from motcua.base.tables import read_table, table_of
from motcua.catalogue import actions as catalogue
from motcua.catalogue.models import Procedure, ProcedureVersion
from motcua.history.models import Entry
from motcua.workflow import actions, queries
from motcua.workflow.models import Process, ProcessVersion, Step, Transition
from tests.workflow.test_rows import HEADING, row

pytestmark = pytest.mark.django_db
NOW = clock.at(date(2026, 11, 23), 9)
LATER = clock.at(date(2026, 11, 24), 9)


@pytest.fixture
def procedures():
    table = table_of(
        ["code", "name", "time_limit_value", "time_limit_unit"],
        [
            ["1.001193", "Đăng ký khai sinh", "", "trong ngày"],
            ["1.000656", "Đăng ký khai tử", "3", "working_day"],
            ["1.003583", "Đăng ký khai sinh lưu động", "", ""],
        ],
    )
    catalogue.import_procedures(table, source="tep.csv", today=date(2026, 1, 1))


def load(*rows, at=NOW, **options):
    return actions.import_workflows(table_of(HEADING, rows), at=at, **options)


def counts(result):
    return result.created, result.changed, result.unchanged


TWO = (
    row(),
    row(step_no="2", actor="Chuyên viên phòng Tư pháp", content="Thẩm định", duration_value="6"),
)


def test_a_process_is_loaded_with_its_steps_and_moves_and_serves_its_procedure(procedures):
    result = load(*TWO)

    process = queries.process_for(Procedure.objects.get(code="1.001193").pk)
    assert counts(result) == (1, 0, 0)
    assert [(step.code, step.kind) for step in process.steps] == [
        ("B1", "receive"),
        ("B2", "examine"),
        ("B3", "return"),
    ]
    first, second, last = (step.id for step in process.steps)
    assert process.forward == {first: (second,), second: (last,)}
    assert process.back == {second: (first,)}
    assert process.total_minutes == 480


def test_the_same_table_again_changes_nothing(procedures):
    load(*TWO)

    assert counts(load(*TWO, at=LATER)) == (0, 0, 1)
    assert ProcessVersion.objects.count() == 1


def test_a_changed_budget_makes_a_version_and_dossiers_of_the_old_one_keep_theirs(procedures):
    load(*TWO)
    before = queries.process_for(Procedure.objects.get(code="1.001193").pk)

    result = load(
        TWO[0], row(step_no="2", actor="Chuyên viên", content="Thẩm định", duration_value="5"), at=LATER
    )

    after = queries.process_for(Procedure.objects.get(code="1.001193").pk)
    assert counts(result) == (0, 1, 0)
    assert [step.budget_minutes for step in after.steps] == [120, 300, None]
    assert [step.budget_minutes for step in queries.definition(before.version_id).steps] == [120, 360, None]


def test_a_bad_row_keeps_the_whole_file_out_and_only_its_process_when_skipped(procedures):
    rows = (*TWO, row(workflow_id="QT901", step_no="một"))

    refused = load(*rows)
    loaded_before = Process.objects.count()
    skipped = load(*rows, skip_bad=True)

    assert (refused.is_loaded, loaded_before) == (False, 0)
    assert [one.number for one in refused.bad_rows] == [4]
    assert counts(skipped) == (1, 0, 0)


def test_a_process_the_checker_objects_to_is_a_draft_and_takes_no_dossier(procedures):
    result = load(row(actor="Chuyên viên phòng Tư pháp", content="Thẩm định"))

    assert [report.state for report in result.reports] == ["draft"]
    assert queries.process_for(Procedure.objects.get(code="1.001193").pk) is None


def test_a_process_of_a_procedure_nobody_knows_is_loaded_and_told(procedures):
    result = load(row(procedure_code="9.999999"))

    assert Process.objects.get().procedure is None
    assert any("chưa có trong danh mục" in one.sentence for one in result.reports[0].findings)


def test_findings_are_kept_and_read_in_the_language_of_the_reader(procedures):
    load(*TWO)

    findings = queries.findings_of(ProcessVersion.objects.get())
    assert [finding.step for finding in findings] == ["B3"]
    assert "đã thêm khi nhập" in findings[0].sentence


def test_an_import_is_written_to_the_record(procedures):
    load(*TWO, source="quy-trinh.csv")

    entry = Entry.objects.get(subject="workflows")
    assert (entry.key, entry.details) == ("quy-trinh.csv", {"created": 1, "changed": 0, "skipped": 0})


def test_every_procedure_with_a_limit_and_no_process_gets_a_template(procedures):
    load(*TWO)

    made = actions.ensure_default_processes(at=NOW)
    again = actions.ensure_default_processes(at=LATER)

    assert (made, again) == (1, 0)
    template = Process.objects.get(code="QTM-1.000656").versions.get()
    assert (template.state, template.total_minutes) == ("published", 1440)
    assert "chưa được phê duyệt" in template.source
    assert not Process.objects.filter(code="QTM-1.003583").exists()


def test_a_template_follows_a_changed_limit(procedures):
    actions.ensure_default_processes(at=NOW)
    catalogue.import_procedures(
        table_of(["code", "time_limit_value", "time_limit_unit"], [["1.000656", "5", "working_day"]]),
        source="tep.csv",
        today=date(2026, 2, 1),
    )

    assert actions.ensure_default_processes(at=LATER) == 1
    assert queries.process_for(Procedure.objects.get(code="1.000656").pk).total_minutes == 2400


def test_a_decision_s_own_process_takes_the_place_of_the_template(procedures):
    actions.ensure_default_processes(at=LATER)

    load(*TWO, at=NOW)

    assert queries.process_for(Procedure.objects.get(code="1.001193").pk).code == "QT900"


def test_one_procedure_can_be_given_its_template(procedures):
    version = ProcedureVersion.objects.get(procedure__code="1.000656")

    assert actions.draft_default(version, at=NOW).process.code == "QTM-1.000656"
    assert actions.draft_default(ProcedureVersion.objects.get(procedure__code="1.003583"), at=NOW) is None


def test_the_workflows_of_the_product_load_whole_and_twice_is_once(procedures):
    first = actions.install_processes(at=NOW)
    second = actions.install_processes(at=LATER)

    assert (counts(first), counts(second)) == ((41, 0, 0), (0, 0, 41))
    assert ProcessVersion.objects.filter(state="draft").count() == 0
    # 256 rows less the filing of QT047, and a return for each of the four that have none.
    assert Step.objects.filter(version__process__code__startswith="QT0").count() == 256 - 1 + 4


def test_loading_takes_the_same_few_statements_for_one_process_and_for_many(
    procedures, django_assert_max_num_queries
):
    table = read_table((actions.DATA / "workflows.csv").read_bytes())

    with django_assert_max_num_queries(24):
        actions.import_workflows(table, at=NOW)

    assert Transition.objects.count() > 500


def test_a_warm_process_asks_the_database_nothing(procedures, django_assert_num_queries):
    load(*TWO)
    procedure_id = Procedure.objects.get(code="1.001193").pk
    queries.process_for(procedure_id)

    with django_assert_num_queries(0):
        queries.process_for(procedure_id)


def test_the_list_of_processes_takes_two_statements(procedures, django_assert_num_queries):
    load(*TWO)
    actions.ensure_default_processes(at=NOW)

    with django_assert_num_queries(2):
        listed = queries.processes()

    assert [(one.process.code, one.steps, one.warnings, one.is_template) for one in listed] == [
        ("QT900", 3, 1, False),
        ("QTM-1.000656", 7, 1, True),
    ]
