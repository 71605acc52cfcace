import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("portal:help", ["Trợ giúp", "Cách nhận biết trang chính thức", "1022", "Giờ làm việc hôm nay"]),
        ("portal:accessibility", ["Khả năng tiếp cận", "Điều chưa làm được"]),
        ("portal:privacy", ["Bảo vệ dữ liệu cá nhân", "Quyền của Ông/Bà"]),
    ],
)
def test_the_pages_that_tell_say_what_they_promise(client, at, name, words):
    page = client.get(reverse(name)).content.decode()

    assert [word for word in words if word not in page] == []
