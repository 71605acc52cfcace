import pytest
from django.urls import reverse

from motcua.accounts.models import User
from tests.factories import world

pytestmark = pytest.mark.django_db
PAGE = "cases:home"


@pytest.fixture
def head(client):
    made = world()
    client.force_login(made.head)
    client.get(reverse(PAGE))
    return made.head


def test_an_open_session_asks_the_database_for_its_account_once(client, head):
    client.get(reverse(PAGE))
    User.objects.filter(pk=head.pk).update(full_name="Tên khác")

    page = client.get(reverse(PAGE))

    assert page.wsgi_request.user.full_name == "Phạm Văn Lợi"


def test_a_closed_account_is_out_at_the_next_request(client, head):
    head.is_active = False
    head.save()

    assert client.get(reverse(PAGE)).status_code == 302


def test_a_new_password_ends_open_sessions(client, head):
    head.set_password("một mật khẩu mới")
    head.save()

    assert client.get(reverse(PAGE)).status_code == 302


def test_what_a_request_does_to_its_user_stays_in_that_request(client, head):
    first = client.get(reverse(PAGE)).wsgi_request.user
    first.full_name = "Sửa lén"

    second = client.get(reverse(PAGE)).wsgi_request.user

    assert second.full_name == "Phạm Văn Lợi"
