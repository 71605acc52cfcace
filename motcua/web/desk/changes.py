"""What is put right afterwards: a procedure chosen by mistake, a note to a closed dossier."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.offers import Offer, offer
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import DossierPage
from motcua.dossiers.roads import Road, road
from motcua.dossiers.rules import why_not_change_procedure
from motcua.web.desk.acting import Turn, acted, turn_of
from motcua.web.desk.centre_forms import ChangeForm, CorrectionForm
from motcua.web.desk.intake_page import choices
from motcua.web.desk.posts import may_do
from motcua.web.ui.templatetags.ui import vn_weekday_date


@dataclass(frozen=True, slots=True)
class Chosen:
    """The procedure that would be the right one, its case and the road it gives, or why it gives none."""

    offer: Offer
    case_id: int | None
    road: Road | None
    why_not: str = ""


@never_cache
def procedure(request: HttpRequest, number: str) -> HttpResponse:
    """Find the right procedure, see the old and the new date side by side, then say why and confirm."""
    turn = turn_of(request)
    page = turn.page(number)
    chosen = _chosen(turn, page)
    form = ChangeForm(request.POST or None, initial=_hidden(chosen))
    if request.method == "POST" and (changed := acted(form, lambda: _change(form, number, turn))):
        messages.success(
            request,
            _("Đã sửa thủ tục của hồ sơ %(number)s. Ngày hẹn mới: %(moment)s.")
            % {"number": number, "moment": vn_weekday_date(changed.due_at)},
        )
        return redirect("desk:dossier", number)
    return _show(turn, page, form, chosen)


def _show(turn: Turn, page: DossierPage, form: ChangeForm, chosen: Chosen | None) -> HttpResponse:
    dossier = page.dossier
    query = turn.request.GET.get("q", "")[:200]
    context = {
        "page": page,
        "dossier": dossier,
        "form": form,
        "chosen": chosen,
        "query": query,
        "hits": choices(query, centre_id=dossier.centre_id, rights=turn.rights, at=dossier.received_at),
        # Stand-ins for the choice and the reason to come: only what forbids the change itself is asked here.
        "why_not": why_not_change_procedure(dossier, turn.rights, version_id=0, reason="…"),
        **may_do(turn.rights),
    }
    return render(turn.request, "desk/centre/procedure.html", context)


def _chosen(turn: Turn, page: DossierPage) -> Chosen | None:
    said = turn.request.POST if turn.request.method == "POST" else turn.request.GET
    version_id, case_id = _key(said.get("version")), _key(said.get("case"))
    found = _in_force(version_id, at=page.dossier.received_at) if version_id else None
    if found is None:
        return None
    if len(found.cases) == 1:
        case_id = found.cases[0].case.pk
    if case_id is None or found.case(case_id) is None:
        return Chosen(found, None, None)
    dossier = page.dossier
    try:
        way = road(
            found.version.pk,
            case_id=case_id,
            channel=dossier.channel,
            centre_id=dossier.centre_id,
            by=turn.rights,
            at=dossier.received_at,
        )
    except Refused as refusal:
        return Chosen(found, case_id, None, str(refusal))
    return Chosen(found, case_id, way)


def _in_force(version_id: int, *, at: datetime) -> Offer | None:
    """The procedure of this key, if it was in force when the dossier was received."""
    try:
        found = offer(version_id)
    except ProcedureVersion.DoesNotExist:
        return None
    then = catalogue.in_force(found.version.procedure.code, on=local_day(at))
    return found if then and then.pk == version_id else None


def _key(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 19 else None


def _hidden(chosen: Chosen | None) -> dict[str, int]:
    if chosen is None or chosen.road is None or chosen.case_id is None:
        return {}
    return {"version": chosen.offer.version.pk, "case": chosen.case_id}


def _change(form: ChangeForm, number: str, turn: Turn) -> Dossier:
    said = form.cleaned_data
    return actions.change_procedure(
        number,
        version_id=said["version"],
        case_id=said["case"],
        reason=said["reason"],
        by=turn.rights,
        at=turn.now,
    )


@never_cache
@require_POST
def correct(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    turn.page(number)
    form = CorrectionForm(request.POST)
    if acted(
        form, lambda: actions.correct(number, text=form.cleaned_data["text"], by=turn.rights, at=turn.now)
    ):
        messages.success(request, _("Đã thêm ghi chú đính chính vào hồ sơ %(number)s.") % {"number": number})
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect("desk:dossier", number)
