"""Staff accounts."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.base.registers import changed

SYSTEM_USERNAME = "he-thong"
# How many wrong signing PINs are borne, the last one among them (motcua.accounts.rules).
MOST_WRONG = 5


class UserManager(BaseUserManager["User"]):
    """Makes accounts; Django's createsuperuser calls it too."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def system(self) -> "User":
        """Return the account that acts by itself, as when a letter of apology is drafted; nobody signs in with it."""
        user, _made = self.get_or_create(
            username=SYSTEM_USERNAME, defaults={"full_name": "Hệ thống", "is_active": False, "password": "!"}
        )
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


# The register of accounts in process memory (motcua.accounts.backends).
REGISTER = "accounts"


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody of the staff who may sign in."""

    username = models.CharField(_("tên đăng nhập"), max_length=60, unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    email = models.EmailField(_("thư điện tử"), blank=True)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    is_staff = models.BooleanField(_("được vào trang quản trị khẩn cấp"), default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let every process forget what it remembers of accounts."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            changed(REGISTER)


class SigningPin(models.Model):
    """The six digits by which somebody confirms a signature; only their hash is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="signing_pin")
    hash = models.CharField(max_length=128)
    set_at = models.DateTimeField()
    # Wrong tries since the last right one; the fifth locks.
    wrong = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wrong__lt=MOST_WRONG, locked_until=None)
                | Q(wrong=MOST_WRONG, locked_until__isnull=False),
                name="signingpin_locked_after_wrong_tries",
            ),
            models.CheckConstraint(condition=Q(hash__contains="$"), name="signingpin_is_hashed"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
