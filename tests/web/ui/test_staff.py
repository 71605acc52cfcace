import pytest
from django.test import RequestFactory

from motcua.web.ui import staff
from tests.factories import post, user, world

pytestmark = pytest.mark.django_db


def shown(person, path="/"):
    request = RequestFactory().get(path)
    request.user = person
    return staff.me(request)


def names(me):
    return {group.name: [entry.name for entry in group.entries] for group in me.groups}


def test_the_side_bar_lists_only_what_the_person_may_open():
    made = world()

    assert names(shown(made.examiner)) == {
        "Hồ sơ": [
            "Việc của tôi",
            "Cả phòng",
            "Nhắc việc",
            "Trao đổi",
            "Lấy ý kiến",
            "Tạm dừng",
            "Tất cả hồ sơ",
            "Bàn giao giấy tờ",
        ],
        "Thiết lập": ["Quy trình"],
    }
    assert names(shown(made.clerk))["Quầy"] == [
        "Đầu ca",
        "Tiếp nhận hồ sơ",
        "Trả kết quả",
        "Tra cứu hồ sơ",
        "Lượt đến sảnh",
        "Lịch hẹn",
    ]
    assert names(shown(made.returner))["Quầy"] == [
        "Đầu ca",
        "Trả kết quả",
        "Tra cứu hồ sơ",
        "Lượt đến sảnh",
        "Lịch hẹn",
    ]


def test_the_keeper_of_the_catalogue_sees_the_set_up():
    keeper = user("quantri", "Trịnh Mỹ Linh")
    post(keeper, world().government, "catalogue_keeper")

    assert names(shown(keeper))["Thiết lập"] == ["Thủ tục", "Quy trình", "Lịch làm việc", "Thông báo"]


@pytest.mark.parametrize(
    ("path", "here"),
    [("/cases", "Việc của tôi"), ("/cases/unit", "Cả phòng"), ("/cases/H99.12-261123-0001", "Việc của tôi")],
)
def test_the_page_one_is_on_is_marked(path, here):
    me = shown(world().examiner, path)

    marked = [entry.name for group in me.groups for entry in group.entries if entry.is_here]

    assert marked == [here]


def test_a_person_is_shown_with_initials_of_the_last_two_words():
    me = shown(world().examiner)

    assert (me.name, me.initials, me.unit) == ("Lê Minh Đức", "MĐ", "Phòng Kinh tế")
    assert me.title == "chuyên viên thụ lý"


def test_somebody_without_a_post_sees_no_page():
    world()

    me = shown(user("moi", "Trịnh Mỹ Linh"))

    assert (me.title, me.groups) == ("Chưa được giao vị trí", ())
