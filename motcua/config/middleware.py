"""What every answer passes through: the middleware of libraries, less what an answer does not need."""

from functools import cache
from typing import Any

from csp.middleware import HEADER, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

# What machines ask; who they are the API looks at itself (motcua/api/door.py).
MACHINES = "/api/"


class PolicyMiddleware(CSPMiddleware):
    """django-csp with the policy of most answers written once: it is the same for all that ask for no other.

    No page of ours uses a nonce; one that wants a policy of its own (`csp_replace`) gets it from the library.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Prepare no nonce."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _policy())
        return response


class LanguageMiddleware(LocaleMiddleware):
    """Django's, for a product that has no language in its addresses, where Django would look for one twice."""

    def process_request(self, request: HttpRequest) -> None:
        """Speak the language of the cookie, else of the browser."""
        translation.activate(translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which language it was, and that it depends on who asked."""
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class _ForPages(MiddlewareMixin):
    """Lets what machines ask pass by: it has no session and no notice to show."""

    def __call__(self, request: HttpRequest) -> Any:
        """Return the answer of what lies within."""
        if request.path_info.startswith(MACHINES):
            return self.get_response(request)
        return super().__call__(request)


class PageSessionMiddleware(_ForPages, SessionMiddleware):
    """The session of a page."""


class PageUserMiddleware(_ForPages, AuthenticationMiddleware):
    """Who is signed in on a page."""


class PageNoticeMiddleware(_ForPages, MessageMiddleware):
    """Notices on the next page."""


@cache
def _policy() -> str:
    return build_policy()
