"""How much work lies with whom in a unit, and who is away."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.text import fold
from motcua.dossiers.load import Load, unit_load
from motcua.organisations import queries as organisations
from motcua.organisations.models import Absence, Position, Unit
from motcua.organisations.rules import Rights, UnitView


@dataclass(frozen=True)
class Row:
    """Somebody in one role, or the tasks nobody has taken."""

    name: str
    role: str
    load: Load
    away: str
    back_on: date | None
    stand_in: str


@dataclass(frozen=True)
class Table:
    """A unit with its people."""

    unit: UnitView
    rows: list[Row]

    @property
    def total(self) -> Load:
        loads = [row.load for row in self.rows]
        return Load(**{name: sum(map(attrgetter(name), loads)) for name in Load.__slots__})


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    rights = organisations.rights_of(request.user.pk, on=clock.today())
    choices = _choices(rights)
    asked = request.GET.get("unit", "")
    unit = next((one for one in choices if one.code == asked), None) if asked else _first(rights)
    if unit is None:
        raise Http404
    units = [unit, *_divisions(unit)]
    return render(
        request,
        "insight/load/show.html",
        {"unit": unit, "units": choices, "tables": _tables(units), "at": clock.now()},
    )


def _choices(rights: Rights) -> list[UnitView]:
    """Return the units in scope by name, centres first; a division stands with its agency too."""
    tree, today = organisations.tree(), clock.today()
    units = [tree[unit_id] for unit_id in rights.scope if tree[unit_id].is_valid(on=today)]
    return sorted(units, key=lambda unit: (unit.kind != Unit.Kind.CENTRE, fold(unit.name)))


def _first(rights: Rights) -> UnitView:
    return organisations.tree()[rights.posts[0].unit_id]


def _divisions(unit: UnitView) -> list[UnitView]:
    tree, today = organisations.tree(), clock.today()
    children = [tree[child] for child in tree.children(unit.id)]
    return [child for child in children if child.kind == Unit.Kind.DIVISION and child.is_valid(on=today)]


def _tables(units: list[UnitView]) -> list[Table]:
    on = clock.today()
    found = unit_load([unit.id for unit in units], at=clock.now())
    # People with a post and nothing to do stand in the table too.
    for unit in units:
        for role in organisations.tree().roles.get(unit.id, frozenset()):
            for person_id in organisations.holders(unit.id, role, on=on):
                found.setdefault((unit.id, role, person_id), Load())
    stand_ins = {
        (unit_id, role, person_id): organisations.stand_ins(unit_id, role, on=on, of=person_id)
        for unit_id, role, person_id in found
        if person_id
    }
    ids = {person_id for _unit, _role, person_id in found if person_id}
    ids |= {one for some in stand_ins.values() for one in some}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [
        Table(unit, [_row(key, load, names, stand_ins) for key, load in _ordered(found, unit.id, names)])
        for unit in units
    ]


def _ordered(found, unit_id, names):
    """Return the loads of one unit in the order of roles, what nobody has taken first."""
    roles = Position.Role.values
    own = [(key, load) for key, load in found.items() if key[0] == unit_id]
    return sorted(own, key=lambda one: (roles.index(one[0][1]), fold(names.get(one[0][2], ""))))


def _row(key, load, names, stand_ins) -> Row:
    _unit_id, role, person_id = key
    on = clock.today()
    span = organisations.away(on=on).get(person_id)
    return Row(
        name=names.get(person_id) or _("Chưa ai nhận"),
        role=str(Position.Role(role).label),
        load=load,
        away=str(Absence.Kind(span.kind).label) if span else "",
        back_on=organisations.back_on(person_id, on=on) if span else None,
        stand_in=", ".join(names[one] for one in stand_ins.get(key, [])),
    )
