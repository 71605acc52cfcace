"""What officers do with a step; each answer leads on to the next task."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.dossiers import actions, queries
from motcua.dossiers.models import Dossier, Event, Task
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.cases import dossiers, telling, undoing
from motcua.web.cases.acts import TYPED
from motcua.web.cases.dossiers import Refusal
from motcua.web.cases.steps_forms import (
    ForwardForm,
    IssueForm,
    RecallForm,
    SendBackForm,
    TakeForm,
    TaskForm,
    TogetherForm,
)
from motcua.web.ui.accounts import safe_next

Kind = Event.Kind


@require_POST
def take(request: HttpRequest, number: str) -> HttpResponse:
    def act(task: int, by: Rights) -> Dossier:
        return actions.take(number, task=task, by=by, at=clock.now())

    attempt = Attempt(number, TakeForm(request.POST), Kind.TAKEN, act)
    # Taking is the beginning of the work: stay with the dossier.
    return attempt.answer(request, done=_("Bạn đã nhận việc."), then=_address(number))


@require_POST
def forward(request: HttpRequest, number: str) -> HttpResponse:
    form = ForwardForm(request.POST)

    def act(task: int, by: Rights) -> Dossier:
        step, person = form.cleaned_data["target"]
        return actions.forward(
            number,
            task=task,
            by=by,
            at=clock.now(),
            to_step=step,
            person_id=person,
            note=form.cleaned_data["note"],
        )

    attempt = Attempt(number, form, Kind.MOVED, act, undo=True)
    return attempt.answer(request, done=_("Đã chuyển hồ sơ %(number)s.") % {"number": number})


@require_POST
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    form = SendBackForm(request.POST)

    def act(task: int, by: Rights) -> Dossier:
        step, _person = form.cleaned_data["target"]
        return actions.send_back(
            number, task=task, by=by, at=clock.now(), to_step=step, reason=form.cleaned_data["reason"]
        )

    attempt = Attempt(number, form, Kind.SENT_BACK, act, undo=True)
    return attempt.answer(request, done=_("Đã trả lại hồ sơ %(number)s.") % {"number": number})


@require_POST
def recall(request: HttpRequest, number: str) -> HttpResponse:
    def act(task: int, by: Rights) -> Dossier:
        return actions.recall(number, task=task, by=by, at=clock.now())

    attempt = Attempt(number, RecallForm(request.POST), Kind.RECALLED, act)
    answer = attempt.answer(
        request, done=_("Đã thu hồi hồ sơ %(number)s.") % {"number": number}, then=_address(number)
    )
    undoing.forget(answer)
    return answer


@require_POST
def issue(request: HttpRequest, number: str) -> HttpResponse:
    form = IssueForm(request.POST)

    def act(task: int, by: Rights) -> Dossier:
        return actions.issue_result(
            number, task=task, by=by, at=clock.now(), result=form.result, note=form.cleaned_data["note"]
        )

    attempt = Attempt(number, form, Kind.RESULT_ISSUED, act)
    return attempt.answer(request, done=_("Đã phát hành kết quả hồ sơ %(number)s.") % {"number": number})


@dataclass
class Attempt:
    """One act on one task, from the form to the answer."""

    number: str
    form: TaskForm
    kind: str
    act: Callable[[int, Rights], Dossier]
    undo: bool = False

    def answer(self, request: HttpRequest, *, done: str, then: str = "") -> HttpResponse:
        """Do it and go on; a form that came twice is done, a refusal says what happened meanwhile."""
        rights = organisations.rights_of(request.user.pk, on=clock.today())
        if not self.form.is_valid():
            found = dossiers.found_or_404(self.number, rights)
            return dossiers.shown(request, found, rights, tried=self.form, status=422)
        task = self.form.cleaned_data["task"]
        dossier = None
        try:
            dossier = self.act(task, rights)
        except (Dossier.DoesNotExist, Task.DoesNotExist) as missing:
            raise Http404 from missing
        except Refused as refused:
            if not queries.already_done(
                self.number, payload__task=task, by_id=rights.user_id, kind=self.kind, **self._same()
            ):
                return self._refused(request, rights, str(refused), task)
        messages.success(request, done)
        answer = redirect(safe_next(request, otherwise=then or reverse("cases:home")))
        if dossier is not None and self.undo:
            undoing.remember(answer, number=self.number, task=dossier.last_task)
        return answer

    def _same(self) -> dict[str, object]:
        """What must be equal for an act to be the repetition of an earlier one."""
        same: dict[str, object] = {}
        if isinstance(self.form, ForwardForm | SendBackForm) and self.form.cleaned_data["target"][0]:
            same["payload__opens__step"] = self.form.cleaned_data["target"][0]
        if isinstance(self.form, IssueForm):
            same["payload__result"] = self.form.result
        return same

    def _refused(self, request: HttpRequest, rights: Rights, reason: str, task: int) -> HttpResponse:
        found = dossiers.found_or_404(self.number, rights)
        refusal = Refusal(
            reason=reason,
            happened=telling.what_became(found, task, reader_id=rights.user_id),
            typed="\n".join(filter(None, (self.form.cleaned_data.get(name) for name in TYPED))),
        )
        return dossiers.shown(request, found, rights, tried=self.form, refusal=refusal, status=409)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The line of one dossier after an act on many."""

    number: str
    task: int
    said: str
    is_done: bool


@require_http_methods(["GET", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Treat many tasks alike, each in a transaction of its own, and tell what became of each."""
    if request.method == "GET":
        return redirect("cases:home")
    form = TogetherForm(request.POST)
    then = safe_next(request, otherwise=reverse("cases:home"))
    if not form.is_valid() or not form.selected:
        messages.warning(request, _("Chưa chọn hồ sơ nào."))
        return redirect(then)
    rights = organisations.rights_of(request.user.pk, on=clock.today())
    one = _take_one if form.cleaned_data["act"] == "take" else _forward_one
    outcomes = [one(number, task, rights) for number, task in form.selected[: queries.PAGE]]
    done = sum(outcome.is_done for outcome in outcomes)
    page = {
        "outcomes": outcomes,
        "done": done,
        "refused": len(outcomes) - done,
        "may_recall": one is _forward_one,
        "heading": ngettext("Xong %(count)s hồ sơ", "Xong %(count)s hồ sơ", done) % {"count": done},
        "then": then,
    }
    return render(request, "cases/dossiers/together.html", page)


def _take_one(number: str, task: int, by: Rights) -> Outcome:
    def act() -> tuple[int, str]:
        actions.take(number, task=task, by=by, at=clock.now())
        return task, _("Bạn đã nhận việc.")

    return _tried(number, task, by, Kind.TAKEN, act)


def _forward_one(number: str, task: int, by: Rights) -> Outcome:
    def act() -> tuple[int, str]:
        dossier = actions.forward(number, task=task, by=by, at=clock.now())
        return dossier.last_task, _("Đã chuyển bước sau.")

    return _tried(number, task, by, Kind.MOVED, act)


def _tried(number: str, task: int, by: Rights, kind: str, act: Callable[[], tuple[int, str]]) -> Outcome:
    try:
        opened, said = act()
    except Refused as refused:
        if queries.already_done(number, payload__task=task, by_id=by.user_id, kind=kind):
            return Outcome(number, 0, _("Bạn đã làm việc này trước đó."), is_done=True)
        if queries.visible_to(by).filter(number=number).exists():
            return Outcome(number, 0, str(refused), is_done=False)
    except (Dossier.DoesNotExist, Task.DoesNotExist):
        pass
    else:
        return Outcome(number, opened, said, is_done=True)
    return Outcome(number, 0, _("Không có hồ sơ này trong phạm vi của bạn."), is_done=False)


def _address(number: str) -> str:
    return reverse("cases:dossier", args=[number])
