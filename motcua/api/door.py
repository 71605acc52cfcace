"""Who may enter, and how the door says no: always in JSON, always with a reason for the person who asked."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from motcua.accounts.sessions import user_behind
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.dossiers.tracking import TooManyTries
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights


class Refusal(Schema):
    """Why something was not done."""

    reason: str


class Fault(Schema):
    """What is wrong with one field, by its way through what was sent: owner.number."""

    field: str
    reason: str


class Faults(Schema):
    """Everything that must be put right first."""

    reason: str
    faults: list[Fault]


class Wrong(Exception):
    """Fields that must be put right: the way to each and its reason."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(faults)
        self.faults = faults


class Session(APIKeyCookie):
    """Staff by the session of the pages; whatever changes something needs the token of the pages too."""

    param_name = settings.SESSION_COOKIE_NAME

    def key(self, request: HttpRequest) -> str | None:
        """Return the key of the session a request comes with; refuse it without the token of the pages."""
        if check_csrf(request):
            raise AuthorizationError(message=_("Thiếu mã bảo vệ biểu mẫu (CSRF), hoặc mã đã cũ."))
        return request.COOKIES.get(self.param_name)

    # The name by which the framework asks for it.
    _get_key = key

    def authenticate(self, request: HttpRequest, key: str | None) -> Rights:
        """Return what the signed-in person holds today."""
        user = user_behind(key) if key else None
        if user is None:
            raise AuthenticationError(message=_("Hãy đăng nhập."))
        # The session itself is not read: an act through this door needs nothing else of it.
        request.user = user
        rights = organisations.rights_of(user.pk, on=clock.today())
        if not rights.posts:
            raise AuthorizationError(message=_("Bạn chưa được giao vị trí."))
        return rights


class Renderer(BaseRenderer):
    """Writes answers as JSON: moments as ISO 8601 with their offset, the texts of now."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return _json(data)


def _json(answer: Any) -> bytes:
    # Whole seconds: nobody is promised a microsecond.
    return orjson.dumps(answer, default=_as_text, option=orjson.OPT_OMIT_MICROSECONDS)


def _as_text(value: Any) -> str:
    """A text that waits for the language of its reader; nothing else is sent without being told how."""
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value)} has no form in JSON")


api = NinjaAPI(
    title="Motcua",
    version="1",
    # The usual pages of documentation load their scripts from elsewhere; the description itself is ours.
    docs_url=None,
    description="What the pages do, for machines. Reasons are in the language of Accept-Language.",
    renderer=Renderer(),
)


def told(answer: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Return an answer of many parts as it is: made of our own values, it needs no checking against its schema."""
    return HttpResponse(_json(answer), status=status, content_type="application/json")


def refused(reason: str, *, status: int, **more: Any) -> HttpResponse:
    """Return a no with its reason."""
    return told({"reason": reason, **more}, status=status)


def faulty(faults: dict[str, str]) -> HttpResponse:
    """Return what must be put right."""
    listed = [{"field": field, "reason": reason} for field, reason in faults.items()]
    return refused(_("Nội dung gửi có chỗ cần sửa."), status=422, faults=listed)


@csrf_exempt
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Return the answer at an address that does not exist."""
    return refused(_("Không có địa chỉ này."), status=404)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return refused(str(refusal), status=409)


@api.exception_handler(Wrong)
def _wrong(request: HttpRequest, wrong: Wrong) -> HttpResponse:
    return faulty(wrong.faults)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, missing: Http404) -> HttpResponse:
    return refused(str(missing) or _("Không có hồ sơ này trong phạm vi của bạn."), status=404)


@api.exception_handler(TooManyTries)
def _too_many(request: HttpRequest, tries: TooManyTries) -> HttpResponse:
    answer = refused(_("Đã thử sai nhiều lần. Hãy thử lại sau."), status=429)
    answer["Retry-After"] = str(_seconds_until(tries.until))
    return answer


def _seconds_until(moment: datetime) -> int:
    return int((moment - clock.now()).total_seconds()) + 1


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    # Of 400 the framework tells only that it could not read the body, in English.
    reason = _("Nội dung gửi không phải là JSON đọc được.") if error.status_code == 400 else str(error)
    return refused(reason, status=error.status_code)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    faults: dict[str, str] = {}
    for error in invalid.errors:
        source, *way = error["loc"]
        if source == "path":
            # An address with a number that cannot be one.
            return nowhere(request)
        # In a body the first word is the name of our own parameter.
        field = ".".join(map(str, way[1:] if source == "body" else way))
        faults.setdefault(field, _said(error))
    return faulty(faults)


def _said(error: dict[str, Any]) -> str:
    kind = "missing" if error.get("input", "") is None else error["type"]
    say = _SAID.get(kind)
    return say(error.get("ctx", {})) if say else _("Giá trị này không nhận được.")


_SAID: dict[str, Callable[[dict[str, Any]], str]] = {
    "missing": lambda _ctx: _("Thiếu phần này."),
    "extra_forbidden": lambda _ctx: _("Không có phần nào tên như thế."),
    "string_type": lambda _ctx: _("Phải là chữ."),
    "string_too_short": lambda _ctx: _("Thiếu phần này."),
    "string_too_long": lambda ctx: _("Dài quá %(count)s chữ.") % {"count": ctx["max_length"]},
    "string_unicode": lambda _ctx: _("Có ký tự không đọc được."),
    "unreadable": lambda _ctx: _("Có ký tự không đọc được."),
    "literal_error": lambda ctx: (
        _("Chỉ nhận %(values)s.") % {"values": ctx["expected"].replace(" or ", ", ")}
    ),
    "int_type": lambda _ctx: _("Phải là số nguyên."),
    "int_parsing": lambda _ctx: _("Phải là số nguyên."),
    "int_from_float": lambda _ctx: _("Phải là số nguyên."),
    "bool_type": lambda _ctx: _("Phải là true hoặc false."),
    "bool_parsing": lambda _ctx: _("Phải là true hoặc false."),
    "greater_than_equal": lambda ctx: _("Nhỏ nhất là %(value)s.") % {"value": ctx["ge"]},
    "less_than_equal": lambda ctx: _("Lớn nhất là %(value)s.") % {"value": ctx["le"]},
    "too_long": lambda ctx: _("Nhiều nhất %(count)s mục.") % {"count": ctx["max_length"]},
    "uuid_type": lambda _ctx: _("Phải là một UUID."),
    "uuid_parsing": lambda _ctx: _("Phải là một UUID."),
    "date_type": lambda _ctx: _("Phải là ngày dạng 1989-09-13."),
    "date_parsing": lambda _ctx: _("Phải là ngày dạng 1989-09-13."),
    "date_from_datetime_parsing": lambda _ctx: _("Phải là ngày dạng 1989-09-13."),
    "model_type": lambda _ctx: _("Phải là một đối tượng JSON."),
    "list_type": lambda _ctx: _("Phải là một danh sách."),
}

Whose = Literal["mine", "unit", "all"]
