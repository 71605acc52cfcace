"""The halls of Hồng Lạc: what numbers are taken for, the counters, and who sits at them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from motcua.accounts.models import User
from motcua.base.clock import local_day
from motcua.base.text import fold
from motcua.catalogue.models import Field
from motcua.demo.founding import Role, unnamed_user
from motcua.demo.hong_lac import ADDRESSES, SINCE
from motcua.demo.invented import Population
from motcua.organisations.actions import appoint, save_week
from motcua.organisations.models import Session, Unit
from motcua.organisations.queries import rights_of, sessions_open
from motcua.organisations.rules import Manager, fingerprint
from motcua.queueing import actions


@dataclass(frozen=True, slots=True)
class Kind:
    """A group of services: its letter and names, the fields by words of their folded names, minutes of a service."""

    code: str
    letter: str
    name: str
    name_en: str
    minutes: int
    fields: str = ""


# The first whose words fit serves the field; the last takes what no other does.
GROUPS = (
    Kind("dat-dai", "A", "Đất đai", "Land", 14, r"dat dai|giao dich bao dam"),
    Kind("ho-tich", "B", "Hộ tịch, chứng thực", "Civil status, certification", 7,
         r"ho tich|chung thuc|tu phap|cong chung|quoc tich|nuoi con"),
    Kind("kinh-doanh", "C", "Kinh doanh, đầu tư", "Business, investment", 12,
         r"kinh doanh|hop tac xa|dau tu|dau thau|doanh nghiep|luu thong|cong thuong"),
    Kind("xay-dung", "D", "Xây dựng, giao thông", "Construction, transport", 13,
         r"xay dung|quy hoach|nha o|bat dong san|duong bo|duong sat|duong thuy|dang kiem"),
    Kind("bao-tro", "E", "Bảo trợ, người có công, lao động", "Social protection, labour", 9,
         r"bao tro|tre em|nguoi co cong|viec lam|lao dong|bhxh|y te|dan so"),
    Kind("linh-vuc-khac", "G", "Lĩnh vực khác", "Other fields", 10, r".|^$"),
    Kind("tra-ket-qua", "H", "Nhận kết quả", "Collect results", 4),
)  # fmt: skip
# Number of the counter, zone, the letters it serves in the order of their ranks.
COUNTERS = (
    (1, "Dãy phải", "A"),
    (2, "Dãy phải", "A"),
    (3, "Dãy trái", "B"),
    (4, "Dãy trái, cạnh cửa sổ", "B"),
    (5, "Dãy trái, cạnh cửa sổ", "B"),
    (6, "Dãy trái, cạnh cửa sổ", "BE"),
    (7, "Dãy trái", "C"),
    (9, "Dãy giữa", "D"),
    (11, "Dãy giữa", "EG"),
    (12, "Dãy giữa", "GCD"),
    (13, "Cạnh lối ra", "H"),
    (14, "Cạnh lối ra", "H"),
    (15, "Cạnh lối vào, lối đi xe lăn", "HBAECDG"),
)
# A commune takes numbers for two things only.
COMMUNE_GROUPS = (
    Kind("tiep-nhan", "A", "Nộp hồ sơ", "Submit a dossier", 9, r".|^$"),
    Kind("tra-ket-qua", "H", "Nhận kết quả", "Collect results", 4),
)
COMMUNE_COUNTERS = ((1, "", "A"), (2, "", "AH"), (3, "", "H"))
# The accounts of the demo sit here when somebody signs in with them; nobody else does.
OWN_COUNTERS = {5: "tiepnhan", 14: "traketqua"}
CENTRE = "hong-lac"
# The roster is written for so many weeks; who sits at these works there in the mornings only.
WEEKS = 4
MORNINGS_ONLY = (4, 12)


def furnish(units: Mapping[str, Unit], *, seed: int) -> int:
    """Set up the halls of the province's centres, and return how many counters they have."""
    people = Population(Random(f"hall {seed}"), province="099", addresses=ADDRESSES)
    centre = units[CENTRE]
    count = _furnish(centre, GROUPS, COUNTERS)
    for number, _zone, letters in COUNTERS:
        if number not in OWN_COUNTERS:
            role = Role.RETURNS if letters == "H" else Role.RECEPTION
            title = f"{role.label.capitalize()}, quầy {number:02d}"
            official = unnamed_user(sitting_at(number), people)
            appoint(official, unit=centre, role=role, title=title, from_on=SINCE)
    for code in ("lac-hong", "ngoc-lam", "hai-yen"):
        count += _furnish(units[code], COMMUNE_GROUPS, COMMUNE_COUNTERS)
    return count


def put_on_duty(units: Mapping[str, Unit], *, now: datetime) -> int:
    """Write the roster of the province's counters for this week and the next ones; return how many half days."""
    centre, made = units[CENTRE], 0
    sitting = {**officials(), **_own()}
    by = Manager(rights_of(User.objects.get(username="giamdoc").pk, on=local_day(now)))
    this_monday = local_day(now) - timedelta(days=local_day(now).weekday())
    for week in range(WEEKS):
        monday = this_monday + timedelta(weeks=week)
        cells = {
            (user.pk, day, session): f"Quầy {number:02d}"
            for day in (monday + timedelta(days=one) for one in range(7))
            for session in sessions_open(centre.pk, day)
            for number, user in sitting.items()
            if not (number in MORNINGS_ONLY and session == Session.AFTERNOON)
        }
        nothing_yet = fingerprint([])
        made += save_week(centre, monday=monday, cells=cells, seen=nothing_yet, by=by, at=now).changed
    return made


def _own() -> dict[int, User]:
    users = {user.username: user for user in User.objects.filter(username__in=OWN_COUNTERS.values())}
    return {number: users[name] for number, name in OWN_COUNTERS.items()}


def sitting_at(number: int) -> str:
    """Return the user name of the official who sits at a counter of the province's centre."""
    return f"{CENTRE}.quay.{number:02d}"


def officials() -> dict[int, User]:
    """Return the officials that the played day puts at the counters, by the number of the counter."""
    names = {sitting_at(number): number for number, _zone, _letters in COUNTERS}
    return {names[user.username]: user for user in User.objects.filter(username__in=names)}


def told(program: str) -> list[str]:
    """Return what the person who starts the demo with a program reads about its hall."""
    return [
        f"The hall comes to life, thirty times as fast, with this beside the server: {program} hall play --speed 30",
        "  /kiosk and /board show a code; giamsat lets them in at /admin/devices and watches at /ops/hall",
    ]


def _furnish(centre: Unit, kinds: tuple[Kind, ...], counters: tuple[tuple[int, str, str], ...]) -> int:
    fields = _fields(kinds)
    groups = {
        kind.letter: actions.define_group(
            centre.pk,
            code=kind.code,
            letter=kind.letter,
            name=kind.name,
            name_en=kind.name_en,
            minutes=kind.minutes,
            order=order,
            fields=fields[kind.code],
        )
        for order, kind in enumerate(kinds, start=1)
    }
    for number, zone, letters in counters:
        skills = {groups[letter].pk: rank for rank, letter in enumerate(letters, start=1)}
        actions.define_counter(centre.pk, number=number, skills=skills, zone=zone)
    return len(counters)


def _fields(kinds: tuple[Kind, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {kind.code: [] for kind in kinds}
    for field in Field.objects.all():
        served = (kind.code for kind in kinds if kind.fields and re.search(kind.fields, fold(field.name)))
        if code := next(served, ""):
            found[code].append(field.pk)
    return found
