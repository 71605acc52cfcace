"""Which signing PINs are refused, and how many wrong tries are borne."""

from datetime import timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

DIGITS = 6
# Six digits are a million guesses: five tries (models.MOST_WRONG) in a quarter of an hour take years.
LOCKED_FOR = timedelta(minutes=15)


def why_not_pin(pin: str) -> str:
    """Return why a PIN may not be chosen, or ""."""
    if len(pin) != DIGITS or not (pin.isascii() and pin.isdecimal()):
        return _("Mã ký gồm đúng 6 chữ số.")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    # 000000, 123456, 654321, 135791 in one step; 121212 and 123123 in repetition.
    if len(steps) == 1 or pin[:3] == pin[3:] or pin[:2] * 3 == pin:
        return _("Mã này quá dễ đoán. Hãy chọn mã khác, không lặp và không liền nhau.")
    return ""
