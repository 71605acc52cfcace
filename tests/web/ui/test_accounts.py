import pytest
from django.urls import reverse

from motcua.accounts.actions import try_pin
from motcua.accounts.queries import has_pin
from motcua.history.models import Entry
from tests.factories import MORNING, post, user, world

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-dai"


def sign_in(client, username="tiepnhan", password=PASSWORD, **extra):
    return client.post(reverse("ui:sign-in"), {"username": username, "password": password, **extra})


def recorded():
    return list(Entry.objects.order_by("pk").values_list("verb", "subject", "key"))


def test_a_clerk_signs_in_and_it_is_recorded(client):
    world()

    answer = sign_in(client)

    assert answer.status_code == 302
    assert answer.url == reverse("ui:start")
    assert recorded() == [("signed_in", "user", "tiepnhan")]


def test_signing_in_leads_to_the_page_that_was_asked_for(client):
    world()

    assert sign_in(client, next="/cases?x=1").url == "/cases?x=1"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client, address):
    world()

    assert sign_in(client, next=address).url == reverse("ui:start")


def test_a_wrong_password_is_said_at_the_field_and_recorded(client):
    world()

    answer = sign_in(client, password="sai")

    page = answer.content.decode()
    assert "<title>Lỗi: Đăng nhập" in page
    assert "Có 1 chỗ cần sửa" in page
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
    assert recorded() == [("sign_in_failed", "user", "tiepnhan")]


def test_empty_fields_are_named(client):
    page = sign_in(client, username="", password="").content.decode()

    assert "Có 2 chỗ cần sửa" in page
    assert "Hãy điền tên đăng nhập" in page
    assert "Hãy điền mật khẩu" in page


def test_the_fifth_wrong_password_locks_and_says_until_when(client):
    world()

    answers = [sign_in(client, password="sai") for _attempt in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "900"
    assert "thử lại sau 15 phút" in answers[-1].content.decode()
    assert recorded()[-1] == ("locked_out", "user", "tiepnhan")
    assert sign_in(client).status_code == 429


def test_signing_out_needs_a_press_and_is_recorded(client):
    made = world()
    client.force_login(made.clerk)

    looked = client.get(reverse("ui:sign-out"))
    answer = client.post(reverse("ui:sign-out"))

    assert looked.status_code == 405
    assert answer.url == reverse("ui:sign-in")
    assert recorded() == [("signed_out", "user", "tiepnhan")]


@pytest.mark.parametrize(
    ("who", "door"),
    [
        ("clerk", "desk:home"),
        ("returner", "desk:home"),
        ("examiner", "cases:home"),
        ("head", "cases:home"),
        ("leader", "cases:home"),
        ("records", "cases:home"),
        ("supervisor", "insight:fields"),
    ],
)
def test_everybody_starts_at_the_door_of_their_work(client, who, door):
    client.force_login(getattr(world(), who))

    answer = client.get(reverse("ui:start"))

    assert answer.url == reverse(door)


def test_the_keeper_of_the_catalogue_starts_in_the_set_up(client):
    made = world()
    keeper = user("quantri", "Trịnh Mỹ Linh")
    post(keeper, made.government, "catalogue_keeper")
    client.force_login(keeper)

    assert client.get(reverse("ui:start")).url == reverse("setup:procedures")


def test_somebody_without_a_post_is_told_who_gives_one(client):
    world()
    client.force_login(user("moi", "Trịnh Mỹ Linh"))

    page = client.get(reverse("ui:start")).content.decode()

    assert "Tài khoản của Trịnh Mỹ Linh chưa giữ vị trí nào" in page


def test_a_stranger_is_asked_to_sign_in_first(client):
    answer = client.get(reverse("ui:start"))

    assert answer.url == f"{reverse('ui:sign-in')}?next={reverse('ui:start')}"


def test_the_look_that_was_chosen_is_kept_and_shown(client):
    answer = client.post(
        reverse("ui:display"),
        {"theme": "contrast", "size": "xlarge"},
        headers={"referer": "http://testserver/help?x=1"},
    )

    page = client.get("/help").content.decode()
    assert answer.url == "http://testserver/help?x=1"
    assert 'data-theme="contrast" data-size="xlarge"' in page
    assert "ui/contrast.css" in page
    assert "ui/dark.css" not in page


@pytest.mark.parametrize("referer", ["", "https://example.org/help", "javascript:alert(1)"])
def test_a_choice_made_from_elsewhere_leads_home(client, referer):
    answer = client.post(reverse("ui:display"), {"theme": "dark"}, headers={"referer": referer})

    assert answer.url == reverse("portal:home")


def test_without_a_choice_pages_follow_the_system(client):
    page = client.get("/help").content.decode()

    assert 'data-theme=""' in page
    assert 'media="(prefers-color-scheme: dark)"' in page


def test_an_unknown_look_is_left_aside(client):
    client.post(reverse("ui:display"), {"theme": "<b>", "size": "9", "language": "fr"})

    assert dict(client.cookies) == {}


def test_the_language_is_chosen_once_for_all_pages(client):
    client.post(reverse("ui:display"), {"language": "en"})

    assert '<html lang="en"' in client.get("/help").content.decode()


def own_account(client, **changes):
    values = {"password": PASSWORD, "pin": "294715", "again": "294715"}
    return client.post(reverse("ui:account"), {**values, **changes})


def test_a_signing_pin_is_set_with_the_password_and_recorded(client):
    made = world()
    sign_in(client, "lanhdao")

    answer = own_account(client, next="/cases/sign")

    assert answer.url == "/cases/sign"
    assert try_pin(made.leader.pk, typed="294715", at=MORNING).is_right
    assert recorded()[-1] == ("pin_set", "user", "lanhdao")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"password": "sai"}, "Mật khẩu chưa đúng. Hãy gõ lại."),
        ({"pin": "123456", "again": "123456"}, "Mã này quá dễ đoán."),
        ({"pin": "2947"}, "Mã ký gồm đúng 6 chữ số."),
        ({"again": "294716"}, "Hai lần nhập khác nhau."),
    ],
)
def test_a_pin_that_is_not_set_says_why(client, wrong, reason):
    made = world()
    sign_in(client, "lanhdao")

    answer = own_account(client, **wrong)

    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not has_pin(made.leader.pk)


def test_ones_own_account_asks_who_one_is(client):
    assert client.get(reverse("ui:account")).url == "/sign-in?next=/account"
