"""Loading processes: those that decisions publish, and templates where there is none yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_noop

from motcua.accounts.models import User
from motcua.base.registers import changed
from motcua.base.tables import BadRow, Table, read_table
from motcua.catalogue.models import Procedure, ProcedureVersion, TimeLimit
from motcua.history.actions import record
from motcua.history.models import Entry
from motcua.workflow.models import Process, ProcessVersion, Step, Transition
from motcua.workflow.queries import REGISTER, TEMPLATE_PREFIX
from motcua.workflow.rows import read_workflows
from motcua.workflow.rules import WARNING, Finding, ProcessDraft, default_draft, digest

DATA = Path(__file__).parent / "data"
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Report:
    """What the model checker says of one process."""

    code: str
    name: str
    state: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; with bad rows and without leave to skip them it did nothing."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    bad_rows: tuple[BadRow, ...] = ()
    reports: tuple[Report, ...] = ()
    is_loaded: bool = True


def import_workflows(
    table: Table,
    *,
    at: datetime,
    skip_bad: bool = False,
    source: str = "",
    by: User | None = None,
) -> ImportResult:
    """Load the processes of a table: a new version only where one changed, a draft where the checker objects."""
    drafts, bad_rows = read_workflows(table)
    if bad_rows and not skip_bad:
        return ImportResult(bad_rows=tuple(bad_rows), is_loaded=False)
    with transaction.atomic():
        drafts = _with_procedures(drafts)
        created, changed_, unchanged = _store(drafts, at=at)
        counts = {"created": created, "changed": changed_, "skipped": len(bad_rows)}
        record(
            Entry.Verb.IMPORTED, subject="workflows", key=source[:120], at=at, by=by, address=None, **counts
        )
    return ImportResult(
        created,
        changed_,
        unchanged,
        tuple(bad_rows),
        tuple(Report(draft.code, draft.name, _state(draft), draft.findings) for draft in drafts),
    )


def install_processes(*, at: datetime) -> ImportResult:
    """Load the workflows that come with the product, and templates for the other procedures."""
    with transaction.atomic():
        result = import_workflows(
            read_table((DATA / "workflows.csv").read_bytes(), name="workflows.csv"),
            at=at,
            source="workflows.csv",
        )
        ensure_default_processes(at=at)
    return result


def draft_default(version: ProcedureVersion, *, at: datetime) -> ProcessVersion | None:
    """Publish the template process of one procedure; None when no time limit is known."""
    draft = _default(version)
    if draft is None:
        return None
    with transaction.atomic():
        _store([draft], at=at)
    return ProcessVersion.objects.filter(process__code=draft.code).latest("number")


def ensure_default_processes(*, at: datetime) -> int:
    """Give every procedure with a time limit and without a process of its own its template; return how many moved."""
    served = set(
        ProcessVersion.objects.filter(state=ProcessVersion.State.PUBLISHED, process__procedure__isnull=False)
        .exclude(process__code__startswith=TEMPLATE_PREFIX)
        .values_list("process__procedure_id", flat=True)
    )
    versions = (
        ProcedureVersion.objects.filter(effective_to=None, procedure__repealed_on=None)
        .exclude(procedure__in=served)
        .select_related("procedure")
        .prefetch_related("cases__time_limits")
        .order_by("procedure__code")
    )
    drafts = [draft for version in versions if (draft := _default(version))]
    with transaction.atomic():
        created, changed_, _unchanged = _store(drafts, at=at)
    return created + changed_


def _default(version: ProcedureVersion) -> ProcessDraft | None:
    """Return the template for the limit of the first case; other cases have their own deadline all the same."""
    for case in version.cases.all():
        limits = {limit.channel: limit for limit in case.time_limits.all()}
        limit = limits.get(TimeLimit.Channel.ANY) or next(iter(limits.values()), None)
        if limit:
            code = version.procedure.code
            return default_draft(code=code, name=version.name, amount=limit.amount, unit=limit.unit)
    return None


def _with_procedures(drafts: Iterable[ProcessDraft]) -> list[ProcessDraft]:
    """Say of each draft when its procedure is not in the catalogue: no dossier can go by it then."""
    known = set(Procedure.objects.values_list("code", flat=True))
    text = gettext_noop("Thủ tục %(code)s chưa có trong danh mục nên chưa hồ sơ nào dùng được quy trình này.")
    return [
        draft
        if not draft.procedure_code or draft.procedure_code in known
        else replace(
            draft, findings=(*draft.findings, Finding(WARNING, "", text, {"code": draft.procedure_code}))
        )
        for draft in drafts
    ]


def _state(draft: ProcessDraft) -> str:
    return ProcessVersion.State.DRAFT if draft.has_errors else ProcessVersion.State.PUBLISHED


def _store(drafts: Sequence[ProcessDraft], *, at: datetime) -> tuple[int, int, int]:
    """Write what is new or changed, in bulk; return how many were created, changed and left as they were."""
    processes = _processes(drafts)
    latest = {
        version.process_id: version
        for version in ProcessVersion.objects.filter(process__in=list(processes.values())).order_by("number")
    }
    new: list[tuple[ProcessDraft, ProcessVersion]] = []
    created = 0
    for draft in drafts:
        process = processes[draft.code]
        before = latest.get(process.pk)
        if before is not None and before.digest == digest(draft):
            continue
        created += before is None
        version = ProcessVersion(
            process=process,
            number=before.number + 1 if before else 1,
            state=_state(draft),
            total_minutes=draft.total_minutes,
            source=draft.source,
            digest=digest(draft),
            findings=[finding.as_json() for finding in draft.findings],
            made_at=at,
        )
        new.append((draft, version))
    if new:
        _write(new)
        changed(REGISTER)
    return created, len(new) - created, len(drafts) - len(new)


def _processes(drafts: Sequence[ProcessDraft]) -> dict[str, Process]:
    """Return the processes of these drafts by code, made or renamed as the drafts say."""
    procedures = dict(
        Procedure.objects.filter(code__in={draft.procedure_code for draft in drafts}).values_list(
            "code", "pk"
        )
    )
    known = {process.code: process for process in Process.objects.all()}
    new, renamed = [], []
    for draft in drafts:
        procedure_id = procedures.get(draft.procedure_code)
        process = known.get(draft.code)
        if process is None:
            process = known[draft.code] = Process(code=draft.code)
            new.append(process)
        elif (process.name, process.procedure_id) != (draft.name, procedure_id):
            renamed.append(process)
        process.name, process.procedure_id = draft.name, procedure_id
    Process.objects.bulk_create(new, batch_size=CHUNK)
    Process.objects.bulk_update(renamed, ["name", "procedure"], batch_size=CHUNK)
    if renamed:
        changed(REGISTER)
    return {draft.code: known[draft.code] for draft in drafts}


def _write(new: Sequence[tuple[ProcessDraft, ProcessVersion]]) -> None:
    ProcessVersion.objects.bulk_create([version for _draft, version in new], batch_size=CHUNK)
    steps = {
        (version.pk, step.code): Step(
            version=version,
            order=step.order,
            code=step.code,
            name=step.name,
            kind=step.kind,
            place=step.place,
            role=step.role,
            budget_minutes=step.budget_minutes,
            stops_clock=step.stops_clock,
            actor=step.actor,
            content=step.content,
        )
        for draft, version in new
        for step in draft.steps
    }
    Step.objects.bulk_create(steps.values(), batch_size=CHUNK)
    Transition.objects.bulk_create(
        [
            Transition(
                version=version,
                action=move.action,
                name=move.name,
                source=steps[version.pk, move.source],
                target=steps[version.pk, move.target],
            )
            for draft, version in new
            for move in draft.moves
        ],
        batch_size=CHUNK,
    )
