"""The receipt on paper (form 01)."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.dossiers.receipts import receipt_pdf
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.web.desk import looking


# The page that offers the receipt prints it from a frame of its own.
@never_cache
@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    now = clock.now()
    rights = organisations.rights_of(request.user.pk, on=clock.local_day(now))
    size = "a4" if request.GET.get("paper", "").lower() == "a4" else "a5"
    printed = receipt_pdf(number, rights=rights, size=size)
    if printed is None:
        raise Http404
    looking.record(request, Entry.Verb.PRINTED, number, at=now, form="01", paper=size)
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="giay-hen-{number}.pdf"'
    return answer
