"""The append-only record."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """Somebody did something to something; the database refuses to change or remove it."""

    class Verb(models.TextChoices):
        SIGNED_IN = "signed_in", _("đăng nhập")
        SIGN_IN_FAILED = "sign_in_failed", _("đăng nhập không thành công")
        LOCKED_OUT = "locked_out", _("bị khóa đăng nhập")
        SIGNED_OUT = "signed_out", _("đăng xuất")
        VIEWED = "viewed", _("xem")
        PRINTED = "printed", _("in")
        IMPORTED = "imported", _("nhập dữ liệu")
        EXPORTED = "exported", _("xuất dữ liệu")
        TRACKED = "tracked", _("tra cứu công khai")
        PIN_SET = "pin_set", _("đặt mã ký")
        PIN_FAILED = "pin_failed", _("nhập sai mã ký")
        PIN_LOCKED = "pin_locked", _("bị khóa mã ký")
        SIGNED = "signed", _("ký bằng mã ký")
        CHANGED = "changed", _("thay đổi thiết lập")
        SERVICED = "serviced", _("bảo dưỡng thiết bị")

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    verb = models.CharField(max_length=20, choices=Verb.choices)
    # What it was done to: the kind of thing ("dossier", "procedure", "user") and its key people know.
    subject = models.CharField(max_length=30)
    key = models.CharField(max_length=120)
    details = models.JSONField(default=dict, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "key", "at"], name="history_by_subject"),
            models.Index(fields=["actor", "at"], name="history_by_actor"),
            # Failed look-ups from one address in the last minutes.
            models.Index(fields=["address", "at"], condition=Q(verb="tracked"), name="history_tracked_from"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.actor or '?'} {self.verb} {self.subject} {self.key}"
