"""What every page knows: how it is to be shown, and the names of the centre. No query, no session."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from motcua.web.ui import staff

THEMES = ("light", "dark", "contrast")
SIZES = ("normal", "large", "xlarge")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the look people chose and the names of this deployment."""
    theme = request.COOKIES.get("theme", "")
    size = request.COOKIES.get("size", "")
    return {
        # Empty: as the person's own system is set.
        "theme": theme if theme in THEMES else "",
        "size": size if size in SIZES else "normal",
        "language": get_language() or settings.LANGUAGE_CODE,
        "site": settings.SITE,
        # Only the staff pages read it, so public pages touch neither session nor account.
        "me": SimpleLazyObject(lambda: staff.me(request)),
    }
