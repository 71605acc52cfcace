"""The model checker, the templates and the drawing."""

from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from motcua.workflow.rules import (
    BOX_HEIGHT,
    BOX_WIDTH,
    Definition,
    Move,
    ProcessDraft,
    StepDraft,
    StepView,
    check_model,
    default_draft,
    default_steps,
    diagram,
    digest,
    duration,
    moves_of,
    working_minutes,
)


def step(order, kind="examine", place="division", role="examiner", minutes=60):
    return StepDraft(order, f"B{order}", kind, kind, place, role, minutes)


RECEIVE = step(1, "receive", "centre", "reception")
EXAMINE = step(2)
RETURN = step(3, "return", "centre", "returns", None)
CHAIN = (RECEIVE, EXAMINE, RETURN)


def said(steps, moves=None, total=120):
    found = check_model(steps, moves_of(steps) if moves is None else moves, total=total)
    return [(finding.level, finding.step, finding.sentence) for finding in found]


def test_a_chain_that_everybody_can_walk_is_sound():
    assert said(CHAIN) == []


@pytest.mark.parametrize(
    ("steps", "finding"),
    [
        ((), ("error", "", "Quy trình không có bước nào.")),
        ((EXAMINE, RETURN), ("error", "B2", "Bước đầu tiên không phải là bước tiếp nhận.")),
        ((RECEIVE, EXAMINE), ("error", "", "Không có bước trả kết quả.")),
        (
            (RECEIVE, step(2, place="tax"), RETURN),
            ("error", "B2", "Không ai giữ được bước này: nơi thực hiện không có vai trò đó."),
        ),
        ((RECEIVE, EXAMINE, step(2, "return", "centre", "returns")), ("error", "B2", "Hai bước cùng mã.")),
    ],
)
def test_the_checker_names_what_makes_a_process_unusable(steps, finding):
    assert finding in said(steps)


def test_a_step_that_leads_nowhere_and_one_that_nobody_reaches_are_errors():
    moves = (Move("forward", "", "B1", "B3"),)

    found = said(CHAIN, moves)

    assert found == [
        ("error", "B2", "Không có đường nào đến bước này."),
        ("error", "B2", "Bước cụt: từ đây không đến được bước trả kết quả."),
    ]


def test_budgets_that_do_not_add_up_are_told_and_not_refused():
    # QĐ of 11/2025 for 1.003999: steps of 9.5 days against a declared 10.5 (domain.md §3.1).
    assert said(CHAIN, total=150) == [("warning", "", "Các bước cộng lại 2 giờ, quy trình công bố 2,5 giờ.")]


def test_one_may_go_back_to_every_earlier_step_an_office_holds_and_never_from_the_result():
    outside = step(3, "outside", "tax", "partner", None)
    steps = (RECEIVE, EXAMINE, outside, step(4), step(5, "return", "centre", "returns"))

    back = [(move.source, move.target) for move in moves_of(steps) if move.action == "send_back"]
    forward = [(move.source, move.target) for move in moves_of(steps) if move.action == "forward"]

    assert back == [("B2", "B1"), ("B3", "B1"), ("B3", "B2"), ("B4", "B1"), ("B4", "B2")]
    assert forward == list(pairwise(["B1", "B2", "B3", "B4", "B5"]))


@given(st.integers(min_value=1, max_value=200_000))
def test_a_template_adds_up_to_its_limit_exactly_and_gives_everybody_time(total):
    steps = default_steps(total)

    budgets = [one.budget_minutes for one in steps if one.kind != "return"]
    assert sum(budgets) == total
    assert min(budgets) >= (1 if total >= 240 else 0)
    assert check_model(steps, moves_of(steps), total=total) == []


@given(st.integers(min_value=8, max_value=6_000))
def test_the_budgets_of_a_template_are_half_hours_when_the_limit_is(halves):
    assert all((one.budget_minutes or 0) % 30 == 0 for one in default_steps(halves * 30))


@pytest.mark.parametrize(
    ("amount", "unit", "kinds"),
    [
        (1, "same_day", ["receive", "examine", "sign", "return"]),
        (1, "working_day", ["receive", "examine", "sign", "return"]),
        (8, "working_hour", ["receive", "examine", "sign", "return"]),
        (3, "working_day", ["receive", "assign", "examine", "review", "sign", "issue", "return"]),
        (15, "calendar_day", ["receive", "assign", "examine", "review", "sign", "issue", "return"]),
    ],
)
def test_a_short_limit_has_a_short_template(amount, unit, kinds):
    draft = default_draft(code="1.001193", name="Đăng ký khai sinh", amount=amount, unit=unit)

    assert draft.code == "QTM-1.001193"
    assert [one.kind for one in draft.steps] == kinds
    assert [finding.level for finding in draft.findings] == ["warning"]


@pytest.mark.parametrize(
    ("amount", "unit", "minutes"),
    [
        (3, "working_day", 1440),
        (4, "working_hour", 240),
        (45, "working_minute", 45),
        (1, "same_day", 480),
        (15, "calendar_day", 4800),
        (1, "calendar_day", 480),
    ],
)
def test_limits_are_measured_in_working_minutes(amount, unit, minutes):
    assert working_minutes(amount, unit) == minutes


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, "không tính thời gian"),
        (0, "0 phút"),
        (30, "30 phút"),
        (240, "4 giờ"),
        (960, "2 ngày làm việc"),
        (1470, "3 ngày làm việc 30 phút"),
        (750, "1 ngày làm việc 4 giờ 30 phút"),
    ],
)
def test_budgets_are_read_in_words(minutes, words):
    with translation.override("vi"):
        assert duration(minutes) == words


def test_the_fingerprint_is_that_of_what_is_said_not_of_what_the_checker_thinks():
    draft = default_draft(code="1.001193", name="A", amount=3, unit="working_day")
    silent = ProcessDraft(
        draft.code, draft.name, draft.procedure_code, draft.source, draft.total_minutes, draft.steps
    )

    assert digest(silent) == digest(draft)
    assert digest(default_draft(code="1.001193", name="A", amount=4, unit="working_day")) != digest(draft)


def definition(count):
    steps = tuple(
        StepView(
            id=at,
            order=at,
            code=f"B{at}",
            name=f"Thẩm định (Văn phòng đăng ký đất đai, lần {at})",
            kind="examine",
            place="land_registry",
            role="examiner",
            budget_minutes=60,
            stops_clock=False,
        )
        for at in range(1, count + 1)
    )
    forward = {at: (at + 1,) for at in range(1, count)}
    return Definition(7, "QT001", "Quy trình", 60 * count, steps, forward, {})


@given(st.integers(min_value=1, max_value=40))
def test_boxes_stay_inside_the_drawing_and_never_overlap(count):
    drawn = diagram(definition(count))

    corners = [(box.x, box.y) for box in drawn.boxes]
    assert len(drawn.lines) == count - 1
    assert all(x >= 0 and x + BOX_WIDTH <= drawn.width for x, _y in corners)
    assert all(y >= 0 and y + BOX_HEIGHT <= drawn.height for _x, y in corners)
    assert all(
        abs(x - other_x) >= BOX_WIDTH or abs(y - other_y) >= BOX_HEIGHT
        for at, (x, y) in enumerate(corners)
        for other_x, other_y in corners[at + 1 :]
    )


def test_the_drawing_marks_where_a_dossier_is_and_has_been():
    drawn = diagram(definition(4), current=frozenset({3}), done=frozenset({1, 2}))

    assert [box.state for box in drawn.boxes] == ["done", "done", "current", "next"]
    assert [box.step.id for box in drawn.current] == [3]


def test_a_long_name_is_broken_into_two_lines():
    drawn = diagram(definition(1))

    assert drawn.boxes[0].lines == ("Thẩm định (Văn phòng", "đăng ký đất đai, lần 1)")
