"""Words and components every template may use: dates, money, icons, chips, fields."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.base import clock
from motcua.workflow.models import Step
from motcua.workflow.rules import duration
from motcua.worktime.rules import span_text

register = template.Library()

NO_BREAK = "\u00a0"
WEEKDAYS = (
    gettext_lazy("Thứ Hai"),
    gettext_lazy("Thứ Ba"),
    gettext_lazy("Thứ Tư"),
    gettext_lazy("Thứ Năm"),
    gettext_lazy("Thứ Sáu"),
    gettext_lazy("Thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)
# state of a deadline → icon, words when none are given
DEADLINES = {
    "in_time": ("check-circle", gettext_lazy("Trong hạn")),
    "soon": ("hourglass", gettext_lazy("Sắp đến hạn")),
    "overdue": ("alert", gettext_lazy("Quá hạn")),
    "paused": ("pause", gettext_lazy("Tạm dừng")),
    "early": ("early", gettext_lazy("Trước hạn")),
    "on_time": ("check-circle", gettext_lazy("Đúng hạn")),
    "late": ("late", gettext_lazy("Trễ hạn")),
    "done": ("check", gettext_lazy("Đã xong")),
    "none": ("minus", gettext_lazy("Không tính hạn")),
}


@register.filter
def vn_date(value: date | datetime | None) -> str:
    """24/11/2026, in the centre's zone."""
    return f"{_day(value):%d/%m/%Y}" if value else ""


@register.filter
def vn_time(value: datetime | None) -> str:
    """09:41, in the centre's zone."""
    return f"{clock.local(value):%H:%M}" if value else ""


@register.filter
def vn_datetime(value: datetime | None) -> str:
    """09:41 24/11/2026, in the centre's zone."""
    return f"{clock.local(value):%H:%M %d/%m/%Y}" if value else ""


@register.filter
def vn_weekday_date(value: date | datetime | None) -> str:
    """16:30 Thứ Sáu, 27/11/2026; a date has no hour."""
    if not value:
        return ""
    day = _day(value)
    hour = f"{clock.local(value):%H:%M} " if isinstance(value, datetime) else ""
    return f"{hour}{weekday(day)}, {day:%d/%m/%Y}"


@register.filter
def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()].replace(" ", NO_BREAK)


def _day(value: date | datetime) -> date:
    return clock.local_day(value) if isinstance(value, datetime) else value


@register.filter
def vn_number(value: float | Decimal | None, places: int = 0) -> str:
    """1.234.567 and, with places, 98,4."""
    if value is None:
        return ""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


@register.filter
def bounded(count: int) -> str:
    """32; what is counted no further than a thousand says 999+."""
    return str(count) if count < 1000 else "999+"


@register.filter
def percent(value: float | Decimal | None, places: int = 1) -> str:
    """98,4%; a round figure has no decimals: 100%."""
    if value is None:
        return ""
    return vn_number(value, places if round(value, places) % 1 else 0) + "%"


@register.filter
def money(value: int | None) -> str:
    """100.000 đ, kept on one line."""
    return f"{vn_number(value)}{NO_BREAK}đ" if value is not None else ""


@register.filter
def minutes_words(value: int | None) -> str:
    """1 giờ 49 phút; whole hours and minutes alone stay alone."""
    return span_text(abs(value)).replace(" ", NO_BREAK) if value is not None else ""


@register.filter
def budget_words(value: int | None) -> str:
    """2 ngày làm việc 4 giờ: the working time a step may take."""
    return duration(value)


@register.filter
def step_place(value: str) -> str:
    """Return who holds a step, in words."""
    return str(Step.Place(value).label)


@register.simple_tag
def icon(name: str, label: str = "", cls: str = "") -> SafeString:
    """Draw an icon of the sprite; only one that stands without words gets a label."""
    return _drawn(name, str(label), cls)


@lru_cache(maxsize=1024)
def _drawn(name: str, label: str, cls: str) -> SafeString:
    # A list shows the same few icons a hundred times.
    address = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="mc-icon {}" viewBox="0 0 24 24" role="img" aria-label="{}"><use href="{}"/></svg>',
            cls,
            label,
            address,
        )
    return format_html(
        '<svg class="mc-icon {}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}"/></svg>', cls, address
    )


@register.inclusion_tag("ui/_deadline_chip.html")
def deadline_chip(state: Any, words: str = "") -> dict[str, Any]:
    """Show a clock: `state` is a name of DEADLINES, or something that has .state and .words."""
    if not isinstance(state, str):
        state, words = state.state, words or state.words
    symbol, usual = DEADLINES[state]
    return {"state": str(state), "icon": symbol, "words": words or usual}


@register.inclusion_tag("ui/_error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """Show the box that lists what must be put right, each line a link to its field."""
    lines = []
    for form in forms:
        lines += [{"target": "", "text": text} for text in form.non_field_errors()]
        for bound in form:
            lines += [{"target": bound.auto_id, "text": text} for text in bound.errors]
    return {
        "lines": lines,
        "title": ngettext("Có %(count)s chỗ cần sửa", "Có %(count)s chỗ cần sửa", len(lines))
        % {"count": len(lines)},
    }


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField, hint: str = "", label: str = "", mark_optional: bool = True) -> dict[str, Any]:
    """Show a field with its label, hint and errors tied to it for screen readers."""
    hint = hint or str(bound.help_text)
    described = [f"{bound.auto_id}_hint"] * bool(hint) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    attrs = {"aria-describedby": " ".join(described)} if described else {}
    return {
        "field": bound,
        "hint": hint,
        "label": label or bound.label,
        "control": bound.as_widget(attrs=attrs),
        "is_optional": mark_optional and not bound.field.required,
    }


@register.inclusion_tag("ui/_bar.html")
def bar(share: float, label: str = "", state: str = "") -> dict[str, Any]:
    """Draw a share of a hundred as a bar; `state` soon or over changes its colour."""
    width = max(0, min(100, float(share)))
    return {
        "width": f"{width:.1f}",
        "label": label or _("%(share)s%%") % {"share": round(width, 1)},
        "state": state,
    }


@register.inclusion_tag("ui/_pages.html", takes_context=True)
def pages(context: template.Context, page: Any) -> dict[str, Any]:
    """Show the pages of a list (django.core.paginator.Page), the other filters kept."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    prefix = f"?{query.urlencode()}&page=" if query else "?page="
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "prefix": prefix}
