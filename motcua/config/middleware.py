"""What every answer passes through beside the middleware of libraries."""

from functools import cache

from csp.middleware import HEADER, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


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


@cache
def _policy() -> str:
    return build_policy()
