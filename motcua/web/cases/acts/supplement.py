"""The request for supplement: once and for everything, paper by paper, what is wrong and how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.base.clock import local_day
from motcua.base.text import clean, official
from motcua.catalogue.models import RequiredPaper
from motcua.dossiers import rules
from motcua.dossiers.rules import Wanted
from motcua.dossiers.supplements import Sheet, sheet_of, sheets
from motcua.web.cases.acts.act import StepForm, words
from motcua.web.cases.situation import Situation
from motcua.web.ui.faults import FAULTS, MISSING, OTHER
from motcua.web.ui.fields import TypedField
from motcua.web.ui.marking import Marker, mark_fields, mark_of, marker_of

# reason → what is wrong, how to mend it
REASONS = FAULTS | {OTHER: (gettext_lazy("Khác"), "")}
# Papers that no list names.
EXTRA_ROWS = 2
_PARTS = ("wanted", "name", "reason", "detail", "mend")


@dataclass(frozen=True)
class PaperRow:
    """One paper that may be asked for, with its fields."""

    key: str
    name: str
    # The order of the paper in the dossier; None for one that is missing.
    paper: int | None
    is_missing: bool
    fields: dict[str, forms.BoundField]
    # Where the place can be marked, when the paper has a copy.
    marker: Marker | None

    @property
    def wrong(self) -> bool:
        marker_is_wrong = self.marker is not None and self.marker.wrong
        return marker_is_wrong or any(bound.errors for bound in self.fields.values())


class AskSupplementForm(StepForm):
    """Which papers, what is wrong with each, how to mend it."""

    note = words(gettext_lazy("Ghi chú nội bộ"), rows=2)

    def __init__(self, data: Any = None, *, now: Situation | None = None, **more: Any) -> None:
        # key → name, order in the dossier
        self.papers: dict[str, tuple[str, int | None]] = {}
        # order of the paper → the pages of its copy
        self.sheets: dict[int, list[Sheet]] = {}
        super().__init__(data, now=now, **more)

    def fit(self, now: Situation) -> None:
        super().fit(now)
        handed_in = now.page.papers
        self.sheets = sheets(now.dossier.pk)
        for paper in handed_in:
            self._offer(f"p{paper.order}", paper.name, paper.order)
        known = {paper.required_id for paper in handed_in if paper.required_id}
        for required in RequiredPaper.objects.filter(case=now.dossier.case_id).exclude(pk__in=known):
            self._offer(f"r{required.pk}", required.name, None)
        for at in range(1, EXTRA_ROWS + 1):
            self._offer(f"x{at}", "", None)

    def _offer(self, key: str, name: str, paper: int | None) -> None:
        self.papers[key] = (name, paper)
        is_missing = paper is None
        said = {"required": False, "max_length": 300}
        first = MISSING if is_missing else ""
        self.fields |= {
            f"{key}-wanted": forms.BooleanField(required=False, label=name or _("Giấy tờ khác")),
            f"{key}-name": TypedField(label=_("Tên giấy tờ"), **said),
            f"{key}-reason": forms.ChoiceField(
                label=_("Lý do"),
                required=False,
                initial=first,
                choices=[("", _("Chọn lý do"))] + [(name, label) for name, (label, _mend) in REASONS.items()],
            ),
            f"{key}-detail": TypedField(label=_("Nói rõ thêm"), **said),
            f"{key}-mend": TypedField(
                label=_("Cần làm gì để đúng"),
                initial=official(REASONS[first][1]) if first else "",
                widget=forms.Textarea(attrs={"rows": 2}),
                **said,
            ),
        }
        self.fields |= mark_fields(key, self._sheets_of(paper))

    def _sheets_of(self, paper: int | None) -> list[Sheet]:
        return self.sheets.get(paper or 0, [])

    @property
    def rows(self) -> Iterator[PaperRow]:
        for key, (name, paper) in self.papers.items():
            fields = {part: self[f"{key}-{part}"] for part in _PARTS}
            marker = marker_of(self, key, name, self._sheets_of(paper))
            yield PaperRow(key, name, paper, is_missing=paper is None, fields=fields, marker=marker)

    def clean(self) -> dict[str, Any]:
        known = super().clean()
        chosen = [key for key in self.papers if known.get(f"{key}-wanted")]
        if not chosen:
            self.add_error(None, _("Hãy chọn ít nhất một giấy tờ cần bổ sung."))
        known["wanted"] = [self._wanted(key) for key in chosen]
        return known

    def _wanted(self, key: str) -> Wanted:
        name, paper = self.papers[key]
        said = {
            part: clean(self.cleaned_data.get(f"{key}-{part}") or "") for part in ("name", "detail", "mend")
        }
        reason = self.cleaned_data.get(f"{key}-reason") or ""
        if not name and not said["name"]:
            self.add_error(f"{key}-name", _("Hãy ghi tên giấy tờ."))
        if not reason:
            self.add_error(f"{key}-reason", _("Hãy chọn lý do."))
            return Wanted(name, "", "", paper)
        label, usual = REASONS[reason]
        if reason == OTHER and not said["detail"]:
            self.add_error(f"{key}-detail", _("Hãy nói rõ giấy tờ này sai hay thiếu gì."))
        # The applicant reads it: in Vietnamese, whatever language the officer works in.
        mend = said["mend"] or official(usual)
        if not mend:
            self.add_error(f"{key}-mend", _("Hãy ghi cần làm gì để đúng."))
        wrong = (
            said["detail"] if reason == OTHER else ": ".join(filter(None, (official(label), said["detail"])))
        )
        return Wanted(
            name or said["name"], wrong, mend, paper, mark_of(self.cleaned_data, key, self._sheets_of(paper))
        )

    @property
    def wanted(self) -> list[Wanted]:
        return self.cleaned_data["wanted"]

    @property
    def typed(self) -> str:
        return "\n".join(f"{one.name}: {one.wrong} {one.mend}" for one in self.wanted)

    @property
    def digest(self) -> str:
        """What was read before it was sent is what is sent."""
        return sha256(repr(self.wanted).encode()).hexdigest()[:16]

    @property
    def arguments(self) -> dict[str, Any]:
        known = self.cleaned_data
        return {"task": known["task"], "wanted": known["wanted"], "note": known["note"]}

    @property
    def repeats(self) -> dict[str, Any]:
        return super().repeats | {"payload__wanted": [one.said for one in self.wanted]}


@dataclass(frozen=True)
class Preview:
    """The request in the words the applicant will read."""

    heading: str
    wanted: list[Wanted]
    # The lines with the page each is marked on.
    lines: list[tuple[Wanted, Sheet | None]]
    until: date

    @classmethod
    def of(cls, form: AskSupplementForm, now: Situation) -> "Preview":
        days = rules.in_force().supplement_days
        until = local_day(now.working_time.due(now.at, days, "working_day"))
        count = len(form.wanted)
        heading = ngettext(
            "Hồ sơ %(number)s cần bổ sung %(count)s giấy tờ trước %(day)s",
            "Hồ sơ %(number)s cần bổ sung %(count)s giấy tờ trước %(day)s",
            count,
        ) % {"number": now.dossier.number, "count": count, "day": f"{until:%d/%m/%Y}"}
        lines = [(one, sheet_of(one, form.sheets.get(one.paper or 0, ()))) for one in form.wanted]
        return cls(heading, form.wanted, lines, until)
