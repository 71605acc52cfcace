"""People and businesses nobody has met: names by their frequency in Vietnam, numbers of the right form.

Every number lies where none is given out: personal numbers end in 9xxxxx, tax numbers begin with 99, phones
with 09000. What is drawn depends on the generator alone, so the same seed invents the same people.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from motcua.people.models import Person
from motcua.people.rules import Details, why_not_tax_number

T = TypeVar("T")
# Family names by frequency: Nguyễn alone is borne by about 38 of 100 people.
FAMILIES = {
    "Nguyễn": 384, "Trần": 121, "Lê": 95, "Phạm": 70, "Hoàng": 51, "Phan": 45, "Võ": 39, "Đặng": 21,
    "Bùi": 20, "Hồ": 18, "Trương": 17, "Đỗ": 14, "Ngô": 13, "Dương": 10, "Đoàn": 10, "Lý": 5, "Mai": 5,
    "Cao": 4, "Châu": 4, "Hà": 4, "Phùng": 3, "Đinh": 3, "Tạ": 2, "Văn": 2,
}  # fmt: skip
MIDDLES = {
    Person.Sex.MALE: {
        "Văn": 38, "Hữu": 8, "Đức": 7, "Quang": 7, "Minh": 7, "Đình": 6, "Xuân": 5, "Ngọc": 5, "Viết": 4,
        "Công": 4, "Thanh": 4, "Bá": 2, "Quốc": 3,
    },
    Person.Sex.FEMALE: {
        "Thị": 55, "Thị Thu": 5, "Thị Thanh": 5, "Thị Ngọc": 5, "Thị Kim": 4, "Thị Mỹ": 4, "Ngọc": 5,
        "Thanh": 4, "Diệu": 4, "Bích": 3, "Minh": 3, "Thùy": 3,
    },
}  # fmt: skip
_GIVEN = {
    Person.Sex.MALE: (
        "An Bảo Bình Chiến Cường Dũng Duy Đạt Định Đông Giang Hải Hào Hậu Hiền Hiếu Hiệp Hòa Hoàng Hùng "
        "Huy Hưng Khánh Khoa Kiên Lâm Linh Long Lộc Lợi Luân Mạnh Nam Nghĩa Nhân Nhật Phong Phú Phúc Phước "
        "Quân Quang Quý Sang Sơn Tài Tâm Tân Thái Thành Thắng Thiện Thịnh Thọ Thuận Tiến Tín Toàn Trí Trung "
        "Trường Tuấn Tùng Vinh Vĩnh Vũ Vương"
    ),
    Person.Sex.FEMALE: (
        "Anh Bình Cúc Chi Diễm Diệp Dung Duyên Đào Giang Hà Hạnh Hằng Hiền Hiệp Hoa Hòa Hoài Hồng Huế Huệ "
        "Hương Hường Khanh Lan Lài Liên Linh Loan Ly Lý Mai My Na Nga Ngân Nguyệt Nhàn Nhi Nhung Nương Oanh "
        "Phúc Phượng Phương Quyên Sen Sương Tâm Thảo Thắm Thơ Thu Thủy Thúy Thư Tiên Trang Trinh Tuyết Vân "
        "Vy Xuân Yến"
    ),
}
GIVEN = {sex: names.split() for sex, names in _GIVEN.items()}
TRADES = (
    "Xây dựng",
    "Thương mại",
    "Vận tải",
    "Dịch vụ",
    "Nông sản",
    "Vật liệu xây dựng",
    "Cơ khí",
    "Du lịch",
)
BRANDS = ("Hưng Thịnh", "An Phát", "Minh Long", "Tân Tiến", "Đại Lộc", "Phú Quý", "Thành Công", "Bảo An",
          "Sông Xanh", "Hoa Sen", "Vạn Phúc", "Nam Sơn")  # fmt: skip
# Whoever came once comes again this often.
RETURNING = 0.3


def drawn(random: Random, shares: Mapping[T, float]) -> T:
    """Return one of the keys, each as often as its share says."""
    return random.choices(list(shares), list(shares.values()))[0]


class Population:
    """The invented inhabitants of one place."""

    def __init__(self, random: Random, *, province: str, addresses: Sequence[str]) -> None:
        self.random = random
        self.province = province
        self.addresses = addresses
        self.known: list[Details] = []
        self.serial = 0

    def name(self, sex: str) -> str:
        """Return a full name."""
        families, middles = FAMILIES, MIDDLES[Person.Sex(sex)]
        family, middle = drawn(self.random, families), drawn(self.random, middles)
        return f"{family} {middle} {self.random.choice(GIVEN[Person.Sex(sex)])}"

    def applicant(self, *, business_share: float = 0.0) -> Details:
        """Return somebody who applies: new, or known from an earlier visit."""
        if self.random.random() < business_share:
            return self._business()
        if self.known and self.random.random() < RETURNING:
            return self.random.choice(self.known)
        citizen = self._citizen()
        self.known.append(citizen)
        return citizen

    def _citizen(self) -> Details:
        sex = self.random.choice((Person.Sex.MALE, Person.Sex.FEMALE))
        birth_on = date(1948, 1, 1) + timedelta(days=self.random.randrange(20_000))
        century_and_sex = (birth_on.year // 100 - 19) * 2 + (sex == Person.Sex.FEMALE)
        number = f"{self.province}{century_and_sex}{birth_on:%y}9{self._next():05d}"
        return Details(
            name=self.name(sex),
            number=number,
            birth_on=birth_on,
            sex=sex,
            address=self._address(),
            phone=self._phone(),
        )

    def _business(self) -> Details:
        number = next(filter(None, map(_tax_number, iter(self._next, 0))))
        name = f"Công ty TNHH {self.random.choice(TRADES)} {self.random.choice(BRANDS)}"
        return Details(
            name=name,
            kind=Person.Kind.BUSINESS,
            number=number,
            address=self._address(),
            phone=self._phone(),
        )

    def _next(self) -> int:
        self.serial += 1
        return self.serial % 100_000

    def _address(self) -> str:
        group, place = self.random.randint(1, 12), self.random.choice(self.addresses)
        return f"Tổ {group}, {place}" if place.startswith("phường") else f"Thôn {group}, {place}"

    def _phone(self) -> str:
        return f"09000{self.random.randrange(100_000):05d}"


def _tax_number(serial: int) -> str:
    """The tax number of a serial, "" for the serials whose check digit does not exist."""
    tried = (f"99{serial:07d}{check}" for check in range(10))
    return next((number for number in tried if not why_not_tax_number(number)), "")
