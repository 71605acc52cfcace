"""Who may enter the keepers' door."""

import pytest

from tests.factories import post, user
from tests.web.setup.conftest import Role

KEEPERS_PAGES = (
    "/admin/procedures",
    "/admin/procedures/1.001612",
    "/admin/procedures/import",
    "/admin/calendar",
)
STAFF_PAGES = ("/admin/processes", "/admin/processes/QT-1.001612")
KEEPERS = {Role.CATALOGUE_KEEPER, Role.SUPERVISOR, Role.DIRECTOR}


@pytest.mark.parametrize("role", list(Role))
def test_keepers_enter_everywhere_and_all_staff_may_read_processes(client, lac_hong, role):
    somebody = user("ai-do", "Ai Đó")
    post(somebody, lac_hong.centre, role)
    client.force_login(somebody)

    seen = {page: client.get(page).status_code for page in (*KEEPERS_PAGES, *STAFF_PAGES)}

    may = 200 if role in KEEPERS else 403
    assert seen == {**dict.fromkeys(KEEPERS_PAGES, may), **dict.fromkeys(STAFF_PAGES, 200)}


def test_a_superuser_enters_without_a_post(client, lac_hong, django_user_model):
    client.force_login(
        django_user_model.objects.create_superuser("quantri", "mat-khau", full_name="Quản Trị")
    )

    assert {client.get(page).status_code for page in (*KEEPERS_PAGES, *STAFF_PAGES)} == {200}


def test_somebody_without_a_post_is_told_whose_work_it_is(client, lac_hong):
    client.force_login(user("moi", "Người Mới"))

    assert {client.get(page).status_code for page in (*KEEPERS_PAGES, *STAFF_PAGES)} == {403}


@pytest.mark.parametrize("page", [*KEEPERS_PAGES, *STAFF_PAGES])
def test_a_stranger_is_sent_to_sign_in(client, db, page):
    response = client.get(page)

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in?next=/admin/")


def test_a_file_of_somebody_who_may_not_enter_is_not_even_read(client, lac_hong):
    client.force_login(lac_hong.clerk)

    assert client.post("/admin/procedures/import", {"file": "x"}).status_code == 403
