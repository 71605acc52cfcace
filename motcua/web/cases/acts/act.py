"""What an act of an officer is: its button, its form, its guard, and the verb of the domain it calls.

A new act is one `Act` in a list of this package: address, key, form, page, refusal and repetition follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from motcua.base import clock
from motcua.base.days import read_day
from motcua.base.text import clean
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.organisations.rules import Rights
from motcua.web.cases.situation import Situation
from motcua.web.ui.fields import TypedField
from motcua.worktime import queries as worktime

LONGEST_NOTE = 1000
# The rules ask for words that only the form will bring.
TO_BE_TYPED = "…"


class ActForm(forms.Form):
    """What people fill in for one act; several forms stand on one page."""

    # The act it is for.
    name = ""
    # The field whose words the event keeps as its note.
    noted = ""

    def __init__(self, data: Any = None, *, now: Situation | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.auto_id = f"{self.name}_%s"
        if now is not None:
            self.fit(now)

    def fit(self, now: Situation) -> None:
        """Offer what the dossier allows: choices and first values. What is sent the domain judges."""

    @property
    def arguments(self) -> dict[str, Any]:
        """What the verb of the domain is called with."""
        return dict(self.cleaned_data)

    @property
    def repeats(self) -> dict[str, Any]:
        """What an earlier event must say for this form to be its repetition."""
        return {"note": clean(self.cleaned_data[self.noted])} if self.noted else {}

    @property
    def typed(self) -> str:
        """The words that must not be lost."""
        words = (self.data.get(name, "") for name, field in self.fields.items() if _is_typed(field))
        return "\n".join(filter(None, words))


def _is_typed(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not field.widget.is_hidden


class TaskForm(ActForm):
    """An act on the task that the page showed."""

    task = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)

    def fit(self, now: Situation) -> None:
        if now.task:
            self.initial.setdefault("task", now.task.number)

    @property
    def repeats(self) -> dict[str, Any]:
        return super().repeats | {"payload__task": self.cleaned_data["task"]}


class StepForm(TaskForm):
    """An act on the step itself, whoever else was asked for an opinion."""

    def fit(self, now: Situation) -> None:
        if now.step_task:
            self.initial["task"] = now.step_task.number
        super().fit(now)


def words(label: Any, required: Any = "", *, rows: int = 3, longest: int = LONGEST_NOTE) -> forms.CharField:
    """Return a field of some lines; `required` is what is said when it is empty."""
    return TypedField(
        label=label,
        required=bool(required),
        max_length=longest,
        error_messages={"required": required},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line(label: Any, required: Any = "", *, longest: int = 200, hint: Any = "") -> forms.CharField:
    """Return a field of one line: a number of a document, a name."""
    return TypedField(
        label=label,
        required=bool(required),
        max_length=longest,
        help_text=hint,
        error_messages={"required": required},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MomentField(forms.Field):
    """A promised moment as it is printed: 16:30 27/11/2026; a day alone means the end of its office hours."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    default_error_messages = {
        "invalid": gettext_lazy("Ngày hẹn mới phải là ngày có thật, ví dụ 16:30 27/11/2026."),
        "closed": gettext_lazy("Ngày này không phải ngày làm việc, hãy chọn ngày khác."),
    }

    def to_python(self, value: Any) -> datetime | None:
        typed = clean(str(value or ""))
        if not typed:
            return None
        hour = next((part for part in typed.split() if ":" in part), "")
        day = read_day(typed.replace(hour, "").strip(), today=clock.today())
        if day is None:
            raise forms.ValidationError(self.error_messages["invalid"])
        sessions = worktime.current().working_time.sessions(day)
        if not sessions:
            raise forms.ValidationError(self.error_messages["closed"])
        if not hour:
            return clock.at(day, *divmod(sessions[-1][1], 60))
        try:
            hours, minutes = hour.split(":")
            return clock.at(day, int(hours), int(minutes))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"]) from None

    def prepare_value(self, value: Any) -> Any:
        return f"{clock.local(value):%H:%M %d/%m/%Y}" if isinstance(value, datetime) else value


def always(now: Situation) -> bool:
    return True


@dataclass(frozen=True)
class Act:
    """One thing people do with a dossier."""

    name: str
    label: Any
    icon: str
    form: type[ActForm]
    # The verb of the domain, called with the form's arguments, `by` and `at`; none for what is done elsewhere.
    verb: Callable[..., Any] | None
    kind: str
    why_not: Callable[[Situation], str]
    # What the next page says.
    done: Any
    # Whether it is worth a word here at all; the guard then says whether it may be done.
    concerns: Callable[[Situation], bool] = always
    # One letter, and what the sheet of keys says when the label differs from step to step.
    key: str = ""
    keyed: Any = ""
    # What the button in the form says; the label when empty.
    button: Any = ""
    # Among the main acts of a step, in the order of the registry; else under it, or with the rarer ones.
    is_main: bool = False
    is_rare: bool = False
    is_grave: bool = False
    in_peek: bool = False
    # Afterwards: stay with the dossier, offer to undo, withdraw the offer.
    stays: bool = False
    undo: str = ""
    # The address of a page of its own, by the dossier's number, instead of a form here.
    page: Callable[[str], str] | None = None
    template: str = "cases/acts/_form.html"
    # A verb that would do the same thing twice asks first whether it was done.
    asks_first: bool = False

    def __post_init__(self) -> None:
        self.form.name = self.name

    def named(self, now: Situation) -> str:
        return str(self.label(now) if callable(self.label) else self.label)

    def do(self, number: str, form: ActForm, *, by: Rights, at: datetime) -> Dossier | None:
        """Do it; None when this very form had been done before."""
        if self.asks_first and self.was_done(number, form, by=by):
            return None
        assert self.verb is not None
        return self.verb(number, **form.arguments, by=by, at=at)

    def was_done(self, number: str, form: ActForm, *, by: Rights) -> bool:
        return queries.already_done(number, by_id=by.user_id, kind=self.kind, **form.repeats)
