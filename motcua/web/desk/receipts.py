"""The receipt on paper (form 01)."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from motcua.dossiers.forms import receipt_values
from motcua.dossiers.receipts import receipt_form

from motcua.base import clock
from motcua.documents import printing
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.web.desk import looking

PAPERS = ("A5", "A4")


# The page that offers the receipt prints it from a frame of its own.
@never_cache
@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    now = clock.now()
    form = receipt_form(number, organisations.rights_of(request.user.pk, on=clock.local_day(now)))
    if form is None:
        raise Http404
    asked = request.GET.get("paper", "")
    paper = asked if asked in PAPERS else PAPERS[0]
    looking.record(request, Entry.Verb.PRINTED, number, at=now, form="01", paper=paper)
    answer = HttpResponse(
        printing.pdf("dossiers/receipt.typ", receipt_values(form, paper=paper)),
        content_type="application/pdf",
    )
    answer["Content-Disposition"] = f'inline; filename="giay-hen-{number}.pdf"'
    return answer
