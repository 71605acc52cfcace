"""Hương Trà in the first half of 2021: the real centre's published half-year, lived again dossier by dossier.

The table is real (data/README.md); the people, the hours and the split of a field over its procedures are
invented. Every dossier goes through the same actions as today's, with its own past moments.
"""

from collections.abc import Callable
from datetime import date
from random import Random
from uuid import UUID

from motcua.base import clock
from motcua.base.registers import changed
from motcua.base.tables import read_table
from motcua.catalogue import actions as catalogue
from motcua.catalogue.models import Field, Procedure, ProcedureVersion
from motcua.catalogue.offers import REGISTER
from motcua.demo.accounts import DEMO_ACCOUNTS
from motcua.demo.founding import Kind, Level, Place, Role, employ, employ_named, found
from motcua.demo.half_year import DATA, Course, Fate, courses, kinds
from motcua.demo.invented import Population
from motcua.demo.travel import Guide, Plan, Staff
from motcua.dossiers.actions import Intake, PaperIn
from motcua.dossiers.models import Dossier
from motcua.organisations.models import Unit
from motcua.workflow.actions import draft_default
from motcua.worktime import queries as worktime

# The centre began on 03/04/2017 (seed table's article); district level ended on 30/06/2025.
SINCE, UNTIL = date(2017, 4, 3), date(2025, 6, 30)
IN_FORCE = date(2020, 1, 1)
# How many dossiers are held in memory before they are written.
BATCH = 1000
ADDRESSES = tuple(
    f"{place}, thị xã Hương Trà, tỉnh Thừa Thiên Huế"
    for place in (
        *("phường Tứ Hạ", "phường Hương Văn", "phường Hương Vân", "phường Hương Xuân", "phường Hương Chữ"),
        *("phường Hương Hồ", "phường Hương An", "xã Hương Toàn", "xã Hương Vinh", "xã Hương Phong"),
        *("xã Hải Dương", "xã Hương Thọ", "xã Hương Bình", "xã Bình Tiến", "xã Bình Thành"),
    )
)
_CENTRE, _TOWN = "huong-tra", "huong-tra-ubnd"
_DIVISION_STAFF = ((Role.HEAD_OF_DIVISION, "Trưởng phòng", 1), (Role.EXAMINER, "Chuyên viên", 2))
# The ten agencies that resolved dossiers, and the fields of the table each of them answers for.
_AGENCIES = (
    ("tai-nguyen", "Phòng Tài nguyên và Môi trường", ("Môi trường",)),
    ("do-thi", "Phòng Quản lý đô thị", ("Hoạt động xây dựng", "Quy hoạch", "Đầu tư xây dựng")),
    (
        "tai-chinh",
        "Phòng Tài chính – Kế hoạch",
        (
            "Tài chính đầu tư",
            "Thành lập và hoạt động của Hộ kinh doanh",
            "TTHC liên thông Đăng ký Hộ kinh doanh, HTX và Đăng ký mã số thuế",
        ),
    ),
    ("tu-phap", "Phòng Tư pháp", ("Chứng thực", "Hộ tịch")),
    ("lao-dong", "Phòng Lao động – Thương binh và Xã hội", ("Bảo trợ xã hội",)),
    ("noi-vu", "Phòng Nội vụ", ("Hội, tổ chức phi chính phủ", "Thi đua - Khen thưởng")),
    ("giao-duc", "Phòng Giáo dục và Đào tạo", ("Giáo dục Đào tạo",)),
    ("van-hoa", "Phòng Văn hóa và Thông tin", ("Văn hoá",)),
    (
        "kinh-te",
        "Phòng Kinh tế",
        ("An toàn thực phẩm và dinh dưỡng", "Kinh doanh Khí", "Lưu thông hàng hóa"),
    ),
    (
        "dat-dai",
        "Chi nhánh Văn phòng Đăng ký đất đai thị xã Hương Trà",
        ("Đất đai", "Giao dịch bảo đảm"),
    ),
)


def _places() -> list[Place]:
    at = Level.DISTRICT
    town = Place(
        _TOWN,
        "Ủy ban nhân dân thị xã Hương Trà",
        Kind.GOVERNMENT,
        at,
        short_name="UBND thị xã Hương Trà",
        place="Hương Trà",
        staff=((Role.HEAD_OF_AGENCY, "Phó Chủ tịch", 2), (Role.RECORDS, "Văn thư", 2)),
    )
    centre = Place(
        _CENTRE,
        "Trung tâm Hành chính công thị xã Hương Trà",
        Kind.CENTRE,
        at,
        parent=_TOWN,
        short_name="Trung tâm Hương Trà",
        # The form of QCVN 102:2016; the number itself is invented.
        official_code="000.11.31.H57",
        place="Hương Trà",
        address="Khuôn viên UBND thị xã Hương Trà",
        # Four clerks, one at the results, two who watch, and the heads, as the article of 2021 tells.
        staff=(
            (Role.RECEPTION, "Cán bộ tiếp nhận", 4),
            (Role.RETURNS, "Cán bộ trả kết quả", 1),
            (Role.SUPERVISOR, "Bộ phận Hỗ trợ – Giám sát", 2),
            (Role.DIRECTOR, "Phó Giám đốc chuyên trách", 1),
        ),
    )
    agencies = [
        Place(f"huong-tra-{code}", name, Kind.DIVISION, at, parent=_TOWN, staff=_DIVISION_STAFF)
        for code, name, _fields in _AGENCIES[:-1]
    ]
    code, name, _fields = _AGENCIES[-1]
    registry = Place(
        f"huong-tra-{code}",
        name,
        Kind.LAND_REGISTRY,
        Level.VERTICAL,
        parent=_TOWN,
        short_name="CN VPĐKĐĐ Hương Trà",
        staff=(
            (Role.HEAD_OF_AGENCY, "Giám đốc Chi nhánh", 1),
            (Role.HEAD_OF_DIVISION, "Trưởng bộ phận", 2),
            (Role.EXAMINER, "Viên chức", 6),
            (Role.RECORDS, "Văn thư", 1),
        ),
    )
    partners = [
        Place("huong-tra-thue", "Chi cục Thuế khu vực Hương Điền", Kind.TAX, Level.VERTICAL, parent=_TOWN,
              staff=((Role.PARTNER, "Công chức thuế", 1),)),
        Place("huong-tra-cong-an", "Công an thị xã Hương Trà", Kind.POLICE, Level.VERTICAL, parent=_TOWN,
              staff=((Role.PARTNER, "Cán bộ", 1),)),
    ]  # fmt: skip
    return [town, centre, *agencies, registry, *partners]


def settle(people: Population) -> dict[str, Unit]:
    """Found the former town with its centre, its agencies and everybody who worked there."""
    places = _places()
    units = found(places, since=SINCE, until=UNTIL)
    employ_named(DEMO_ACCOUNTS, units, since=SINCE, sign_in=True)
    employ(places, units, people, since=SINCE, until=UNTIL)
    return units


def publish() -> dict[str, ProcedureVersion]:
    """Put the procedures of 2021 in force with their processes; return the versions by code."""
    name = "huong_tra_procedures.csv"
    result = catalogue.import_procedures(
        read_table((DATA / name).read_bytes(), name=name), source=name, today=IN_FORCE
    )
    assert result.is_loaded, result.bad_rows
    versions = (
        ProcedureVersion.objects.filter(procedure__code__in=[kind.code for kind in kinds()])
        .select_related("procedure")
        .prefetch_related("cases__time_limits")
    )
    by_code = {version.procedure.code: version for version in versions}
    for version in by_code.values():
        draft_default(version, at=clock.at(IN_FORCE, 8))
    return by_code


def resolvers() -> list[tuple[str, Field | Procedure, str]]:
    """Return which agency resolved the dossiers of each field."""
    agencies = {name: f"huong-tra-{code}" for code, _name, fields in _AGENCIES for name in fields}
    return [(_CENTRE, field, agencies[field.name]) for field in Field.objects.filter(name__in=agencies)]


def close(versions: dict[str, ProcedureVersion]) -> None:
    """End what was in force at the district level, so that today's catalogue begins afresh."""
    ProcedureVersion.objects.filter(pk__in=[version.pk for version in versions.values()]).update(
        effective_to=UNTIL
    )
    # The only code of 2021 that today's catalogue no longer has.
    Procedure.objects.filter(code="LT.HKD-MST").update(
        repealed_on=date(2025, 7, 1), successor=Procedure.objects.get(code="1.001612")
    )
    changed(REGISTER)


def live(
    units: dict[str, Unit],
    versions: dict[str, ProcedureVersion],
    *,
    seed: int,
    people: Population,
    tell: Callable[[str], None],
) -> int:
    """Live the half-year: every dossier received, worked on and ended by the real actions; return how many."""
    random = Random(f"hương trà {seed}")
    working_time = worktime.current().working_time
    guide = Guide(random, Staff.on_duty(random), working_time)
    told = courses(random, working_time)
    for number, course in enumerate(told, start=1):
        guide.lead(_plan(course, random, people, centre=units[_CENTRE], version=versions[course.kind.code]))
        if number % BATCH == 0:
            guide.write()
            tell(f"  Hương Trà 2021: {number:,} of {len(told):,} dossiers")
    guide.write()
    return len(told)


def _plan(
    course: Course, random: Random, people: Population, *, centre: Unit, version: ProcedureVersion
) -> Plan:
    kind = course.kind
    # Who files online at all does so where the level allows it, and mostly still comes to the counter.
    is_online = kind.online_level > 2 and random.random() < 0.4
    intake = Intake(
        request_key=UUID(int=random.getrandbits(128), version=4),
        centre_id=centre.pk,
        version_id=version.pk,
        owner=people.applicant(business_share=_BUSINESSES.get(kind.field, 0.02)),
        channel=Dossier.Channel.ONLINE if is_online else Dossier.Channel.DIRECT,
        papers=tuple(
            PaperIn(name, originals=0 if is_online else 1, is_electronic=is_online) for name in kind.papers
        ),
    )
    if course.fate == Fate.WITHDRAWN:
        return Plan(
            intake,
            course.received_at,
            worked_until=course.ended_at,
            stops_at=1,
            withdrawn_at=course.ended_at,
        )
    return Plan(intake, course.received_at, worked_until=course.ended_at, returned_at=course.returned_at)


# How many of a field's applicants are businesses.
_BUSINESSES = {
    "Đầu tư xây dựng": 0.9,
    "Giao dịch bảo đảm": 0.15,
    "Kinh doanh Khí": 0.6,
    "Lưu thông hàng hóa": 0.4,
    "Môi trường": 0.9,
    "Tài chính đầu tư": 0.7,
}
