"""Results on their way to the centre: confirm that they are here, and where they are kept."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from motcua.base.errors import Refused
from motcua.base.text import clean
from motcua.dossiers import actions
from motcua.dossiers.centre import results_coming
from motcua.dossiers.models import Dossier
from motcua.web.desk.acting import Turn, turn_of
from motcua.web.desk.posts import may_do

MOST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one result that was ticked."""

    number: str
    place: str
    refusal: str = ""


@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The results on their way; those ticked are confirmed, each with its place, each told of in a line."""
    turn = turn_of(request)
    done: list[Line] = []
    if request.method == "POST":
        numbers = list(dict.fromkeys(request.POST.getlist("number")))[:MOST]
        done = [_confirm(number, turn) for number in numbers]
        if done and not any(line.refusal for line in done):
            count = ngettext(
                "Đã xác nhận %(count)s kết quả về trung tâm.",
                "Đã xác nhận %(count)s kết quả về trung tâm.",
                len(done),
            )
            messages.success(request, count % {"count": len(done)})
            return redirect("desk:arrivals")
        if not done:
            messages.error(request, _("Hãy đánh dấu ít nhất một kết quả."))
    context = {"coming": results_coming(turn.rights, limit=MOST), "done": done, **may_do(turn.rights)}
    return render(request, "desk/centre/arrivals.html", context)


def _confirm(number: str, turn: Turn) -> Line:
    said = turn.request.POST
    place = clean(said.get(f"place_{number}", "") or said.get("place", ""))[:100]
    try:
        # One transaction for each: a refusal of one leaves the others done.
        actions.confirm_result(number, place=place, by=turn.rights, at=turn.now)
    except Dossier.DoesNotExist:
        return Line(number[:60], place, _("Không có hồ sơ này, hoặc bạn không được xem."))
    except Refused as refusal:
        return Line(number, place, str(refusal))
    return Line(number, place)
