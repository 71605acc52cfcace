"""Vietnamese text: folding for search, keeping to one Unicode form, masking personal numbers."""

import re
import unicodedata

from django.utils.translation import override

_SPACES = re.compile(r"\s+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """Return text in NFC with runs of white space made one space; what is typed is stored like this."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def clean_lines(text: str) -> str:
    """Return text like `clean`, its lines kept: at most one empty one between two others."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    return _EMPTY_LINES.sub("\n\n", lines).strip()


def fold(text: str) -> str:
    """Return text for search: lower case, no marks, đ as d. `fold("Đăng ký") == "dang ky"`."""
    lowered = text.lower().replace("đ", "d")
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(letter for letter in lowered if not unicodedata.combining(letter))
    return _SPACES.sub(" ", lowered).strip()


def mask(number: str, *, shown: int = 4) -> str:
    """Return a personal number with only its last digits shown."""
    return "•" * max(len(number) - shown, 0) + number[-shown:] if number else ""


def mask_phone(phone: str) -> str:
    """Return a phone number as people read it, its middle hidden: 0912 ••• 678."""
    return f"{phone[:4]} ••• {phone[-3:]}" if len(phone) >= 9 else mask(phone)


def official(text: object) -> str:
    """Return a text in Vietnamese whatever the reader's language: for what is kept, or sent to an applicant."""
    with override("vi"):
        return str(text)
