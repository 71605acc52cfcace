"""Loading the catalogue: procedures, their papers, and who is competent for them."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.base.errors import Refused
from motcua.base.registers import changed
from motcua.base.tables import BadRow, ImportResult, Table, read_table
from motcua.base.text import fold
from motcua.catalogue.models import (
    Case,
    Competence,
    Field,
    Procedure,
    ProcedureVersion,
    RequiredPaper,
    TimeLimit,
)
from motcua.catalogue.offers import REGISTER
from motcua.catalogue.queries import contents_in_force, field_by_name
from motcua.catalogue.rows import LIST_COLUMNS, is_code, meaning, read_competences, read_procedures
from motcua.catalogue.rules import (
    PAPER_PARTS,
    SCALARS,
    Competent,
    Content,
    Said,
    become,
    digest,
    field_code,
    unknown_cases,
)
from motcua.history.actions import record
from motcua.history.models import Entry
from motcua.organisations import queries as organisations

DATA = Path(__file__).parent / "data"
# From the first, which describes, over the list, which only names, to what the others lack.
OWN_FILES = ("procedures.csv", "procedures_catalogue.csv", "cases.csv", "papers.csv")
CHUNK = 400


@dataclass(frozen=True, slots=True)
class _Planned:
    """A version to write: what it says and what it follows."""

    said: Said
    content: Content
    follows: ProcedureVersion | None


def import_procedures(
    table: Table,
    *,
    source: str,
    today: date,
    skip_bad: bool = False,
    is_trial: bool = False,
    by: User | None = None,
    at: datetime | None = None,
) -> ImportResult:
    """Load procedures: a new version only where something changed, nothing when a row is bad.

    A trial run does everything and undoes it: its counts are those of the real run. Whoever gives the moment
    has the import written to the record.
    """
    with _trial(is_trial):
        result = _import(table, source=source, today=today, skip_bad=skip_bad, why_not=_why_not_procedure)
        _record(result, subject="procedures", source=source, by=by, at=at)
    return result


def import_papers(
    table: Table,
    *,
    source: str,
    today: date,
    skip_bad: bool = False,
    by: User | None = None,
    at: datetime | None = None,
) -> ImportResult:
    """Load required papers and the parts written beside them, for procedures already in the catalogue."""
    with transaction.atomic():
        result = _import(table, source=source, today=today, skip_bad=skip_bad, why_not=_why_not_papers)
        _record(result, subject="papers", source=source, by=by, at=at)
    return result


def install_catalogue(*, today: date) -> list[ImportResult]:
    """Load the catalogue that comes with the product; again, it changes nothing."""
    with transaction.atomic():
        return [_install(name, today=today) for name in OWN_FILES]


def _install(name: str, *, today: date) -> ImportResult:
    table = read_table((DATA / name).read_bytes(), name=name)
    result = _import(table, source=name, today=today, skip_bad=False, why_not=_why_not_procedure)
    if not result.is_loaded:
        first = result.bad_rows[0]
        raise Refused(
            _("%(name)s, dòng %(row)s: %(reason)s")
            % {"name": name, "row": first.number, "reason": first.reason}
        )
    return result


class _Undone(Exception):
    """Rolls a trial run back."""


@contextmanager
def _trial(is_trial: bool) -> Iterator[None]:
    """Run a transaction, and roll it back when it is only a trial."""
    with suppress(_Undone), transaction.atomic():
        yield
        if is_trial:
            raise _Undone


def _record(result: ImportResult, *, subject: str, source: str, by: User | None, at: datetime | None) -> None:
    if at is not None and result.is_loaded:
        counts: dict[str, Any] = {
            "created": result.created,
            "changed": result.changed,
            "skipped": len(result.bad_rows),
        }
        record(Entry.Verb.IMPORTED, subject=subject, key=source[:120], at=at, by=by, **counts)


WhyNot = Callable[[Said, Content | None], str]


def _import(table: Table, *, source: str, today: date, skip_bad: bool, why_not: WhyNot) -> ImportResult:
    known = meaning(table.columns)
    ignored = tuple(column for column in table.columns if column and column not in known.values())
    if "code" not in known:
        bad = BadRow(1, "code", _("Tệp thiếu cột mã thủ tục (code)."))
        return ImportResult(bad_rows=(bad,), ignored_columns=ignored, is_loaded=False)
    said, bad_rows = read_procedures(table)
    is_list = known.keys() <= LIST_COLUMNS
    planned, unchanged, refused = _plan(said, is_list=is_list, today=today, why_not=why_not)
    bad_rows = sorted([*bad_rows, *refused], key=lambda row: row.number)
    if bad_rows and not skip_bad:
        return ImportResult(bad_rows=tuple(bad_rows), ignored_columns=ignored, is_loaded=False)
    _write(planned, source=source, today=today)
    ended = _end(said)
    if planned or ended:
        changed(REGISTER)
    created = sum(1 for one in planned if one.follows is None)
    return ImportResult(
        created=created,
        changed=len(planned) - created + ended,
        unchanged=unchanged - ended,
        bad_rows=tuple(bad_rows),
        ignored_columns=ignored,
    )


def _plan(
    said: list[Said], *, is_list: bool, today: date, why_not: WhyNot
) -> tuple[list[_Planned], int, list[BadRow]]:
    """Return the versions to write, how many procedures stay as they are, and the rows refused."""
    now = contents_in_force()
    codes = now.keys() | {one.code for one in said}
    planned: list[_Planned] = []
    refused: list[BadRow] = []
    unchanged = 0
    for one in said:
        version, old = now.get(one.code, (None, None))
        if reason := why_not(one, old) or _why_not_follow(one, codes):
            refused.append(BadRow(one.number, "code", reason))
            continue
        new = become(old, one, is_list=is_list)
        if new == old:
            unchanged += 1
        elif version is not None and today < version.effective_from:
            refused.append(
                BadRow(
                    one.number,
                    "code",
                    _("Phiên bản đang dùng có hiệu lực từ %(day)s, sau ngày nhập.")
                    % {"day": f"{version.effective_from:%d/%m/%Y}"},
                )
            )
        else:
            planned.append(_Planned(one, new, version))
    return planned, unchanged, refused


def _why_not_procedure(said: Said, old: Content | None) -> str:
    if old is None and "name" not in said.values:
        return _("Chưa có thủ tục %(code)s trong danh mục, dòng này không có tên để tạo mới.") % {
            "code": said.code
        }
    return _why_not_cases(said, old)


def _why_not_papers(said: Said, old: Content | None) -> str:
    if old is None:
        return _("Chưa có thủ tục %(code)s trong danh mục, hãy nhập thủ tục trước.") % {"code": said.code}
    return _why_not_cases(said, old)


def _why_not_cases(said: Said, old: Content | None) -> str:
    if old is not None and not said.limits and (unknown := unknown_cases(old, said)):
        return _("Thủ tục không có trường hợp “%(case)s”.") % {"case": unknown[0]}
    return ""


def _why_not_follow(said: Said, codes: AbstractSet[str]) -> str:
    if said.successor and said.successor not in codes:
        return _("Thủ tục thay thế %(code)s không có trong danh mục.") % {"code": said.successor}
    return ""


def _write(planned: list[_Planned], *, source: str, today: date) -> None:
    """Close the versions that are replaced and write the new ones with all their rows, in bulk."""
    if not planned:
        return
    fields = _fields({one.content.field for one in planned})
    procedures = _procedures([one.said.code for one in planned])
    last = dict(
        ProcedureVersion.objects.values_list("procedure_id")
        .annotate(last=Max("number"))
        .values_list("procedure_id", "last")
    )
    replaced = [one.follows.pk for one in planned if one.follows is not None]
    for at in range(0, len(replaced), CHUNK):
        ProcedureVersion.objects.filter(pk__in=replaced[at : at + CHUNK]).update(
            effective_to=today - timedelta(days=1)
        )
    versions = ProcedureVersion.objects.bulk_create(
        [
            _version(
                one,
                procedure=procedures[one.said.code],
                field=fields[field_code(one.content.field)],
                number=last.get(procedures[one.said.code].pk, 0) + 1,
                source=source,
                today=today,
            )
            for one in planned
        ],
        batch_size=CHUNK,
    )
    _write_cases(list(zip(versions, (one.content for one in planned), strict=True)))


def _version(
    one: _Planned, *, procedure: Procedure, field: Field, number: int, source: str, today: date
) -> ProcedureVersion:
    content = replace(one.content, source=one.content.source or source)
    return ProcedureVersion(
        procedure=procedure,
        number=number,
        folded_name=fold(content.name),
        field=field,
        effective_from=today,
        digest=digest(content),
        **{name: getattr(content, name) for name in SCALARS},
    )


def _fields(names: Iterable[str]) -> dict[str, Field]:
    """Return the fields of these names by the key of the name, making those that are new."""
    known = {field_code(field.name): field for field in Field.objects.all()}
    wanted = {field_code(name): name for name in sorted(names)}
    new = {code: Field(code=code, name=name) for code, name in wanted.items() if code not in known}
    Field.objects.bulk_create(new.values())
    return known | new


def _procedures(codes: Iterable[str]) -> dict[str, Procedure]:
    known = {procedure.code: procedure for procedure in Procedure.objects.all()}
    new = [Procedure(code=code) for code in codes if code not in known]
    Procedure.objects.bulk_create(new, batch_size=CHUNK)
    return known | {procedure.code: procedure for procedure in new}


def _write_cases(written: list[tuple[ProcedureVersion, Content]]) -> None:
    cases = [
        (Case(version=version, order=order, name=case.name), case)
        for version, content in written
        for order, case in enumerate(content.cases, 1)
    ]
    Case.objects.bulk_create([row for row, _case in cases], batch_size=CHUNK)
    TimeLimit.objects.bulk_create(
        [
            TimeLimit(case=row, channel=limit.channel, amount=limit.amount, unit=limit.unit, text=limit.text)
            for row, case in cases
            for limit in case.limits
        ],
        batch_size=CHUNK,
    )
    RequiredPaper.objects.bulk_create(
        [
            RequiredPaper(case=row, order=order, **{name: getattr(paper, name) for name in PAPER_PARTS})
            for row, case in cases
            for order, paper in enumerate(case.papers, 1)
        ],
        batch_size=CHUNK,
    )


def _end(said: Iterable[Said]) -> int:
    """Write the repeals that the rows tell, with the procedure that follows; return how many were new."""
    ended = 0
    for one in said:
        if one.repealed_on is None:
            continue
        successor = Procedure.objects.filter(code=one.successor).first() if one.successor else None
        ended += (
            Procedure.objects.filter(code=one.code)
            .exclude(repealed_on=one.repealed_on, successor=successor)
            .update(repealed_on=one.repealed_on, successor=successor)
        )
    return ended


def import_competences(
    table: Table,
    *,
    today: date,
    skip_bad: bool = False,
    source: str = "",
    by: User | None = None,
    at: datetime | None = None,
) -> ImportResult:
    """Load who resolves what for which centre; a row that names another unit ends the former one."""
    said, bad_rows = read_competences(table)
    with transaction.atomic():
        found = [(one, _competence(one, today=today)) for one in said]
        bad_rows += [outcome for _one, outcome in found if isinstance(outcome, BadRow)]
        bad_rows.sort(key=lambda row: row.number)
        if bad_rows and not skip_bad:
            return ImportResult(bad_rows=tuple(bad_rows), is_loaded=False)
        done = [_appoint(outcome) for _one, outcome in found if isinstance(outcome, Competence)]
        if any(done):
            changed(REGISTER)
        result = ImportResult(
            done.count("created"), done.count("changed"), done.count(""), bad_rows=tuple(bad_rows)
        )
        _record(result, subject="competences", source=source, by=by, at=at)
    return result


def _competence(one: Competent, *, today: date) -> Competence | BadRow:
    """Return the competence a row means, or what is wrong with it."""
    tree = organisations.tree()
    centre, unit = tree.by_code(one.centre), tree.by_code(one.unit)
    field = procedure = None
    if is_code(one.subject):
        procedure = Procedure.objects.filter(code=one.subject.upper()).first()
    else:
        field = field_by_name(one.subject)
    unknown = _("Không có đơn vị “%(code)s”.")
    if centre is None:
        return BadRow(one.number, "centre_code", unknown % {"code": one.centre})
    if unit is None:
        return BadRow(one.number, "unit_code", unknown % {"code": one.unit})
    if field is None and procedure is None:
        return BadRow(
            one.number,
            "subject",
            _("Không có lĩnh vực hay thủ tục “%(name)s” trong danh mục.") % {"name": one.subject},
        )
    return Competence(
        centre_id=centre.id, unit_id=unit.id, field=field, procedure=procedure, valid_from=today
    )


def _appoint(new: Competence) -> str:
    """Write a competence; return "created", "changed", or "" when it was so already."""
    now = Competence.objects.filter(
        centre_id=new.centre_id, field=new.field, procedure=new.procedure, valid_to=None
    ).first()
    if now is None:
        # The first one known holds for earlier dossiers too.
        new.valid_from = date(2000, 1, 1)
        new.save()
        return "created"
    if now.unit_id == new.unit_id:
        return ""
    now.valid_to = new.valid_from - timedelta(days=1)
    now.save(update_fields=["valid_to"])
    new.save()
    return "changed"
