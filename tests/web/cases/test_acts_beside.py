"""Every act beside the straight road: who may, who may not, what is missing, what comes twice."""

import pytest

from motcua.base import clock
from motcua.dossiers.models import Dossier, Event, Task
from motcua.web.cases.acts import ACTS
from tests.factories import post, received, user
from tests.web.cases import states
from tests.web.cases.conftest import words
from tests.web.cases.states import LATE

# name, who, the dossier, what is filled in, the event, a field whose absence is told, somebody who may not
BESIDE = [
    ("approve-supplement", "head", states.supplemented, {"task": 3, "ground": "Hợp đồng mới phát hiện giả"},
     "supplement_approved", "ground", "examiner"),
    ("request-payment", "examiner", states.taken, {"task": 3, "notice": "05/TB", "amount": "1.250.000 đ"},
     "payment_requested", "notice", "head"),
    ("record-payment", "examiner", states.payment_due, {"proof": "Biên lai 123"}, "paid", "proof", "head"),
    ("suspend", "examiner", states.taken, {"task": 3, "reason": "Chờ bản án", "document": "12/CV"},
     "suspended", "document", "head"),
    ("resume", "examiner", states.suspended, {"task": 3, "reason": "Đã có bản án"}, "resumed", "reason", "head"),
    ("give-opinion", "leader", states.consulted, {"task": 4, "opinion": "Không vướng"},
     "opinion_given", "opinion", "head"),
    ("waive-opinion", "examiner", states.consulted, {"task": 4, "reason": "Đã có quy hoạch"},
     "opinion_waived", "reason", "head"),
    ("ask-extension", "head", states.taken, {"reason": "Kiểm tra thực địa", "new_due_at": "16:30 02/12/2026"},
     "extension_asked", "reason", "examiner"),
    ("extend", "supervisor", states.extension_asked, {}, "extended", "", "head"),
    ("refuse-extension", "supervisor", states.extension_asked, {"reason": "Còn đủ thời gian"},
     "extension_refused", "reason", "head"),
    ("stop", "leader", states.taken, {"reason": "Không thuộc thẩm quyền", "document": "9/UBND"},
     "stopped", "document", "head"),
    ("correct", "head", states.withdrawn, {"text": "Tên đúng là Hòa"}, "corrected", "text", "examiner"),
]  # fmt: skip
NAMES = [row[0] for row in BESIDE]
everything = pytest.mark.parametrize(
    ("name", "who", "made", "data", "kind", "wanted", "stranger"), BESIDE, ids=NAMES
)


def send(client, dossier, name, data):
    return client.post(f"/cases/{dossier.number}/{name}", data)


@everything
def test_whoever_may_does_it_and_stays_with_the_dossier(
    sign_in, lac_hong, name, who, made, data, kind, wanted, stranger
):
    dossier = made(lac_hong)

    response = send(sign_in(getattr(lac_hong, who)), dossier, name, data)

    assert response.status_code == 302
    assert response["Location"] in (f"/cases/{dossier.number}", "/cases")
    assert dossier.events.last().kind == kind


@everything
def test_the_page_offers_it_to_whoever_may_and_refuses_it_to_others_with_the_reason(
    sign_in, lac_hong, name, who, made, data, kind, wanted, stranger
):
    dossier = made(lac_hong)

    allowed = sign_in(getattr(lac_hong, who)).get(f"/cases/{dossier.number}").context["panel"]
    others = sign_in(getattr(lac_hong, stranger)).get(f"/cases/{dossier.number}").context["panel"]

    assert name in allowed.forms
    assert name not in others.forms
    assert all(offer.why_not for offer in others.refused)


@everything
def test_the_same_form_sent_twice_is_done_once(
    sign_in, lac_hong, name, who, made, data, kind, wanted, stranger
):
    dossier = made(lac_hong)
    client = sign_in(getattr(lac_hong, who))

    send(client, dossier, name, data)
    events = dossier.events.count()
    again = send(client, dossier, name, data)

    assert again.status_code == 302
    assert dossier.events.count() == events


@everything
def test_whoever_may_not_is_refused_and_the_words_are_kept(
    sign_in, lac_hong, name, who, made, data, kind, wanted, stranger
):
    dossier = made(lac_hong)
    events = dossier.events.count()

    response = send(sign_in(getattr(lac_hong, stranger)), dossier, name, data)

    assert response.status_code == 409
    assert dossier.events.count() == events
    page = words(response)
    assert all(str(data[field]) in page for field in (wanted, "reason", "notice") if field in data)


@everything
def test_another_agency_learns_nothing(sign_in, lac_hong, name, who, made, data, kind, wanted, stranger):
    dossier = made(lac_hong)
    client = sign_in(lac_hong.outsider)

    assert send(client, dossier, name, data).status_code == 404
    assert send(client, dossier, name, {}).status_code == 404


@pytest.mark.parametrize(
    ("name", "who", "made", "data", "wanted"),
    [(name, who, made, data, wanted) for name, who, made, data, _kind, wanted, _other in BESIDE if wanted],
)
def test_what_is_missing_is_told_at_its_field(sign_in, lac_hong, name, who, made, data, wanted):
    dossier = made(lac_hong)

    response = send(sign_in(getattr(lac_hong, who)), dossier, name, data | {wanted: " "})

    assert response.status_code == 422
    form = response.context["panel"].forms[name]
    assert list(form.errors) == [wanted]
    page = words(response)
    assert f'id="{name}_{wanted}_error"' in page
    assert form.errors[wanted][0].startswith("Hãy")
    assert "<title>Lỗi:" in page


@pytest.mark.parametrize("act", [act for act in ACTS if act.page is None], ids=lambda act: act.name)
def test_every_act_is_only_posted(head, lac_hong, act):
    assert head.get(f"/cases/{received(lac_hong).number}/{act.name}").status_code == 405


def test_every_act_with_a_form_is_tried_here_or_on_the_road():
    on_the_road = {"take", "forward", "send-back", "recall", "undo", "issue"}
    alone = {"reassign", "consult", "sign-apology", "waive-apology"}

    assert {act.name for act in ACTS if act.page is None} == {*NAMES, *on_the_road, *alone}


def test_the_amount_is_read_as_people_write_money(sign_in, lac_hong):
    dossier = states.taken(lac_hong)
    examiner = sign_in(lac_hong.examiner)

    wrong = send(examiner, dossier, "request-payment", {"task": 3, "notice": "5", "amount": "một triệu"})
    send(examiner, dossier, "request-payment", {"task": 3, "notice": "05/TB", "amount": "1.250.000 đ"})

    assert "Số tiền chỉ gồm chữ số, ví dụ 1.234.567." in words(wrong)
    assert dossier.events.last().payload["amount"] == 1_250_000


def test_opinions_are_asked_of_several_units_at_once(sign_in, lac_hong):
    dossier = states.taken(lac_hong)
    other = user("vanhoa", "Mai Xuân Phước")
    post(other, lac_hong.government, "examiner")

    response = send(
        sign_in(lac_hong.examiner),
        dossier,
        "consult",
        {"task": 3, "units": [lac_hong.government.pk], "question": "Có vướng không?", "days": 2},
    )

    assert response.status_code == 302
    assert Task.objects.open().filter(dossier=dossier, asked_by=3).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"units": []}, "units"), ({"units": ["999999"]}, "units"), ({"question": ""}, "question"),
     ({"days": "0"}, "days"), ({"days": "mai"}, "days")],
)  # fmt: skip
def test_a_question_needs_units_words_and_days(sign_in, lac_hong, changes, field):
    dossier = states.taken(lac_hong)
    data = {"task": 3, "units": [lac_hong.government.pk], "question": "Có vướng không?", "days": 2}

    response = send(sign_in(lac_hong.examiner), dossier, "consult", data | changes)

    assert response.status_code == 422
    assert list(response.context["panel"].forms["consult"].errors) == [field]


def test_the_same_question_twice_is_asked_once(sign_in, lac_hong):
    dossier = states.taken(lac_hong)
    data = {"task": 3, "units": [lac_hong.government.pk], "question": "Có vướng không?", "days": 2}
    examiner = sign_in(lac_hong.examiner)

    send(examiner, dossier, "consult", data)
    again = send(examiner, dossier, "consult", data)

    assert again.status_code == 302
    assert Event.objects.filter(dossier=dossier, kind="consulted").count() == 1


def test_whoever_is_asked_reads_the_question_and_answers_it(sign_in, lac_hong):
    dossier = states.consulted(lac_hong)

    response = sign_in(lac_hong.leader).get(f"/cases/{dossier.number}")

    assert response.context["panel"].main.name == "give-opinion"
    assert response.context["question"] == "Địa điểm có vướng quy hoạch không?"


def test_a_step_waits_for_its_opinions_and_says_so(sign_in, lac_hong):
    dossier = states.consulted(lac_hong)

    response = sign_in(lac_hong.examiner).get(f"/cases/{dossier.number}")

    assert response.context["panel"].main is None
    assert "Còn 1 cơ quan phối hợp chưa cho ý kiến." in words(response)


def test_work_is_given_to_a_colleague_to_oneself_or_back_to_all(head, lac_hong):
    colleague = user("thuly2", "Nguyễn Thị Mai Anh")
    post(colleague, lac_hong.division, "examiner")
    dossier = states.taken(lac_hong)
    form = head.get(f"/cases/{dossier.number}").context["panel"].forms["reassign"]
    holders = []

    for chosen in (colleague.pk, lac_hong.head.pk, ""):
        send(head, dossier, "reassign", {"task": 3, "person": chosen})
        holders.append(Task.objects.get(dossier=dossier, number=3).person)

    assert [label for _value, label in form.fields["person"].widget.choices] == [
        "Nguyễn Thị Mai Anh",
        "Tôi nhận thay",
        "Trả về hàng chờ chung của vị trí",
    ]
    assert holders == [colleague, lac_hong.head, None]


def test_only_a_superior_gives_work_to_somebody_else(sign_in, lac_hong):
    dossier = states.taken(lac_hong)

    response = send(sign_in(lac_hong.examiner), dossier, "reassign", {"task": 3, "person": ""})

    assert response.status_code == 409
    assert "Chỉ lãnh đạo đơn vị được giao lại việc." in words(response)


def test_the_letter_of_apology_is_signed_as_it_was_drafted_with_one_press(sign_in, lac_hong, the_clock):
    dossier = states.apology_drafted(lac_hong)
    the_clock(LATE)
    leader = sign_in(lac_hong.leader)
    panel = leader.get(f"/cases/{dossier.number}").context["panel"]
    drafted = {name: panel.form[name].value() for name in ("reason", "new_due_at")}

    response = send(leader, dossier, "sign-apology", drafted)

    assert panel.main.name == "sign-apology"
    assert drafted["reason"].startswith("Bước Thẩm định tại Phòng Kinh tế quá hạn")
    assert response.status_code == 302
    signed = Dossier.objects.get(pk=dossier.pk)
    assert (signed.apology, f"{clock.local(signed.extended_to):%H:%M %d/%m/%Y}") == (
        "signed",
        drafted["new_due_at"],
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Hãy điền ngày hẹn mới."),
        ("31/02/2027", "Ngày hẹn mới phải là ngày có thật, ví dụ 16:30 27/11/2026."),
        ("25:00 04/12/2026", "Ngày hẹn mới phải là ngày có thật, ví dụ 16:30 27/11/2026."),
        ("06/12/2026", "Ngày này không phải ngày làm việc, hãy chọn ngày khác."),
    ],
)
def test_a_new_date_must_be_a_working_day(sign_in, lac_hong, the_clock, typed, said):
    dossier = states.apology_drafted(lac_hong)
    the_clock(LATE)

    response = send(
        sign_in(lac_hong.leader), dossier, "sign-apology", {"reason": "Kiểm tra lâu", "new_due_at": typed}
    )

    assert response.status_code == 422
    assert said in words(response)


def test_a_day_alone_means_the_end_of_its_office_hours(sign_in, lac_hong, the_clock):
    dossier = states.apology_drafted(lac_hong)
    the_clock(LATE)

    send(
        sign_in(lac_hong.leader),
        dossier,
        "sign-apology",
        {"reason": "Kiểm tra lâu", "new_due_at": "4/12/2026"},
    )

    event = dossier.events.last()
    assert event.payload["extended_to"] == "2026-12-04T17:00:00+07:00"


def test_a_late_result_goes_out_without_its_letter_only_when_the_centre_says_so(sign_in, lac_hong, the_clock):
    dossier = states.late_result(lac_hong)
    the_clock(LATE)
    data = {"reason": "Người nộp đã nhận lời xin lỗi trực tiếp"}

    refused = send(sign_in(lac_hong.leader), dossier, "waive-apology", data)
    done = send(sign_in(lac_hong.supervisor), dossier, "waive-apology", data)

    assert (refused.status_code, done.status_code) == (409, 302)
    assert Dossier.objects.get(pk=dossier.pk).apology == "waived"


def test_another_note_of_correction_is_no_repetition(head, lac_hong):
    dossier = states.withdrawn(lac_hong)

    for text in ("Tên đúng là Hòa", "Tên đúng là Hòa", "Số nhà đúng là 12"):
        send(head, dossier, "correct", {"text": text})

    assert Event.objects.filter(dossier=dossier, kind="corrected").count() == 2


def test_an_extension_that_waits_is_not_asked_for_again(sign_in, lac_hong):
    dossier = states.extension_asked(lac_hong)

    panel = sign_in(lac_hong.head).get(f"/cases/{dossier.number}").context["panel"]

    assert {offer.name: offer.why_not for offer in panel.refused}["ask-extension"] == (
        "Đã có đề nghị gia hạn, đang chờ trung tâm quyết định."
    )
