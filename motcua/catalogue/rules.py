"""What a version of a procedure says, when it has changed, and what its posting lacks."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.base.text import clean, fold
from motcua.catalogue.models import ProcedureVersion, RequiredPaper

NO_FIELD = "Chưa phân lĩnh vực"
_COUNT = re.compile(r": *\d+ *TTHC$")


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit of a case for a channel ("" is every channel)."""

    channel: str
    amount: int
    unit: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One part of the dossier."""

    name: str
    kind: str = RequiredPaper.Kind.PAPER
    originals: int = 0
    copies: int = 0
    is_electronic_form: bool = False
    is_optional: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseContent:
    """A case with its limits and papers; the only case of a simple procedure has no name."""

    name: str = ""
    limits: tuple[Limit, ...] = ()
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a version says, free of rows and keys: two versions are the same when this is equal."""

    name: str
    field: str = NO_FIELD
    level: str = ""
    agency: str = ""
    online_level: int = ProcedureVersion.OnlineLevel.INFORMATION
    audience: str = ""
    sequence: str = ""
    conditions: str = ""
    forms: str = ""
    legal_basis: str = ""
    fee: str = ""
    result: str = ""
    sets: int = 1
    decision: str = ""
    source: str = ""
    verified: str = ProcedureVersion.Verified.NO
    cases: tuple[CaseContent, ...] = (CaseContent(),)

    @property
    def has_substance(self) -> bool:
        """Whether more is known than the name a list gives."""
        return any((self.agency, self.fee, self.result, self.legal_basis)) or any(
            case.limits or case.papers for case in self.cases
        )


_MARKS: list[str] = [
    ProcedureVersion.Verified.NO,
    ProcedureVersion.Verified.CODE_ONLY,
    ProcedureVersion.Verified.YES,
]
SCALARS = tuple(part.name for part in fields(Content) if part.name not in ("field", "cases"))
PAPER_PARTS = tuple(part.name for part in fields(Paper))


@dataclass(frozen=True, slots=True)
class Said:
    """What the rows of one procedure say; an empty cell says nothing."""

    code: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    # Case name → limits and papers, in the order of the file.
    limits: dict[str, tuple[Limit, ...]] = field(default_factory=dict)
    papers: dict[str, tuple[Paper, ...]] = field(default_factory=dict)
    names_cases: bool = False
    repealed_on: date | None = None
    successor: str = ""


def digest(content: Content) -> str:
    """Return the fingerprint of everything a version says."""
    text = json.dumps(asdict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def field_name(text: str) -> str:
    """Return the name of a field without what a table of contents leaves on it ("Việc làm: 07 TTHC")."""
    name = _COUNT.sub("", clean(text)).strip(" .;:)")
    return name[:1].upper() + name[1:]


def field_code(name: str) -> str:
    """Return the key of a field: two spellings of one name share it."""
    slug = slugify(fold(name))
    return slug if len(slug) <= 80 else f"{slug[:71]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}"


def become(old: Content | None, said: Said, *, is_list: bool) -> Content:
    """Return what a version says after these rows.

    Only what the rows give is compared: a column the file has not, or an empty cell, blanks nothing. A bare
    list never overrides a procedure that a richer file has described; it fills what is empty.
    """
    if old is None:
        return _with_rows(Content(name=said.values["name"]), said, said.values)
    values = {
        column: value
        for column, value in said.values.items()
        # One field however it is spelled.
        if column != "field" or field_code(value) != field_code(old.field)
    }
    if is_list and old.has_substance:
        blank = {"field": NO_FIELD}
        values = {
            column: value for column, value in values.items() if getattr(old, column) == blank.get(column, "")
        }
    return _with_rows(old, said, values)


def _with_rows(content: Content, said: Said, values: dict[str, Any]) -> Content:
    cases = _with_papers(_with_limits(content.cases, said), said)
    if "verified" in values and any(case.papers for case in content.cases):
        values = values | {"verified": _least_verified(content, said, values["verified"])}
    return replace(content, **values, cases=cases)


def _least_verified(content: Content, said: Said, mark: str) -> str:
    """A version is as verified as its least verified part: a file without papers cannot raise the mark."""
    return mark if said.papers else min(mark, content.verified, key=_MARKS.index)


def _with_limits(cases: tuple[CaseContent, ...], said: Said) -> tuple[CaseContent, ...]:
    if not said.limits:
        return cases
    if not said.names_cases and any(case.name for case in cases):
        # The file knows one limit only, the version is finer: the file does not speak of its cases.
        return cases
    papers = {case.name: case.papers for case in cases}
    common = papers.get("", ())
    return tuple(
        CaseContent(name, tuple(sorted(limits, key=lambda limit: limit.channel)), papers.get(name, common))
        for name, limits in said.limits.items()
    )


def _with_papers(cases: tuple[CaseContent, ...], said: Said) -> tuple[CaseContent, ...]:
    """Give every case the papers without a case name, then its own."""
    if not said.papers:
        return cases
    common = said.papers.get("", ())
    return tuple(
        replace(case, papers=(*common, *(said.papers.get(case.name, ()) if case.name else ())))
        for case in cases
    )


def unknown_cases(content: Content, said: Said) -> list[str]:
    """Return the cases that papers are given for and the version does not have."""
    known = {case.name for case in content.cases}
    return [name for name in said.papers if name and name not in known]


def content_of(version: ProcedureVersion) -> Content:
    """Return what a version says; its cases, limits and papers must be in hand (prefetched)."""
    return Content(
        **{name: getattr(version, name) for name in SCALARS},
        field=version.field.name,
        cases=tuple(
            CaseContent(
                name=case.name,
                limits=tuple(
                    sorted(
                        (
                            Limit(limit.channel, limit.amount, limit.unit, limit.text)
                            for limit in case.time_limits.all()
                        ),
                        key=lambda limit: limit.channel,
                    )
                ),
                papers=tuple(
                    Paper(**{name: getattr(paper, name) for name in PAPER_PARTS})
                    for paper in case.papers.all()
                ),
            )
            for case in version.cases.all()
        ),
    )


# What a posting must carry (NĐ 63/2010 Điều 8 khoản 2); forms, conditions only where they exist.
_POSTED = ("sequence", "audience", "level", "agency", "fee", "result", "legal_basis", "decision")


def lacking_parts(version: ProcedureVersion) -> tuple[str, ...]:
    """Return which parts of a posting a version lacks; its cases must be in hand (prefetched)."""
    cases = list(version.cases.all())
    lacking = [name for name in _POSTED if not getattr(version, name)]
    if not cases or any(not case.papers.all() for case in cases):
        lacking.insert(0, "papers")
    if not cases or any(not case.time_limits.all() for case in cases):
        lacking.insert(0, "limits")
    return tuple(lacking)


_LABELS = {
    "papers": gettext_noop("thành phần hồ sơ"),
    "limits": gettext_noop("thời hạn giải quyết"),
    "field": gettext_noop("lĩnh vực"),
    "online_level": gettext_noop("mức độ trực tuyến"),
    "verified": gettext_noop("mức độ đối chiếu"),
}


def part_label(name: str) -> str:
    """Return what people call a part of a posting."""
    if name in _LABELS:
        return _(_LABELS[name])
    return str(getattr(ProcedureVersion._meta.get_field(name), "verbose_name", name))


def missing_posting_parts(version: ProcedureVersion) -> list[str]:
    """Return what the public posting of a version lacks, as people call it."""
    return [part_label(name) for name in lacking_parts(version)]


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that two versions say differently."""

    label: str
    before: str
    after: str


def differences(old: ProcedureVersion, new: ProcedureVersion) -> list[Difference]:
    """Return what changed from one version to the next, part by part."""
    found = [
        Difference(part_label(name), _said(old, name), _said(new, name))
        for name in ("name", "field", *(name for name in SCALARS if name != "name"))
        if _said(old, name) != _said(new, name)
    ]
    for name, lines in (("limits", _limit_lines), ("papers", _paper_lines)):
        before, after = lines(old), lines(new)
        if before != after:
            found.append(Difference(part_label(name), "\n".join(before), "\n".join(after)))
    return found


def _said(version: ProcedureVersion, name: str) -> str:
    if name in ("online_level", "verified"):
        return str(getattr(version, f"get_{name}_display")())
    return str(getattr(version, name))


def _limit_lines(version: ProcedureVersion) -> list[str]:
    return [
        ": ".join(part for part in (case.name, str(limit)) if part)
        for case in version.cases.all()
        for limit in case.time_limits.all()
    ]


def _paper_lines(version: ProcedureVersion) -> list[str]:
    return [
        ": ".join(part for part in (case.name, paper.name) if part)
        for case in version.cases.all()
        for paper in case.papers.all()
    ]


@dataclass(frozen=True, slots=True)
class Competent:
    """A row that says which unit resolves a field, or one procedure, for a centre."""

    number: int
    centre: str
    subject: str
    unit: str
