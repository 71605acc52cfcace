"""Numbers of people and businesses, phones, and the text of a citizen card's QR code (domain.md §5.5)."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from motcua.base.text import clean
from motcua.people.models import Person

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_MOBILE = re.compile(r"0[35789]\d{8}")
_FIXED = re.compile(r"02\d{9}")
_NOT_DIGITS = re.compile(r"[\s.\-()]")
_FIRST_BIRTH = date(1880, 1, 1)


@dataclass(frozen=True, slots=True)
class Details:
    """What a counter or a card tells about a person; as `wrong_details` asks."""

    name: str
    kind: str = Person.Kind.CITIZEN
    number: str = ""
    birth_on: date | None = None
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What the QR code of a citizen card says."""

    number: str
    name: str
    birth_on: date | None
    sex: str
    address: str


def digits(text: str) -> str:
    """Return a number as typed without the spaces, dots, dashes and brackets people put in."""
    return _NOT_DIGITS.sub("", text)


def why_not_personal_number(number: str, *, today: date) -> str:
    """Return what is wrong with a personal number, or "" when its structure is right.

    Three digits of the province or country of birth registration, one of century and sex, two of the
    birth year, six at random; there is no check digit.
    """
    if not re.fullmatch(r"\d{12}", number):
        return _("Số định danh có 12 chữ số.")
    if number[:3] == "000":
        return _("Ba chữ số đầu của số định danh là mã nơi đăng ký khai sinh, không thể là 000.")
    year = birth_year(number)
    if year > today.year:
        return _("Số định danh cho năm sinh %(year)s, sau hôm nay.") % {"year": year}
    return ""


def birth_year(number: str) -> int:
    """Return the birth year a personal number carries."""
    return 1900 + int(number[3]) // 2 * 100 + int(number[4:6])


def sex_of(number: str) -> str:
    """Return the sex a personal number carries."""
    return Person.Sex.FEMALE if int(number[3]) % 2 else Person.Sex.MALE


def why_not_tax_number(number: str) -> str:
    """Return what is wrong with a tax number, or "" when its check digit is right."""
    head, _dash, branch = number.partition("-")
    if not re.fullmatch(r"\d{10}", head) or (_dash and not re.fullmatch(r"\d{3}", branch)):
        return _("Mã số thuế có 10 chữ số, chi nhánh thêm gạch nối và 3 chữ số.")
    if branch == "000":
        return _("Số chi nhánh của mã số thuế từ 001 đến 999.")
    check = 10 - sum(int(digit) * weight for digit, weight in zip(head, _TAX_WEIGHTS, strict=False)) % 11
    if check == 10 or check != int(head[9]):
        return _("Mã số thuế này không đúng chữ số kiểm tra, hãy xem lại từng số.")
    return ""


def why_not_number(kind: str, number: str, *, today: date) -> str:
    """Return what is wrong with the number of this kind of applicant, or ""."""
    if kind == Person.Kind.CITIZEN:
        return why_not_personal_number(number, today=today)
    # Household businesses use the owner's personal number since 01/07/2025.
    if kind == Person.Kind.BUSINESS and len(number) == 12:
        return why_not_personal_number(number, today=today)
    return why_not_tax_number(number)


def local_phone(typed: str) -> str:
    """Return a phone number as 0…, whatever way it was typed."""
    phone = digits(typed)
    if phone.startswith("+84"):
        return "0" + phone[3:]
    if phone.startswith("84") and len(phone) in (11, 12):
        return "0" + phone[2:]
    return phone


def why_not_phone(phone: str) -> str:
    """Return what is wrong with a phone number in its local form, or ""."""
    if _MOBILE.fullmatch(phone) or _FIXED.fullmatch(phone):
        return ""
    return _("Số điện thoại có 10 chữ số, bắt đầu bằng 0.")


def why_not_birth_on(day: date | None, *, today: date) -> str:
    """Return what is wrong with a day of birth, or ""; None is a day that does not exist."""
    if day is not None and _FIRST_BIRTH <= day <= today:
        return ""
    return _("Ngày phải có thật và đã qua, ví dụ 27/03/1989")


def why_not_email(address: str) -> str:
    """Return what is wrong with an e-mail address, or ""."""
    try:
        validate_email(address)
    except ValidationError:
        return _("Thư điện tử có dạng ten@noi.vn")
    return ""


def wrong_details(details: Details, *, today: date) -> dict[str, str]:
    """Return what must be put right before somebody is registered: part → reason."""
    found = {
        "name": "" if details.name else _("Hãy điền họ và tên"),
        "number": why_not_number(details.kind, details.number, today=today) if details.number else "",
        "birth_on": why_not_birth_on(details.birth_on, today=today) if details.birth_on else "",
        "phone": why_not_phone(details.phone) if details.phone else "",
        "email": why_not_email(details.email) if details.email else "",
    }
    return {part: reason for part, reason in found.items() if reason}


def tidy_personal_number(typed: str) -> str:
    """Return a personal or tax number without the spaces and dots people put in."""
    # The dash before a branch is part of a tax number: 0100109106-001.
    head, dash, branch = typed.strip().rpartition("-")
    if dash and len(digits(head)) == 10 and len(branch.strip()) == 3:
        return f"{digits(head)}-{branch.strip()}"
    return digits(typed)


def read_card(text: str) -> Card | None:
    """Return what the QR text of a citizen card says, or None when the text is no such code.

    Number | old number | name | ddMMyyyy | sex | address | ddMMyyyy; newer cards have more parts.
    """
    parts = [clean(part) for part in text.split("|")]
    if len(parts) < 6 or not re.fullmatch(r"\d{12}", parts[0]) or not parts[2]:
        return None
    sex = {"nam": Person.Sex.MALE, "nữ": Person.Sex.FEMALE}.get(parts[4].lower(), "")
    return Card(number=parts[0], name=parts[2], birth_on=_card_date(parts[3]), sex=sex, address=parts[5])


def _card_date(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
