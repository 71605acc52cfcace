"""Workflows as decisions print them."""

import pytest

from motcua.base.tables import read_table, table_of
from motcua.workflow.actions import DATA
from motcua.workflow.rows import COLUMNS, read_workflows

HEADING = [*COLUMNS, "stops_clock", "workflow_total_hours"]


def row(**cells):
    usual = {
        "workflow_id": "QT900",
        "procedure_code": "1.001193",
        "procedure_name": "Đăng ký khai sinh",
        "source": "QĐ 1/QĐ-UBND",
        "step_no": "1",
        "actor": "Bộ phận Một cửa",
        "content": "Tiếp nhận hồ sơ",
        "duration_value": "2",
        "duration_unit": "giờ",
        "stops_clock": "no",
        "workflow_total_hours": "8",
    }
    return [{**usual, **cells}[column] for column in HEADING]


def read(*rows):
    return read_workflows(table_of(HEADING, rows))


@pytest.fixture(scope="module")
def published():
    drafts, bad = read_workflows(read_table((DATA / "workflows.csv").read_bytes()))
    assert bad == []
    return {draft.code: draft for draft in drafts}


def test_all_published_workflows_are_read_and_none_is_refused_by_the_checker(published):
    assert len(published) == 41
    assert [code for code, draft in published.items() if draft.has_errors] == []


def test_in_every_published_workflow_the_first_step_leads_to_the_return_of_the_result(published):
    for draft in published.values():
        at, walked = draft.steps[0], [draft.steps[0].code]
        forward = {move.source: move.target for move in draft.moves if move.action == "forward"}
        while at.code in forward:
            at = next(step for step in draft.steps if step.code == forward[at.code])
            walked.append(at.code)

        assert (draft.steps[0].kind, at.kind) == ("receive", "return")
        assert walked == [step.code for step in draft.steps]


def test_only_one_published_workflow_does_not_add_up(published):
    wrong = {
        code: finding.sentence
        for code, draft in published.items()
        for finding in draft.findings
        if "cộng lại" in finding.sentence
    }

    assert wrong == {"QT048": "Các bước cộng lại 130 giờ, quy trình công bố 128 giờ."}


def shape(draft):
    return [(step.kind, step.place, step.role, step.budget_minutes) for step in draft.steps]


def test_a_department_that_submits_to_the_province_is_read_step_by_step(published):
    # QĐ 2022/QĐ-UBND Cao Bằng, 1.013814: 5 days from the centre over the department to the province.
    assert shape(published["QT003"]) == [
        ("receive", "centre", "reception", 120),
        ("assign", "division", "head_of_division", 120),
        ("examine", "division", "examiner", 720),
        ("review", "division", "head_of_division", 240),
        ("sign", "agency", "head_of_agency", 240),
        ("issue", "agency", "records", 120),
        ("examine", "province", "examiner", 720),
        ("issue", "province", "records", 120),
        ("return", "centre", "returns", None),
    ]
    assert [step.name for step in published["QT003"].steps][6:] == [
        "Thẩm định (Văn phòng UBND tỉnh)",
        "Vào số, đóng dấu (Văn phòng UBND tỉnh)",
        "Trả kết quả",
    ]


def test_the_tax_office_stands_outside_the_time_of_a_land_dossier(published):
    # QĐ 138/2025/QĐ-UBND Đồng Tháp, Điều 30: 8 days = 0.5 + 4.5 + 3, the tax office outside.
    assert shape(published["QT033"]) == [
        ("receive", "centre", "reception", 240),
        ("examine", "land_registry", "examiner", 2160),
        ("outside", "tax", "partner", None),
        ("examine", "land_registry", "examiner", 1440),
        ("return", "centre", "returns", None),
    ]
    assert [step.stops_clock for step in published["QT033"].steps] == [False, False, True, False, False]


def test_the_police_hold_their_steps_as_partners(published):
    assert shape(published["QT017"])[1:3] == [
        ("examine", "police", "partner", 120),
        ("review", "police", "partner", 480),
    ]


@pytest.mark.parametrize(
    ("code", "step", "kind", "actor"),
    [
        ("QT016", "B2", "assign", "Lãnh đạo phòng Phòng Kinh tế/Kinh tế, Hạ tầng và Đô thị"),
        ("QT014", "B2", "examine", "Viên chức cơ sở trợ giúp xã hội"),
        ("QT002", "B5", "sign", "Người đứng đầu đơn vị, cơ sở cung cấp dịch vụ công tác xã hội"),
    ],
)
def test_an_actor_written_in_the_column_of_the_work_is_read_right_and_told(
    published, code, step, kind, actor
):
    read_step = next(one for one in published[code].steps if one.code == step)
    told = [finding.step for finding in published[code].findings if "đổi chỗ" in finding.sentence]

    assert (read_step.kind, read_step.actor) == (kind, actor)
    assert told == [step]


def test_a_missing_return_is_added_at_the_centre_and_told(published):
    added = {
        code
        for code, draft in published.items()
        if any("đã thêm khi nhập" in finding.sentence for finding in draft.findings)
    }

    assert added == {"QT002", "QT045", "QT046", "QT048"}
    assert [shape(published[code])[-1] for code in sorted(added)] == [
        ("return", "centre", "returns", None)
    ] * 4


def test_what_the_applicant_does_is_nobody_s_task_but_reception_watches_it(published):
    steps = published["QT047"].steps

    # Filing is no step of an office; the payment is one that stops the clock.
    assert [step.code for step in steps] == ["B2", "B3", "B4", "B5", "B6", "B7", "B8"]
    assert "Nộp hồ sơ trực tuyến" in steps[0].content
    assert [(step.place, step.role, step.stops_clock) for step in steps if step.kind == "outside"] == [
        ("tax", "partner", True),
        ("applicant", "reception", True),
        ("centre", "reception", True),
    ]


def test_posting_in_public_stops_the_clock(published):
    posting = next(step for step in published["QT031"].steps if step.name == "Niêm yết công khai")

    assert (posting.budget_minutes, posting.stops_clock) == (None, True)


def test_an_actor_nobody_knows_goes_to_the_division_and_is_told():
    drafts, bad = read(row(), row(step_no="2", actor="Nhà thơ", content="Đọc thơ"))

    assert bad == []
    assert (drafts[0].steps[1].place, drafts[0].steps[1].role) == ("division", "examiner")
    assert any("Không nhận ra người thực hiện “Nhà thơ”" in one.sentence for one in drafts[0].findings)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"workflow_id": ""}, "workflow_id", "Thiếu mã quy trình"),
        ({"workflow_id": "quy trình 1"}, "workflow_id", "không đúng dạng"),
        ({"procedure_code": "1.1"}, "procedure_code", "Mã thủ tục không đúng dạng."),
        ({"procedure_name": ""}, "procedure_name", "Thiếu tên quy trình."),
        ({"step_no": "một"}, "step_no", "Số bước phải là số nguyên dương."),
        ({"step_no": "-1"}, "step_no", "Số bước phải là số nguyên dương."),
        ({"actor": "", "content": ""}, "actor", "Thiếu người thực hiện và nội dung công việc."),
        ({"actor": "x" * 301}, "actor", "Dài 301 ký tự, tối đa 300."),
        ({"duration_value": "-2"}, "duration_value", "Thời gian âm hoặc quá lớn: -2."),
        ({"duration_value": "hai"}, "duration_value", "“hai” không phải số."),
        ({"duration_value": ""}, "duration_value", "Có đơn vị mà thiếu thời gian."),
        ({"duration_unit": ""}, "duration_unit", "Có thời gian mà thiếu đơn vị."),
        ({"duration_unit": "tuần"}, "duration_unit", "Không có đơn vị thời gian “tuần”."),
        ({"workflow_total_hours": "tám"}, "workflow_total_hours", "“tám” không phải số."),
    ],
)
def test_a_bad_cell_names_its_row_its_column_and_the_reason(cells, column, reason):
    drafts, bad = read(row(**cells))

    assert drafts == []
    assert [(one.number, one.column) for one in bad] == [(2, column)]
    assert reason in bad[0].reason


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"step_no": "1"}, "Số bước đã có ở dòng 2."),
        ({"step_no": "2", "procedure_name": "Tên khác"}, "Khác với dòng 2 của cùng quy trình."),
        ({"step_no": "2", "workflow_total_hours": "9"}, "Khác với dòng 2 của cùng quy trình."),
    ],
)
def test_rows_of_one_process_must_agree_and_one_bad_row_keeps_it_out(cells, reason):
    drafts, bad = read(row(), row(**cells), row(workflow_id="QT901"))

    assert [draft.code for draft in drafts] == ["QT901"]
    assert [(one.number, one.reason) for one in bad] == [(3, reason)]


def test_a_file_without_its_columns_says_which():
    drafts, bad = read_workflows(table_of(["workflow_id", "actor"], [["QT1", "A"]]))

    assert drafts == []
    assert "procedure_code" in bad[0].reason
