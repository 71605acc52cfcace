"""What the forms of the staff pages do: each one action, its refusal shown at its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.organisations import actions
from motcua.organisations.models import Absence, Membership, StandIn, Unit
from motcua.organisations.rules import Manager
from motcua.web.setup.organisations_forms import (
    AbsenceForm,
    ActForm,
    BackForm,
    EndPostForm,
    EndStandInForm,
    NewcomerForm,
    PostForm,
    StandInForm,
)

Choices = list[tuple[int, str]]


@dataclass
class Page:
    """Somebody's page: what it lists, and the form that was sent, bound."""

    user: User
    manager: Manager
    posts: list[Membership]
    absences: list[Absence]
    stand_ins: list[StandIn]
    stands_in: list[StandIn]
    units: Choices
    arranged: Choices
    people: Choices
    failed: ActForm | None = None
    sent: dict[tuple[str, int], ActForm] = field(default_factory=dict)

    def form(self, act: str, of: int = 0) -> ActForm:
        """Return a form of the page, the one that was sent with what was typed."""
        return self.sent.get((act, of)) or self._make(act, of, None)

    def bound(self, data: Mapping[str, Any]) -> ActForm | None:
        """Return the form that was sent, or None when the page has no such form."""
        act, of = data.get("act", ""), str(data.get("of", "0"))
        known = {
            "end-post": {one.pk for one in self.posts},
            "back": {one.pk for one in self.absences},
            "end-stand-in": {one.pk for one in self.stand_ins},
        }
        number = int(of) if of.isascii() and of.isdecimal() and len(of) < 19 else -1
        if number not in known.get(act, {0}) or act not in {*known, *new_forms(self).values()}:
            return None
        self.failed = self.sent[act, number] = self._make(act, number, data)
        return self.failed

    def _make(self, act: str, of: int, data: Mapping[str, Any] | None) -> ActForm:
        today = clock.today()
        makes: dict[str, Callable[[], ActForm]] = {
            "post": lambda: PostForm(data, units=self.units, initial={"from_on": today}),
            "absence": lambda: AbsenceForm(data),
            "stand-in": lambda: StandInForm(data, posts=self.arranged, people=self.people),
            "end-post": lambda: EndPostForm(data, of=of, initial={"to_on": today}),
            "back": lambda: BackForm(data, of=of, initial={"on": today + timedelta(days=1)}),
            "end-stand-in": lambda: EndStandInForm(data, of=of, initial={"to_on": today}),
        }
        form = makes[act]()
        form.person = self.user
        return form


def new_forms(page: Page) -> dict[str, str]:
    """Return the forms that add something, by their name in the page: those the manager may use."""
    forms = {"absence_form": "absence"}
    if page.units:
        forms["post_form"] = "post"
    if page.arranged:
        forms["stand_in_form"] = "stand-in"
    return forms


def act(form: ActForm, *, manager: Manager) -> bool:
    """Do what a form asks for; False when it is wrong or refused, the reason then stands in the form."""
    if not form.is_valid():
        return False
    try:
        form.done = _ACTS[form.act](form, manager)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _appoint(form: PostForm, user: User, manager: Manager) -> str:
    given = form.cleaned_data
    actions.appoint(
        user,
        unit=Unit.objects.get(pk=given["unit"]),
        role=given["role"],
        title=given["title"],
        from_on=given["from_on"],
        to_on=given["to_on"],
        ground=given["ground"],
        override_ground=given["override_ground"],
        by=manager,
        at=clock.now(),
    )
    return _("Đã giao vị trí %(title)s cho %(name)s.") % {"title": given["title"], "name": user.full_name}


def _post(form: PostForm, manager: Manager) -> str:
    return _appoint(form, form.person, manager)


def _newcomer(form: NewcomerForm, manager: Manager) -> str:
    return _appoint(form, form.cleaned_data["username"], manager)


def _end_post(form: EndPostForm, manager: Manager) -> str:
    post = Membership.objects.get(pk=form.of)
    actions.end_post(post, to_on=form.cleaned_data["to_on"], by=manager, at=clock.now())
    return _("%(name)s thôi giữ vị trí này từ sau ngày %(day)s.") % {
        "name": form.person.full_name,
        "day": f"{form.cleaned_data['to_on']:%d/%m/%Y}",
    }


def _absence(form: AbsenceForm, manager: Manager) -> str:
    actions.record_absence(
        form.person,
        away=form.away(form.person.pk),
        note=form.cleaned_data["note"],
        by=manager,
        at=clock.now(),
    )
    return _("Đã ghi %(name)s vắng mặt.") % {"name": form.person.full_name}


def _back(form: BackForm, manager: Manager) -> str:
    given = form.cleaned_data
    absence = Absence.objects.get(pk=form.of)
    actions.come_back(absence, on=given["on"], session=given["session"], by=manager, at=clock.now())
    return _("Đã ghi %(name)s làm việc lại từ %(day)s.") % {
        "name": form.person.full_name,
        "day": f"{given['on']:%d/%m/%Y}",
    }


def _stand_in(form: StandInForm, manager: Manager) -> str:
    given = form.cleaned_data
    user = User.objects.get(pk=given["user"])
    actions.name_stand_in(
        Membership.objects.get(pk=given["post"]),
        user=user,
        from_on=given["from_on"],
        to_on=given["to_on"],
        ground=given["ground"],
        override_ground=given["override_ground"],
        by=manager,
        at=clock.now(),
    )
    return _("%(name)s thay %(holder)s từ %(first)s đến hết %(last)s.") % {
        "name": user.full_name,
        "holder": form.person.full_name,
        "first": f"{given['from_on']:%d/%m/%Y}",
        "last": f"{given['to_on']:%d/%m/%Y}",
    }


def _end_stand_in(form: EndStandInForm, manager: Manager) -> str:
    stand_in = StandIn.objects.get(pk=form.of)
    actions.end_stand_in(stand_in, to_on=form.cleaned_data["to_on"], by=manager, at=clock.now())
    return _("Đã kết thúc việc thay.")


_ACTS: dict[str, Callable[[Any, Manager], str]] = {
    "post": _post,
    "newcomer": _newcomer,
    "end-post": _end_post,
    "absence": _absence,
    "back": _back,
    "stand-in": _stand_in,
    "end-stand-in": _end_stand_in,
}
