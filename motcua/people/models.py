"""The ones who apply."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.base import sealing
from motcua.base.text import mask


class Person(models.Model):
    """A citizen, business or organisation; its numbers are sealed and found by a blind index."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", _("Công dân")
        BUSINESS = "business", _("Doanh nghiệp")
        STATE_BODY = "state_body", _("Cơ quan nhà nước")
        ORGANISATION = "organisation", _("Tổ chức")

    class Sex(models.TextChoices):
        MALE = "male", _("Nam")
        FEMALE = "female", _("Nữ")
        UNKNOWN = "", _("Không rõ")

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.CITIZEN)
    name = models.CharField(_("họ và tên"), max_length=200)
    # Personal number (12 digits) of a citizen, tax number of the others.
    number_sealed = models.CharField(max_length=200, blank=True)
    number_index = models.CharField(max_length=64, null=True, blank=True, unique=True)
    birth_on = models.DateField(_("ngày sinh"), null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=16, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """The number in clear; show it only where the law asks."""
        return sealing.unseal(self.number_sealed)

    @property
    def masked_number(self) -> str:
        return mask(self.number)

    def set_number(self, number: str) -> None:
        """Seal a number that was already checked; "" takes it away."""
        self.number_sealed = sealing.seal(number)
        self.number_index = sealing.blind_index(number) or None
