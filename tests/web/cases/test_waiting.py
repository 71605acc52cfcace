"""The lists beside the work list: paused, opinions, to be signed, letters of apology."""

import pytest

from motcua.base.registers import forget_all
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Task
from tests.factories import post, received, user
from tests.statements import at_most
from tests.web.cases import states
from tests.web.cases.conftest import TEN, words
from tests.web.cases.states import LATE


def paused_numbers(client, query=""):
    return [one["row"].dossier.number for one in client.get(f"/cases/paused{query}").context["rows"]]


def test_the_list_of_paused_says_what_each_waits_for_and_until_when(sign_in, lac_hong):
    made = {name: getattr(states, name)(lac_hong) for name in (
        "waiting_for_supplement", "payment_due", "suspended"
    )}  # fmt: skip
    received(lac_hong)

    response = sign_in(lac_hong.examiner).get("/cases/paused")

    assert [one["row"].dossier.number for one in response.context["rows"]] == [
        made["waiting_for_supplement"].number,
        made["payment_due"].number,
        made["suspended"].number,
    ]
    page = words(response)
    assert "đến 15/12/2026" in page
    assert "Hợp đồng thuê (Ảnh mờ)" in page
    assert "Thông báo 05/TB" in page
    assert "Chờ bản án" in page
    assert [tab["count"] for tab in response.context["tabs"]] == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("cause", "made"),
    [("supplement", "waiting_for_supplement"), ("payment", "payment_due"), ("suspended", "suspended")],
)
def test_a_tab_shows_one_cause_alone(sign_in, lac_hong, cause, made):
    states.waiting_for_supplement(lac_hong)
    states.payment_due(lac_hong)
    states.suspended(lac_hong)
    wanted = getattr(states, made)(lac_hong)

    found = paused_numbers(sign_in(lac_hong.examiner), f"?cause={cause}")

    assert len(found) == 2
    assert wanted.number in found


def test_a_supplement_that_did_not_come_in_time_is_marked(sign_in, lac_hong, the_clock):
    states.waiting_for_supplement(lac_hong)
    the_clock(LATE.replace(day=16))

    assert "đã hết hạn bổ sung" in words(sign_in(lac_hong.clerk).get("/cases/paused"))


def test_paused_dossiers_of_others_are_not_shown(sign_in, lac_hong):
    states.suspended(lac_hong)

    assert paused_numbers(sign_in(lac_hong.outsider)) == []
    assert "Không có hồ sơ nào đang tạm dừng." in words(sign_in(lac_hong.outsider).get("/cases/paused"))


@pytest.mark.parametrize("query", ["?cause=x", "?page=999", "?page=x"])
def test_a_strange_address_of_the_list_still_answers(sign_in, lac_hong, query):
    states.suspended(lac_hong)

    assert len(paused_numbers(sign_in(lac_hong.examiner), query)) == 1


def test_opinions_asked_of_us_and_those_i_wait_for_are_listed_with_their_question(sign_in, lac_hong):
    dossier = states.consulted(lac_hong)

    asked = sign_in(lac_hong.leader).get("/cases/consults").context
    waits = sign_in(lac_hong.examiner).get("/cases/consults").context
    others = sign_in(lac_hong.head).get("/cases/consults").context

    assert [(one["asked"].dossier, one["asked"].question) for one in asked["of_us"]] == [
        (dossier, "Địa điểm có vướng quy hoạch không?")
    ]
    assert asked["by_me"] == []
    assert (waits["of_us"], [one["asked"].dossier for one in waits["by_me"]]) == ([], [dossier])
    assert (others["of_us"], others["by_me"]) == ([], [])


def cards(client):
    return client.get("/cases/sign").context["cards"]


def test_what_is_to_be_signed_stands_by_its_promise_with_advice_and_risks(sign_in, lac_hong):
    later, sooner = states.at_signature(lac_hong), states.at_signature(lac_hong)
    Dossier.objects.filter(pk=sooner.pk).update(due_at=TEN)

    found = cards(sign_in(lac_hong.leader))

    assert [card.one.dossier for card in found] == [sooner, later]
    assert (found[0].one.advice, found[0].one.adviser) == ("Đủ điều kiện", "Lê Minh Đức")


def test_only_steps_of_signature_that_are_mine_are_to_be_signed(sign_in, lac_hong):
    states.at_examination(lac_hong)
    states.apology_drafted(lac_hong)
    second = user("lanhdao2", "Đỗ Mạnh Hùng")
    post(second, lac_hong.government, "head_of_agency")
    forget_all()
    dossier = states.at_signature(lac_hong)
    actions.take(dossier.number, task=4, by=lac_hong.rights(second), at=TEN)

    assert cards(sign_in(lac_hong.leader)) == []
    assert [card.one.dossier for card in cards(sign_in(second))] == [dossier]


def test_everything_not_set_aside_is_signed_each_with_its_line(sign_in, lac_hong):
    first, second, aside = (states.at_signature(lac_hong) for _ in range(3))
    leader = sign_in(lac_hong.leader)
    form = {
        "act": "sign",
        "next": "/cases/sign",
        "selected": [f"{one.number}:4" for one in (first, second, aside)],
        "later": [f"{aside.number}:4"],
    }

    page = words(leader.post("/cases/together", form))
    again = words(leader.post("/cases/together", form))

    # With the name of the owner, and which of how many it is.
    for at, dossier in ((1, first), (2, second)):
        assert f'{at}/2</span> <a class="num" href="/cases/{dossier.number}">' in page
    assert page.count("<b>Nguyễn Thị Hoa</b> <span>Đã ký, chuyển bước sau.</span>") == 2
    assert "Đã ký 2 hồ sơ." in page
    assert again.count("Bạn đã làm việc này trước đó.") == 2
    assert [card.one.dossier for card in cards(leader)] == [aside]


def test_one_that_may_not_be_signed_does_not_hold_up_the_others(sign_in, lac_hong):
    first, gone = states.at_signature(lac_hong), states.at_signature(lac_hong)
    actions.send_back(gone.number, task=4, reason="Xem lại", by=lac_hong.rights(lac_hong.leader), at=TEN)

    page = words(
        sign_in(lac_hong.leader).post(
            "/cases/together", {"act": "sign", "selected": [f"{gone.number}:4", f"{first.number}:4"]}
        )
    )

    assert page.count("mc-outcome-no") == page.count("mc-outcome-ok") == 1
    assert "1 hồ sơ chưa làm được" in page


@pytest.mark.parametrize("who", ["examiner", "clerk", "records", "supervisor"])
def test_only_those_who_sign_open_the_list_of_what_is_to_be_signed(sign_in, lac_hong, who):
    client = sign_in(getattr(lac_hong, who))

    assert client.get("/cases/sign").status_code == 403
    assert client.get("/cases/apologies").status_code == 403


def test_letters_of_apology_wait_with_their_cause_and_new_date_and_are_signed_with_one_press(
    sign_in, lac_hong, the_clock
):
    dossier = states.apology_drafted(lac_hong)
    the_clock(LATE)
    leader = sign_in(lac_hong.leader)
    [one] = leader.get("/cases/apologies").context["letters"]
    typed = {name: one["form"][name].value() for name in ("reason", "new_due_at")}

    leader.post(f"/cases/{dossier.number}/sign-apology", typed | {"next": "/cases/apologies"})

    assert typed["reason"].startswith("Bước Thẩm định tại Phòng Kinh tế quá hạn")
    assert leader.get("/cases/apologies").context["letters"] == []
    assert Dossier.objects.get(pk=dossier.pk).apology == "signed"


def test_letters_of_other_agencies_are_not_mine_to_sign(sign_in, lac_hong, the_clock):
    states.apology_drafted(lac_hong)
    the_clock(LATE)
    other = user("lanhdaokhac", "Đỗ Mạnh Hùng")
    post(other, lac_hong.outsider.memberships.get().position.unit, "head_of_agency")
    forget_all()

    assert sign_in(other).get("/cases/apologies").context["letters"] == []


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize(
    ("address", "who", "made", "statements"),
    [
        # Session and user, then: counts, rows, the events that stopped the clock.
        ("/cases/paused", "examiner", states.suspended, 5),
        # Opinions of us, those I wait for, the questions.
        ("/cases/consults", "leader", states.consulted, 5),
        # Tasks, the events that opened them, opinions still out.
        ("/cases/sign", "leader", states.at_signature, 5),
        # Letters and their drafts.
        ("/cases/apologies", "leader", states.apology_drafted, 4),
    ],
)
def test_a_list_takes_as_many_statements_however_long_it_is(
    sign_in, lac_hong, rows, address, who, made, statements
):
    for _ in range(rows):
        made(lac_hong)
    client = sign_in(getattr(lac_hong, who))
    client.get(address)

    with at_most(statements):
        client.get(address)


def test_many_are_given_to_a_colleague_together(head, lac_hong):
    colleague = user("thuly2", "Nguyễn Thị Mai Anh")
    post(colleague, lac_hong.division, "examiner")
    first, second = states.taken(lac_hong), states.at_examination(lac_hong)
    form = {
        "act": "reassign",
        "selected": [f"{one.number}:3" for one in (first, second)],
        "next": "/cases/unit",
    }

    asked = head.post("/cases/together", form)
    response = head.post("/cases/together", form | {"person": str(colleague.pk)})

    assert "Phạm Văn Lợi" in words(asked)
    assert [user.full_name for user in asked.context["people"]] == ["Lê Minh Đức", "Nguyễn Thị Mai Anh"]
    assert [(one.said, one.is_done) for one in response.context["outcomes"]] == [("Đã giao lại.", True)] * 2
    held = Task.objects.filter(dossier__in=[first, second], number=3)
    assert {task.person for task in held} == {colleague}


def test_many_go_back_to_everybody_of_the_post(head, lac_hong):
    dossier = states.taken(lac_hong)

    head.post("/cases/together", {"act": "reassign", "selected": [f"{dossier.number}:3"], "person": "pool"})

    assert Task.objects.get(dossier=dossier, number=3).person is None


def test_whoever_leads_nobody_gives_nothing_away(sign_in, lac_hong):
    dossier = states.taken(lac_hong)

    response = sign_in(lac_hong.examiner).post(
        "/cases/together", {"act": "reassign", "selected": [f"{dossier.number}:3"], "person": "pool"}
    )

    [outcome] = response.context["outcomes"]
    assert (outcome.said, outcome.is_done) == ("Chỉ lãnh đạo đơn vị được giao lại việc.", False)
