"""Hồng Lạc, a province that does not exist: today's two tiers, its units, its staff, who resolves what."""

import re
from datetime import date, datetime
from pathlib import Path

from motcua.base.tables import read_table
from motcua.base.text import fold
from motcua.catalogue import actions as catalogue
from motcua.catalogue.models import Field, Procedure
from motcua.demo.accounts import DEMO_ACCOUNTS, Account, Post
from motcua.demo.founding import (
    AGENCY_STAFF,
    DIVISION_STAFF,
    Kind,
    Level,
    Place,
    Role,
    employ,
    employ_named,
    found,
)
from motcua.demo.invented import Population
from motcua.organisations.models import Unit
from motcua.workflow.actions import install_processes

# The day the two-tier local government began (Luật 72/2025/QH15).
SINCE = date(2025, 7, 1)
ADDRESSES = (
    "phường Lạc Hồng, tỉnh Hồng Lạc",
    "phường Tân Phong, tỉnh Hồng Lạc",
    "xã Ngọc Lâm, tỉnh Hồng Lạc",
    "xã Kim Sơn, tỉnh Hồng Lạc",
    "xã Bắc Sơn, tỉnh Hồng Lạc",
    "đặc khu Hải Yến, tỉnh Hồng Lạc",
)
DATA = Path(__file__).parent / "data"
CENTRES = ("hong-lac", "lac-hong", "ngoc-lam", "hai-yen")

# Department, its name, its divisions.
_DEPARTMENTS = (
    ("so-y-te", "Sở Y tế", "Phòng Bảo trợ xã hội và Trẻ em", "Phòng Nghiệp vụ Y"),
    ("so-noi-vu", "Sở Nội vụ", "Phòng Xây dựng chính quyền", "Phòng Người có công và Lao động"),
    ("so-tai-chinh", "Sở Tài chính", "Phòng Đăng ký kinh doanh", "Phòng Quản lý đầu tư và công sản"),
    ("so-xay-dung", "Sở Xây dựng", "Phòng Quy hoạch và Xây dựng", "Phòng Vận tải và Hạ tầng"),
    (
        "so-nong-nghiep-moi-truong",
        "Sở Nông nghiệp và Môi trường",
        "Phòng Quản lý môi trường",
        "Phòng Đất đai",
    ),
    ("so-tu-phap", "Sở Tư pháp", "Phòng Hành chính tư pháp"),
    ("so-cong-thuong", "Sở Công Thương", "Phòng Quản lý thương mại"),
    ("so-van-hoa", "Sở Văn hóa, Thể thao và Du lịch", "Phòng Quản lý văn hóa"),
    ("so-giao-duc", "Sở Giáo dục và Đào tạo", "Phòng Quản lý giáo dục"),
    ("so-khoa-hoc", "Sở Khoa học và Công nghệ", "Phòng Chuyển đổi số"),
)
# Commune, kind of commune, its name, the order in its official code.
_COMMUNES = (
    ("lac-hong", "phường", "Lạc Hồng", 31),
    ("ngoc-lam", "xã", "Ngọc Lâm", 32),
    ("hai-yen", "đặc khu", "Hải Yến", 33),
)
_COUNTER_STAFF = ((Role.RECEPTION, "Cán bộ tiếp nhận", 2), (Role.RETURNS, "Cán bộ trả kết quả", 1))
_COMMUNE_DIVISIONS = (
    ("kinh-te", "Phòng Kinh tế"),
    ("van-hoa-xa-hoi", "Phòng Văn hóa – Xã hội"),
    ("van-phong", "Văn phòng HĐND và UBND"),
)
# The whole staff of Hải Yến is these and the account of its counter.
_OF_HAI_YEN = (
    Account(
        "haiyen.chutich",
        "Lý Quốc Vinh",
        (Post("ubnd-hai-yen", Role.HEAD_OF_AGENCY, "Chủ tịch"), Post("hai-yen", Role.DIRECTOR, "Giám đốc")),
    ),
    Account(
        "haiyen.kinhte",
        "Phùng Đình Sang",
        (
            Post("hai-yen-kinh-te", Role.HEAD_OF_DIVISION, "Phụ trách phòng"),
            Post("hai-yen-kinh-te", Role.EXAMINER, "Công chức địa chính, xây dựng"),
        ),
    ),
    Account(
        "haiyen.xahoi",
        "Châu Thị Mỹ Lài",
        (
            Post("hai-yen-van-hoa-xa-hoi", Role.HEAD_OF_DIVISION, "Phụ trách phòng"),
            Post("hai-yen-van-hoa-xa-hoi", Role.EXAMINER, "Công chức văn hóa – xã hội"),
            Post("hai-yen-van-phong", Role.HEAD_OF_DIVISION, "Phụ trách văn phòng"),
            Post("hai-yen-van-phong", Role.EXAMINER, "Công chức tư pháp – hộ tịch"),
        ),
    ),
)


def _province() -> list[Place]:
    at = Level.PROVINCE
    root = Place(
        "ubnd-tinh-hong-lac",
        "Ủy ban nhân dân tỉnh Hồng Lạc",
        Kind.GOVERNMENT,
        at,
        short_name="UBND tỉnh",
        official_code="H99",
        place="Hồng Lạc",
        staff=(
            (Role.HEAD_OF_AGENCY, "Phó Chủ tịch UBND tỉnh", 1),
            (Role.EXAMINER, "Chuyên viên Văn phòng UBND tỉnh", 2),
            (Role.RECORDS, "Văn thư Văn phòng UBND tỉnh", 1),
        ),
    )
    centre = Place(
        "hong-lac",
        "Trung tâm Phục vụ hành chính công tỉnh Hồng Lạc",
        Kind.CENTRE,
        at,
        parent=root.code,
        short_name="Trung tâm tỉnh",
        official_code="H99.12",
        place="Hồng Lạc",
        address="Số 1 đường Hòa Bình, phường Lạc Hồng",
        phone="1022",
        staff=((Role.RECEPTION, "Cán bộ tiếp nhận", 4), (Role.RETURNS, "Cán bộ trả kết quả", 1)),
    )
    return [root, centre, *_departments(root.code)]


def _departments(root: str) -> list[Place]:
    places: list[Place] = []
    for order, (code, name, *divisions) in enumerate(_DEPARTMENTS, start=1):
        places.append(
            Place(
                code,
                name,
                Kind.AGENCY,
                Level.PROVINCE,
                parent=root,
                official_code=f"H99.{order:02d}",
                staff=AGENCY_STAFF,
            )
        )
        places += [
            Place(
                f"{code}-{number}", division, Kind.DIVISION, Level.PROVINCE, parent=code, staff=DIVISION_STAFF
            )
            for number, division in enumerate(divisions, start=1)
        ]
    return places


def _vertical() -> list[Place]:
    """Agencies that answer to their own ministry but work on the province's dossiers."""
    root, at = "ubnd-tinh-hong-lac", Level.VERTICAL
    registry_staff = (
        (Role.HEAD_OF_AGENCY, "Phó Giám đốc", 1),
        (Role.HEAD_OF_DIVISION, "Trưởng bộ phận", 1),
        (Role.EXAMINER, "Viên chức đăng ký đất đai", 2),
        (Role.RECORDS, "Văn thư", 1),
    )
    police_staff = (
        (Role.HEAD_OF_AGENCY, "Chỉ huy", 1),
        (Role.EXAMINER, "Cán bộ", 1),
        (Role.PARTNER, "Cán bộ", 1),
    )
    partner = ((Role.PARTNER, "Cán bộ đầu mối", 1),)
    return [
        Place("dat-dai-tinh", "Văn phòng Đăng ký đất đai tỉnh Hồng Lạc", Kind.LAND_REGISTRY, at,
              parent="so-nong-nghiep-moi-truong", short_name="VPĐKĐĐ tỉnh", staff=registry_staff),
        Place("cn-dat-dai-lac-hong", "Chi nhánh Văn phòng Đăng ký đất đai khu vực Lạc Hồng",
              Kind.LAND_REGISTRY, at, parent="dat-dai-tinh", short_name="CN VPĐKĐĐ Lạc Hồng",
              staff=registry_staff),
        Place("thue-tinh", "Thuế tỉnh Hồng Lạc", Kind.TAX, at, parent=root,
              staff=((Role.HEAD_OF_AGENCY, "Phó Trưởng Thuế tỉnh", 1), (Role.PARTNER, "Công chức thuế", 2))),
        Place("cong-an-tinh", "Công an tỉnh Hồng Lạc", Kind.POLICE, at, parent=root, staff=police_staff),
        Place("buu-dien-tinh", "Bưu điện tỉnh Hồng Lạc", Kind.POST, at, parent=root, staff=partner),
        Place("dien-luc", "Điện lực Hồng Lạc", Kind.UTILITY, at, parent=root, staff=partner),
    ]  # fmt: skip


def _commune(code: str, kind: str, name: str, order: int) -> list[Place]:
    # Four people, who are named above, do everything in Hải Yến.
    is_small = code == "hai-yen"
    government = f"ubnd-{code}"
    leaders = ((Role.HEAD_OF_AGENCY, "Phó Chủ tịch", 1), (Role.RECORDS, "Văn thư", 1))
    places = [
        Place(government, f"Ủy ban nhân dân {kind} {name}", Kind.GOVERNMENT, Level.COMMUNE,
              parent="ubnd-tinh-hong-lac", short_name=f"UBND {kind} {name}", place=name,
              staff=() if is_small else leaders),
        Place(code, f"Trung tâm Phục vụ hành chính công {kind} {name}", Kind.CENTRE, Level.COMMUNE,
              parent=government, short_name=f"Trung tâm {kind} {name}", official_code=f"H99.{order}",
              place=name, address=f"Trụ sở UBND {kind} {name}", phone=f"0299 3 888 0{order}",
              staff=() if is_small else _COUNTER_STAFF),
    ]  # fmt: skip
    places += [
        Place(f"{code}-{division}", title, Kind.DIVISION, Level.COMMUNE, parent=government,
              short_name=f"{title} {name}", staff=() if is_small else DIVISION_STAFF)
        for division, title in _COMMUNE_DIVISIONS
    ]  # fmt: skip
    if not is_small:
        places.append(
            Place(f"{code}-cong-an", f"Công an {kind} {name}", Kind.POLICE, Level.VERTICAL, parent=government,
                  staff=((Role.HEAD_OF_AGENCY, "Chỉ huy", 1), (Role.EXAMINER, "Cán bộ", 1),
                         (Role.PARTNER, "Cán bộ", 1)))
        )  # fmt: skip
    return places


def settle(people: Population) -> dict[str, Unit]:
    """Found the province with everybody who works in it, and return its units by code."""
    places = [*_province(), *_vertical()]
    for commune in _COMMUNES:
        places += _commune(*commune)
    units = found(places, since=SINCE)
    employ_named(DEMO_ACCOUNTS, units, since=SINCE, sign_in=True)
    employ_named(_OF_HAI_YEN, units, since=SINCE, sign_in=False)
    employ(places, units, people, since=SINCE)
    return units


# Words in the name of a field, folded → the unit that resolves it in the province, in a commune.
# The first that fits holds; a blank leaves it to the others.
_RESOLVES = (
    (r"dat dai|giao dich bao dam", "cn-dat-dai-lac-hong", "cn-dat-dai-lac-hong"),
    (r"ho tich|chung thuc", "lac-hong-van-phong", "van-phong"),
    (r"tu phap|cong chung", "so-tu-phap-1", "van-phong"),
    (r"ho kinh doanh|lien thong", "lac-hong-kinh-te", "kinh-te"),
    (r"hop tac xa", "so-tai-chinh-1", "kinh-te"),
    (r"khieu nai|to cao|tiep cong dan|don thu|tham nhung", "ubnd-tinh-hong-lac", "van-phong"),
    (r"bao tro|tre em|te nan|thuc pham|y te|dan so", "so-y-te-1", "van-hoa-xa-hoi"),
    (r"nguoi co cong|viec lam|lao dong|bhxh", "so-noi-vu-2", "van-hoa-xa-hoi"),
    (r"thanh nien|luu tru|hoi, to chuc|thi dua|ton giao", "so-noi-vu-1", "van-hoa-xa-hoi"),
    (r"giao duc|tuyen sinh", "so-giao-duc-1", "van-hoa-xa-hoi"),
    (r"van hoa|the thao|du lich|gia dinh", "so-van-hoa-1", "van-hoa-xa-hoi"),
    (r"duong bo|duong sat|duong thuy|dang kiem|hang hai", "so-xay-dung-2", "kinh-te"),
    (r"dau tu|dau thau|cong san|gia$|doi tac", "so-tai-chinh-2", "kinh-te"),
    (r"xay dung|quy hoach|nha o|bat dong san", "so-xay-dung-1", "kinh-te"),
    (r"moi truong|phi, le phi|nong nghiep", "so-nong-nghiep-moi-truong-1", "kinh-te"),
    (r"khi$|luu thong|cong thuong", "so-cong-thuong-1", "kinh-te"),
    (r"tin hoc|khoa hoc", "so-khoa-hoc-1", "van-phong"),
    # The national list gives many procedures no field; the government's own office sorts them.
    (r"", "ubnd-tinh-hong-lac", "van-phong"),
)  # fmt: skip
# Procedures that the commune itself resolves though their field is the registry's.
_COMMUNE_LAND = ("1.013978", "1.012753", "1.012796", "1.012812", "1.012817", "1.012818")


def publish(*, at: datetime) -> None:
    """Put today's catalogue and processes in force, and give the departments' procedures field and time limit.

    The national list has neither for them; the total of the process that a decision publishes is a limit.
    """
    catalogue.install_catalogue(today=SINCE)
    name = "hong_lac_limits.csv"
    result = catalogue.import_procedures(
        read_table((DATA / name).read_bytes(), name=name), source=name, today=SINCE
    )
    assert result.is_loaded, result.bad_rows
    install_processes(at=at)


def resolvers() -> list[tuple[str, Field | Procedure, str]]:
    """Return for every centre and field, and some procedures, which unit resolves."""
    rows: list[tuple[str, Field | Procedure, str]] = [
        (centre, field, _resolver(field.name, centre)) for field in Field.objects.all() for centre in CENTRES
    ]
    for procedure in Procedure.objects.filter(code__in=_COMMUNE_LAND):
        for centre in CENTRES:
            commune = "lac-hong" if centre == "hong-lac" else centre
            rows.append((centre, procedure, f"{commune}-kinh-te"))
    return rows


def _resolver(field: str, centre: str) -> str:
    folded = fold(field)
    province, commune = next((p, c) for words, p, c in _RESOLVES if re.search(words, folded))
    if centre == "hong-lac":
        return province
    return commune if commune.startswith("cn-") else f"{centre}-{commune}"
