"""The catalogue from process memory: what is in force, search, who is competent."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from motcua.base.registers import Register
from motcua.base.text import fold
from motcua.catalogue.models import Competence, Field, ProcedureVersion
from motcua.catalogue.offers import REGISTER
from motcua.catalogue.rows import is_code
from motcua.catalogue.rules import Content, content_of, field_code, lacking_parts
from motcua.catalogue.searching import Index, Named, find, index_of
from motcua.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure that a search found."""

    version: ProcedureVersion
    score: float

    @property
    def code(self) -> str:
        return self.version.procedure.code

    @property
    def name(self) -> str:
        return self.version.name

    @property
    def limits(self) -> tuple[str, ...]:
        """The time limits as people read them, one per case and channel."""
        return limits_of(self.version)


@dataclass(frozen=True, slots=True)
class _Catalogue:
    in_force: dict[str, ProcedureVersion]
    by_id: dict[int, ProcedureVersion]
    # Ids in the order people read names.
    order: tuple[int, ...]
    index: Index
    # (centre, "field" or "procedure", id) → competences, the latest first.
    competent: dict[tuple[int, str, int], list[Competence]]


def _load() -> _Catalogue:
    versions = list(_whole(ProcedureVersion.objects.filter(effective_to=None)))
    competent: dict[tuple[int, str, int], list[Competence]] = {}
    for one in Competence.objects.select_related("unit").order_by("-valid_from"):
        subject = ("procedure", one.procedure_id) if one.procedure_id else ("field", one.field_id)
        competent.setdefault((one.centre_id, *subject), []).append(one)  # type: ignore[arg-type]
    return _Catalogue(
        in_force={version.procedure.code: version for version in versions},
        by_id={version.pk: version for version in versions},
        order=tuple(version.pk for version in sorted(versions, key=lambda one: one.folded_name)),
        index=index_of(
            Named(version.pk, version.procedure.code, version.folded_name, content_of(version).has_substance)
            for version in versions
        ),
        competent=competent,
    )


_register = Register(REGISTER, _load)


def _whole(versions: QuerySet[ProcedureVersion]) -> QuerySet[ProcedureVersion]:
    return versions.select_related("procedure__successor", "field").prefetch_related(
        "cases__time_limits", "cases__papers"
    )


def in_force(code: str, *, on: date) -> ProcedureVersion | None:
    """Return the version of a procedure in force on a day, its cases, limits and papers in hand."""
    version = _register.get().in_force.get(code)
    if version is None and not is_code(code):
        return None
    if version is None or on < version.effective_from:
        version = (
            _whole(ProcedureVersion.objects.filter(procedure__code=code, effective_from__lte=on))
            .filter(Q(effective_to=None) | Q(effective_to__gte=on))
            .order_by("-number")
            .first()
        )
    if version is None:
        return None
    repealed_on = version.procedure.repealed_on
    return version if repealed_on is None or on < repealed_on else None


def search(
    text: str, *, field: str = "", level: str = "", online: str = "", limit: int | None = 50
) -> list[Hit]:
    """Return the procedures that the text may mean, best first; without text, all of them by name.

    `field` is a field's name or code, `level` a level such as "Cấp xã", `online` the number of an online level.
    """
    catalogue = _register.get()
    found = (
        find(catalogue.index, text) if text.strip() else [(0.0, version_id) for version_id in catalogue.order]
    )
    hits: list[Hit] = []
    for score, version_id in found:
        version = catalogue.by_id[version_id]
        if _is_asked_for(version, field=field, level=level, online=online):
            hits.append(Hit(version, score))
            if len(hits) == limit:
                break
    return hits


def _is_asked_for(version: ProcedureVersion, *, field: str, level: str, online: str) -> bool:
    return (
        (not field or field in (version.field.code, version.field.name))
        and (not level or fold(level) in fold(version.level).split("; "))
        and (not online or online == str(version.online_level))
    )


# Only those who keep the catalogue ask what is missing, so it is worked out when they do.
_lacking = Register(
    REGISTER,
    lambda: {version_id: lacking_parts(version) for version_id, version in _register.get().by_id.items()},
)


def lacking() -> dict[int, tuple[str, ...]]:
    """Return the names of the parts each posting in force lacks, by version."""
    return _lacking.get()


@dataclass(frozen=True, slots=True)
class FieldCount:
    """A field and how many procedures in force it has."""

    code: str
    name: str
    count: int


def fields() -> list[FieldCount]:
    """Return the fields that have procedures, by name."""
    counted = Counter(version.field for version in _register.get().by_id.values())
    return sorted(
        (FieldCount(field.code, field.name, count) for field, count in counted.items()),
        key=lambda one: fold(one.name),
    )


def levels() -> list[str]:
    """Return the levels that carry out procedures in force."""
    return sorted(
        {level for version in _register.get().by_id.values() for level in version.level.split("; ") if level}
    )


def count() -> int:
    """Return how many procedures are in force."""
    return len(_register.get().by_id)


def limits_of(version: ProcedureVersion) -> tuple[str, ...]:
    """Return the time limits of a version as people read them."""
    said: list[str] = []
    for case in version.cases.all():
        for limit in case.time_limits.all():
            parts = [case.name, str(limit.get_channel_display()) if limit.channel else "", str(limit)]
            said.append(": ".join(part for part in parts if part))
    return tuple(said)


def versions_of(code: str) -> list[ProcedureVersion]:
    """Return every version of a procedure, the latest first, whole."""
    return list(_whole(ProcedureVersion.objects.filter(procedure__code=code)).order_by("-number"))


def contents_in_force() -> dict[str, tuple[ProcedureVersion, Content]]:
    """Return every procedure in force as the database has it now, by code."""
    return {
        version.procedure.code: (version, content_of(version))
        for version in _whole(ProcedureVersion.objects.filter(effective_to=None))
    }


def field_by_name(name: str) -> Field | None:
    """Return the field of this name, however it is spelled."""
    wanted = field_code(name)
    return next((field for field in Field.objects.all() if field_code(field.name) == wanted), None)


def competent_unit(version: ProcedureVersion, *, centre_id: int, on: date) -> Unit | None:
    """Return the unit that resolves a procedure for a centre: its own competence, else its field's."""
    competent = _register.get().competent
    subjects = (("procedure", version.procedure_id), ("field", version.field_id))
    for kind, subject_id in subjects:
        for one in competent.get((centre_id, kind, subject_id), ()):
            if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to):
                return one.unit
    return None
