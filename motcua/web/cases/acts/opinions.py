"""Asking other units for an opinion, giving it, and waiting for it no longer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from motcua.dossiers import actions, rules
from motcua.dossiers.models import Event
from motcua.organisations import queries as organisations
from motcua.organisations.models import Unit
from motcua.web.cases.acts.act import TO_BE_TYPED, Act, StepForm, TaskForm, words
from motcua.web.cases.situation import Situation

Kind = Event.Kind
DAYS, LONGEST_DAYS = 3, 30


class ConsultForm(StepForm):
    """Which units, what is asked, within how many working days."""

    noted = "question"

    units = forms.MultipleChoiceField(
        label=gettext_lazy("Cơ quan phối hợp"),
        choices=lambda: _offered(None),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Hãy chọn ít nhất một cơ quan phối hợp."),
            "invalid_choice": gettext_lazy("Không có cơ quan này, hãy chọn trong danh sách."),
        },
    )
    question = words(
        gettext_lazy("Nội dung cần cho ý kiến"), gettext_lazy("Hãy ghi nội dung cần cho ý kiến.")
    )
    days = forms.IntegerField(
        label=gettext_lazy("Trả lời trong (ngày làm việc)"),
        initial=DAYS,
        min_value=1,
        max_value=LONGEST_DAYS,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            gettext_lazy("Hãy điền số ngày làm việc, từ 1 đến 30."),
        ),
    )

    def fit(self, now: Situation) -> None:
        super().fit(now)
        self.fields["units"].choices = _offered(now)

    @property
    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data | {"units": [int(pk) for pk in self.cleaned_data["units"]]}


def _offered(now: Situation | None) -> list[tuple[str, str]]:
    """Every unit that somebody answers for, those of the same agency first; never the own one."""
    tree = organisations.tree()
    own = now.step_task.unit_id if now and now.step_task else None
    agency = tree.agency_of(own).id if own else None
    found = [
        unit
        for unit in tree.units.values()
        if unit.id != own
        and unit.valid_to is None
        and unit.kind != Unit.Kind.CENTRE
        and tree.roles.get(unit.id)
    ]
    found.sort(
        key=lambda unit: (tree.agency_of(unit.id).id != agency, unit.kind == Unit.Kind.DIVISION, unit.name)
    )
    return [(str(unit.id), _named(unit.id)) for unit in found]


def _named(unit_id: int) -> str:
    """Divisions of many agencies bear the same name: say whose it is."""
    tree = organisations.tree()
    unit, agency = tree[unit_id], tree.agency_of(unit_id)
    return unit.short_name if agency.id == unit_id else f"{unit.short_name}, {agency.short_name}"


class GiveOpinionForm(TaskForm):
    """The opinion that was asked for."""

    noted = "opinion"

    opinion = words(gettext_lazy("Ý kiến"), gettext_lazy("Hãy ghi ý kiến."), rows=4)

    def fit(self, now: Situation) -> None:
        if now.opinion:
            self.initial["task"] = now.opinion.number
        super().fit(now)


class WaiveOpinionForm(TaskForm):
    """Which opinion is waited for no longer, and why."""

    noted = "reason"

    reason = words(
        gettext_lazy("Vì sao không chờ nữa"), gettext_lazy("Hãy ghi vì sao không chờ ý kiến nữa."), rows=2
    )
    field_order = ("task", "reason")

    def fit(self, now: Situation) -> None:
        choices = [(task.number, task.unit.short_name or task.unit.name) for task in now.opinions]
        if len(choices) > 1:
            self.fields["task"].label = gettext_lazy("Ý kiến của")
            self.fields["task"].widget = forms.Select(choices=choices)
        elif choices:
            self.initial["task"] = choices[0][0]


def _why_not_consult(now: Situation) -> str:
    # Any unit but the own one: which, the form brings.
    return rules.why_not_consult(
        now.dossier, now.step_task, now.rights, units=(0,), asked=(), question=TO_BE_TYPED
    )


def _why_not_waive(now: Situation) -> str:
    return rules.why_not_waive_opinion(now.opinions[0], now.step_task, now.rights, reason=TO_BE_TYPED)


GIVE_OPINION = Act(
    "give-opinion",
    gettext_lazy("Gửi ý kiến"),
    "chat",
    GiveOpinionForm,
    actions.give_opinion,
    Kind.OPINION_GIVEN,
    lambda now: rules.why_not_give_opinion(now.dossier, now.opinion, now.rights, opinion=TO_BE_TYPED),
    gettext_lazy("Đã gửi ý kiến về hồ sơ %(number)s."),
    concerns=lambda now: now.opinion is not None,
    is_main=True,
    in_peek=True,
)
CONSULT = Act(
    "consult",
    gettext_lazy("Xin ý kiến phối hợp"),
    "chat",
    ConsultForm,
    actions.consult,
    Kind.CONSULTED,
    _why_not_consult,
    gettext_lazy("Đã gửi yêu cầu cho ý kiến."),
    concerns=lambda now: now.step_task is not None and rules.fits(Kind.CONSULTED, now.dossier.business),
    key="Y",
    button=gettext_lazy("Gửi yêu cầu"),
    template="cases/acts/_consult.html",
    stays=True,
)
WAIVE_OPINION = Act(
    "waive-opinion",
    gettext_lazy("Không chờ ý kiến nữa"),
    "close",
    WaiveOpinionForm,
    actions.waive_opinion,
    Kind.OPINION_WAIVED,
    _why_not_waive,
    gettext_lazy("Không chờ ý kiến này nữa."),
    concerns=lambda now: bool(now.opinions),
    stays=True,
)
OPINIONS = (GIVE_OPINION, CONSULT, WAIVE_OPINION)
