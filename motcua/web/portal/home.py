"""The first page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from motcua.base import clock
from motcua.catalogue import queries as catalogue
from motcua.web.portal.hall import first
from motcua.web.ui.hours import hours_now
from motcua.web.ui.published import published


@dataclass(frozen=True, slots=True)
class Event:
    """A thing of life, and the words that find its procedures."""

    name: str | Promise
    text: str | Promise
    icon: str
    query: str


# What people type most; the words that are searched stay Vietnamese in every language, as the catalogue is.
OFTEN = (
    (_("Khai sinh"), "khai sinh"),
    (_("Chứng thực bản sao"), "chứng thực bản sao"),
    (_("Biến động đất đai"), "đăng ký biến động"),
    (_("Hộ kinh doanh"), "hộ kinh doanh"),
    (_("Giấy phép xây dựng"), "giấy phép xây dựng"),
)
EVENTS = {
    "citizen": (
        Event(_("Sinh con"), _("Khai sinh, nhận cha, mẹ, con"), "baby", "khai sinh"),
        Event(_("Kết hôn"), _("Đăng ký kết hôn, xác nhận tình trạng hôn nhân"), "rings", "hôn nhân"),
        Event(_("Nhà và đất"), _("Sổ đỏ, sang tên, tách thửa"), "home", "đất đai"),
        Event(_("Xây dựng, sửa nhà"), _("Giấy phép xây dựng nhà ở"), "building", "giấy phép xây dựng"),
        Event(_("Chứng thực giấy tờ"), _("Bản sao, chữ ký, hợp đồng"), "file", "chứng thực"),
        Event(_("Người cao tuổi, trợ cấp"), _("Trợ cấp xã hội, người khuyết tật"), "elder", "trợ cấp xã hội"),
        Event(_("Học hành, bằng cấp"), _("Chuyển trường, bản sao văn bằng"), "school", "học sinh"),
        Event(_("Người thân qua đời"), _("Khai tử, hỗ trợ mai táng"), "lotus", "khai tử"),
    ),
    "business": (
        Event(_("Mở hộ kinh doanh"), _("Đăng ký thành lập, thay đổi, chấm dứt"), "store", "hộ kinh doanh"),
        Event(_("Lập doanh nghiệp"), _("Công ty, chi nhánh, văn phòng"), "building", "doanh nghiệp"),
        Event(_("Hợp tác xã"), _("Thành lập, thay đổi, giải thể"), "users", "hợp tác xã"),
        Event(_("An toàn thực phẩm"), _("Giấy chứng nhận đủ điều kiện"), "shield", "an toàn thực phẩm"),
        Event(_("Bán rượu, thuốc lá"), _("Giấy phép bán lẻ"), "wallet", "bán lẻ rượu"),
        Event(_("Đầu tư, xây dựng"), _("Dự án, thẩm định, giấy phép"), "bulb", "dự án đầu tư"),
        Event(_("Môi trường"), _("Đăng ký, giấy phép môi trường"), "lotus", "môi trường"),
        Event(_("Lao động"), _("Nội quy, giấy phép lao động"), "id-card", "lao động"),
    ),
}


def home(request: HttpRequest) -> HttpResponse:
    kind = "business" if request.GET.get("for") == "business" else "citizen"
    page = {
        "here": "home",
        "often": OFTEN,
        "events": EVENTS[kind],
        "kind": kind,
        "hours": hours_now(),
        "hall": first(clock.now()),
        "procedure_count": catalogue.count(),
        "published": published(),
    }
    return render(request, "portal/home.html", page)
