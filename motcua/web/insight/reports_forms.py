"""What a report covers, as it is typed."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.base.days import read_day
from motcua.reports.queries import Period, centres_within
from motcua.reports.rules import why_not_period

# A date picker would show the order of the browser's language; days here are dd/MM/yyyy for everybody.
_DAY = {
    "input_formats": ["%d/%m/%Y"],
    "error_messages": {"invalid": _("Ngày phải là ngày có thật, ví dụ 27/03/2026")},
    "widget": forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "dd/MM/yyyy", "maxlength": 10}),
}


class PeriodForm(forms.Form):
    """Centre, first and last day, and the day the figures are taken as of."""

    centre = forms.ChoiceField(label=_("Trung tâm"))
    start = forms.DateField(label=_("Từ ngày"), **_DAY)
    to = forms.DateField(label=_("Đến ngày"), **_DAY)
    as_of = forms.DateField(label=_("Chốt số liệu đến ngày"), required=False, **_DAY)

    def __init__(self, data, *, scope: frozenset[int], today: date):
        self.centres = centres_within(scope)
        self.today = today
        first = date(today.year, 1, 1)
        data = data.copy()
        for name, value in (("centre", ""), ("start", first.isoformat()), ("to", today.isoformat())):
            data.setdefault(name, value)
        for name in ("start", "to", "as_of"):
            if day := read_day(data.get(name, ""), today=today):
                data[name] = f"{day:%d/%m/%Y}"
        super().__init__(data)
        every = [("", _("Tất cả trung tâm tôi được xem"))]
        self.fields["centre"].choices = every + [(unit.code, unit.name) for unit in self.centres]
        self.fields["centre"].required = False

    def clean(self):
        given = super().clean()
        if not self.errors and (
            reason := why_not_period(
                start=given["start"], to=given["to"], as_of=given.get("as_of") or self.today
            )
        ):
            self.add_error("as_of" if given.get("as_of") and given["start"] <= given["to"] else "to", reason)
        return given

    def period(self) -> Period:
        """Return the period asked for; the form is valid."""
        given = self.cleaned_data
        chosen = {unit.id for unit in self.centres if given["centre"] in ("", unit.code)}
        return Period(frozenset(chosen), given["start"], given["to"], given["as_of"] or self.today)

    def title(self) -> str:
        """Return how the report is called in a file."""
        given = self.cleaned_data
        return f"{given['centre'] or 'motcua'} {given['start']:%d/%m/%Y} – {given['to']:%d/%m/%Y}"
