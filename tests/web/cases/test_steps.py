"""What officers do with a step."""

import pytest

from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.dossiers import actions
from motcua.dossiers.models import Event, Task
from tests.factories import MONDAY, post, received, user
from tests.statements import at_most
from tests.web.cases.conftest import TEN, words


def act(client, dossier, name, **data):
    return client.post(f"/cases/{dossier.number}/{name}", data)


def open_task(dossier):
    return Task.objects.open().select_related("step").get(dossier=dossier)


def said(client):
    """The messages the next page shows."""
    return [str(message) for message in client.get("/cases").context["messages"]]


def at_examination(world):
    dossier = received(world)
    actions.forward(dossier.number, task=2, by=world.rights(world.head), at=TEN)
    return dossier


def at_records(world):
    dossier = at_examination(world)
    for task, holder in ((3, world.examiner), (4, world.leader)):
        actions.forward(dossier.number, task=task, by=world.rights(holder), at=TEN)
    return dossier


def test_forwarding_passes_the_step_on_with_the_opinion_and_goes_to_the_list(head, lac_hong):
    dossier = received(lac_hong)

    response = act(head, dossier, "forward", task=2, note="Đủ điều kiện")

    assert response["Location"] == "/cases"
    assert open_task(dossier).step.kind == "examine"
    assert dossier.events.last().note == "Đủ điều kiện"
    assert said(head) == [f"Đã chuyển hồ sơ {dossier.number}."]


def test_the_answer_leads_where_the_form_says_when_that_is_ours(head, lac_hong):
    first, second = received(lac_hong), received(lac_hong)

    ours = act(head, first, "forward", task=2, next=f"/cases/{second.number}")
    foreign = act(head, second, "forward", task=2, next="https://example.org/")

    assert ours["Location"] == f"/cases/{second.number}"
    assert foreign["Location"] == "/cases"


def test_forwarding_to_a_chosen_person_gives_it_to_them(head, lac_hong):
    second = user("thuly2", "Nguyễn Thị Mai Anh")
    post(second, lac_hong.division, "examiner")
    dossier = received(lac_hong)
    form = head.get(f"/cases/{dossier.number}").context["panel"].form
    target = next(value for value, label in form.fields["target"].widget.choices if "Mai Anh" in label)

    act(head, dossier, "forward", task=2, target=target)

    assert open_task(dossier).person == second


def test_forwarding_to_a_stranger_is_refused_and_the_opinion_is_kept(head, lac_hong):
    dossier = received(lac_hong)

    response = act(head, dossier, "forward", task=2, target=f":{lac_hong.outsider.pk}", note="Đủ điều kiện")

    assert response.status_code == 409
    assert "Người được chọn không giữ bước sau, hãy chọn người khác." in words(response)
    assert response.context["panel"].form["note"].value() == "Đủ điều kiện"
    assert open_task(dossier).number == 2


@pytest.mark.parametrize("target", ["x", "1:2:3", "999999999999999999", "-1", "1; DROP TABLE"])
def test_a_target_that_is_no_step_moves_nothing(head, lac_hong, target):
    dossier = received(lac_hong)

    response = act(head, dossier, "forward", task=2, target=target)

    assert response.status_code in (409, 422)
    assert open_task(dossier).number == 2


def test_too_long_an_opinion_is_told_and_kept(head, lac_hong):
    dossier = received(lac_hong)

    response = act(head, dossier, "forward", task=2, note="x" * 1001)

    page = words(response)
    assert response.status_code == 422
    assert "Có 1 chỗ cần sửa" in page
    assert "Chỉ ghi được 1000 chữ, đang có 1001." in page
    assert "<title>Lỗi:" in page
    assert "x" * 1001 in page
    assert open_task(dossier).number == 2


def test_taking_keeps_one_with_the_dossier(head, lac_hong):
    dossier = received(lac_hong)

    response = act(head, dossier, "take", task=2)

    assert response["Location"] == f"/cases/{dossier.number}"
    assert open_task(dossier).person == lac_hong.head
    assert said(head) == ["Bạn đã nhận việc."]


def test_sending_back_needs_a_reason(sign_in, lac_hong):
    dossier = at_examination(lac_hong)

    response = act(sign_in(lac_hong.examiner), dossier, "send-back", task=3, reason=" ")

    page = words(response)
    assert response.status_code == 422
    assert "Hãy ghi lý do trả lại để người nhận biết cần sửa gì." in page
    assert '<details class="mc-act-fold" data-act="send-back" data-key="KeyL" open>' in page


def test_sending_back_returns_to_the_step_that_was_chosen(sign_in, lac_hong):
    dossier = at_examination(lac_hong)
    examiner = sign_in(lac_hong.examiner)
    choices = (
        examiner.get(f"/cases/{dossier.number}")
        .context["panel"]
        .forms["send-back"]
        .fields["target"]
        .widget.choices
    )

    act(examiner, dossier, "send-back", task=3, reason="Thiếu chữ ký", target=choices[1][0])

    assert [label for _value, label in choices] == ["Phân công", "Tiếp nhận"]
    assert open_task(dossier).step.kind == "receive"
    assert dossier.events.last().note == "Thiếu chữ ký"


def test_issuing_writes_number_and_name_of_the_result(sign_in, lac_hong):
    dossier = at_records(lac_hong)

    response = act(
        sign_in(lac_hong.records), dossier, "issue", task=5, sign="12/GCN", summary="Giấy  chứng nhận"
    )

    dossier.refresh_from_db()
    assert response.status_code == 302
    assert dossier.business == "resolved"
    assert dossier.events.last().payload["result"] == "12/GCN: Giấy chứng nhận"


def test_issuing_needs_the_number_and_the_name(sign_in, lac_hong):
    dossier = at_records(lac_hong)

    response = act(sign_in(lac_hong.records), dossier, "issue", task=5, sign="", summary="")

    page = words(response)
    assert "Có 2 chỗ cần sửa" in page
    assert "Hãy điền số, ký hiệu của văn bản kết quả." in page
    assert "Hãy điền trích yếu: tên văn bản, cấp cho ai." in page


def test_issuing_before_its_time_is_refused_with_the_reason(sign_in, lac_hong):
    dossier = at_examination(lac_hong)

    response = act(sign_in(lac_hong.examiner), dossier, "issue", task=3, sign="12/GCN", summary="Giấy")

    assert response.status_code == 409
    assert "Hồ sơ còn bước phải làm trước khi phát hành kết quả." in words(response)


def test_passing_on_can_be_undone_for_some_seconds(head, lac_hong):
    dossier = received(lac_hong)
    act(head, dossier, "forward", task=2)

    page = words(head.get("/cases"))
    response = act(head, dossier, "recall", task=3)

    assert f'action="/cases/{dossier.number}/recall"' in page
    assert head.cookies["undo"].value == ""
    assert response["Location"] == f"/cases/{dossier.number}"
    assert (open_task(dossier).step.kind, open_task(dossier).person) == ("assign", lac_hong.head)


def test_taking_can_be_undone_and_the_whole_unit_has_it_again(head, lac_hong):
    dossier = received(lac_hong)
    act(head, dossier, "take", task=2)

    page = words(head.get(f"/cases/{dossier.number}"))
    response = act(head, dossier, "undo", task=2)

    assert f'action="/cases/{dossier.number}/undo"' in page
    assert "Vừa nhận hoặc giao việc" in page
    assert head.cookies["undo"].value == ""
    assert response["Location"] == f"/cases/{dossier.number}"
    assert (open_task(dossier).person, open_task(dossier).taken_at) == (None, None)
    assert "hoàn tác việc vừa làm" in words(head.get(f"/cases/{dossier.number}"))


def test_undoing_twice_is_undoing_once(head, lac_hong):
    dossier = received(lac_hong)
    act(head, dossier, "take", task=2)
    act(head, dossier, "undo", task=2)

    again = act(head, dossier, "undo", task=2)

    assert again.status_code == 302
    assert dossier.events.filter(kind="reassigned").count() == 1


def test_giving_work_to_another_can_be_undone(head, sign_in, lac_hong):
    second = user("thuly2", "Nguyễn Thị Mai Anh")
    post(second, lac_hong.division, "examiner")
    forget_all()
    dossier = at_examination(lac_hong)
    act(sign_in(lac_hong.examiner), dossier, "take", task=3)
    act(sign_in(lac_hong.head), dossier, "reassign", task=3, person=second.pk)

    response = act(head, dossier, "undo", task=3)

    assert response.status_code == 302
    assert open_task(dossier).person == lac_hong.examiner


def test_undoing_too_late_says_that_the_other_has_begun(head, lac_hong):
    dossier = received(lac_hong)
    act(head, dossier, "forward", task=2)
    actions.take(dossier.number, task=3, by=lac_hong.rights(lac_hong.examiner), at=clock.at(MONDAY, 10, 1))

    response = act(head, dossier, "recall", task=3)

    page = words(response)
    assert response.status_code == 409
    assert "Người nhận đã nhận việc, không thu hồi được nữa." in page
    assert "Lê Minh Đức đã nhận việc lúc 10:01 ngày 23/11/2026." in page


def test_the_second_of_two_officers_reads_what_happened_and_keeps_the_opinion(sign_in, lac_hong):
    second = user("thuly2", "Nguyễn Thị Mai Anh")
    post(second, lac_hong.division, "examiner")
    dossier = at_examination(lac_hong)
    actions.forward(
        dossier.number,
        task=3,
        by=lac_hong.rights(lac_hong.examiner),
        at=clock.at(MONDAY, 9, 41),
    )

    response = act(sign_in(second), dossier, "forward", task=3, note="Ý kiến của tôi")

    page = words(response)
    assert response.status_code == 409
    assert "Việc này đã xong: đã chuyển." in page
    assert (
        "Lê Minh Đức đã chuyển sang bước Ký duyệt, Ủy ban nhân dân phường Lạc Hồng "
        "lúc 09:41 ngày 23/11/2026." in page
    )
    assert "Lời bạn đã gõ, vẫn còn nguyên" in page
    assert "Ý kiến của tôi</textarea>" in page
    assert Event.objects.filter(dossier=dossier, kind="moved").count() == 3


def test_the_second_to_take_reads_who_was_first(sign_in, lac_hong):
    second = user("thuly2", "Nguyễn Thị Mai Anh")
    post(second, lac_hong.division, "examiner")
    dossier = at_examination(lac_hong)
    actions.take(dossier.number, task=3, by=lac_hong.rights(lac_hong.examiner), at=clock.at(MONDAY, 9, 41))

    page = words(act(sign_in(second), dossier, "take", task=3))

    assert "Việc này đang do người khác xử lý." in page
    assert "Lê Minh Đức đã nhận việc lúc 09:41 ngày 23/11/2026." in page


REPEATED = [
    ("head", received, "forward", {"task": 2}),
    ("head", received, "take", {"task": 2}),
    ("examiner", at_examination, "send-back", {"task": 3, "reason": "Thiếu chữ ký"}),
    ("records", at_records, "issue", {"task": 5, "sign": "12/GCN", "summary": "Giấy"}),
]


@pytest.mark.parametrize(("holder", "prepared", "name", "data"), REPEATED)
def test_the_same_form_sent_twice_is_done_once_and_no_error(sign_in, lac_hong, holder, prepared, name, data):
    dossier = prepared(lac_hong)
    client = sign_in(getattr(lac_hong, holder))

    first = act(client, dossier, name, **data)
    events = dossier.events.count()
    second = act(client, dossier, name, **data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert dossier.events.count() == events


def test_another_result_is_no_repetition(sign_in, lac_hong):
    dossier = at_records(lac_hong)
    records = sign_in(lac_hong.records)

    act(records, dossier, "issue", task=5, sign="12/GCN", summary="Giấy")
    response = act(records, dossier, "issue", task=5, sign="13/GCN", summary="Giấy")

    assert response.status_code == 409
    assert "Bạn đã phát hành kết quả 12/GCN: Giấy lúc 10:00 ngày 23/11/2026." in words(response)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("take", {}),
        ("forward", {}),
        ("send-back", {"reason": "x"}),
        ("recall", {}),
        ("issue", {"sign": "1", "summary": "x"}),
    ],
)
def test_another_agency_can_do_nothing_and_learns_nothing(sign_in, lac_hong, name, data):
    dossier = received(lac_hong)
    outsider = sign_in(lac_hong.outsider)

    existing = act(outsider, dossier, name, task=2, **data)
    unknown_task = act(outsider, dossier, name, task=99, **data)
    faulty = act(outsider, dossier, name, task="x", **data)

    assert [existing.status_code, unknown_task.status_code, faulty.status_code] == [404, 404, 404]
    assert dossier.events.count() == 2


@pytest.mark.parametrize("name", ["take", "forward", "send-back", "recall", "issue"])
def test_acts_are_only_posted(head, lac_hong, name):
    dossier = received(lac_hong)

    assert head.get(f"/cases/{dossier.number}/{name}").status_code == 405


def test_a_wrong_task_number_is_told(head, lac_hong):
    dossier = received(lac_hong)

    response = act(head, dossier, "take", task="")

    assert response.status_code == 422


def test_moving_a_step_stays_within_its_statements(head, lac_hong):
    first, second = received(lac_hong), received(lac_hong)
    act(head, first, "forward", task=2)

    # architecture.md §8: 8 a request, session and user included.
    with at_most(8):
        act(head, second, "forward", task=2, note="Đủ điều kiện", next="/cases")


def selected(*dossiers, task):
    return [f"{dossier.number}:{task}" for dossier in dossiers]


def test_many_are_passed_on_together_each_with_its_line(head, lac_hong):
    first, second, done = received(lac_hong), received(lac_hong), received(lac_hong)
    actions.forward(done.number, task=2, by=lac_hong.rights(lac_hong.head), at=TEN)
    actions.take(done.number, task=3, by=lac_hong.rights(lac_hong.examiner), at=TEN)

    response = head.post(
        "/cases/together",
        {
            "act": "forward",
            "selected": [*selected(first, second, task=2), *selected(done, task=3)],
            "next": "/cases?group=soon",
        },
    )

    outcomes = response.context["outcomes"]
    assert [(one.number, one.said, one.is_done) for one in outcomes] == [
        (first.number, "Đã chuyển bước sau.", True),
        (second.number, "Đã chuyển bước sau.", True),
        (done.number, "Việc này thuộc vị trí khác, bạn không giữ bước này.", False),
    ]
    page = words(response)
    assert "Xong 2 hồ sơ" in page
    assert "1 hồ sơ chưa làm được, lý do ở từng dòng." in page
    assert 'href="/cases?group=soon"' in page
    assert f'action="/cases/{first.number}/recall"' in page


def test_many_are_taken_together(head, lac_hong):
    first, second = received(lac_hong), received(lac_hong)

    head.post("/cases/together", {"act": "take", "selected": selected(first, second, task=2)})

    assert [open_task(dossier).person for dossier in (first, second)] == [lac_hong.head] * 2


def test_the_same_many_sent_again_are_told_as_done(head, lac_hong):
    dossier = received(lac_hong)
    form = {"act": "forward", "selected": selected(dossier, task=2)}

    head.post("/cases/together", form)
    [outcome] = head.post("/cases/together", form).context["outcomes"]

    assert (outcome.said, outcome.is_done) == ("Bạn đã làm việc này trước đó.", True)
    assert Event.objects.filter(dossier=dossier, kind="moved").count() == 2


def test_together_tells_nothing_of_what_is_out_of_scope(sign_in, lac_hong):
    dossier = received(lac_hong)

    response = sign_in(lac_hong.outsider).post(
        "/cases/together", {"act": "take", "selected": [*selected(dossier, task=2), "H1-1:1", "<b>:1"]}
    )

    assert [(one.number, one.said) for one in response.context["outcomes"]] == [
        (dossier.number, "Không có hồ sơ này trong phạm vi của bạn."),
        ("H1-1", "Không có hồ sơ này trong phạm vi của bạn."),
    ]


@pytest.mark.parametrize("form", [{}, {"act": "forward"}, {"act": "erase", "selected": ["H1-1:1"]}])
def test_together_without_a_choice_says_so(head, lac_hong, form):
    response = head.post("/cases/together", form)

    assert response["Location"] == "/cases"
    assert said(head) == ["Chưa chọn hồ sơ nào."]


def test_together_read_again_leads_to_the_list(head, lac_hong):
    assert head.get("/cases/together")["Location"] == "/cases"
