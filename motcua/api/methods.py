"""A method that an address does not know is refused like everything else: in JSON, with its reason."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _

from motcua.api.door import refused

View = Callable[..., HttpResponse]
Included = tuple[list[URLResolver | URLPattern], str, str]


def told_in_json(urls: Included) -> Included:
    """Return the addresses of the framework, whose own refusal of a method is empty."""
    patterns, *_names = urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _telling(pattern.callback)
    return urls


def _telling(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        answer = view(request, *args, **named)
        if not isinstance(answer, HttpResponseNotAllowed):
            return answer
        allowed = answer["Allow"]
        told = refused(_("Địa chỉ này chỉ nhận %(methods)s.") % {"methods": allowed}, status=405)
        told["Allow"] = allowed
        return told

    return answered
