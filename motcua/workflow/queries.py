"""Processes from process memory, and the lists their keepers read."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from motcua.base.registers import Register, Shelf
from motcua.catalogue.models import ProcedureVersion
from motcua.workflow.models import Process, ProcessVersion, Step, Transition
from motcua.workflow.rules import ERROR, WARNING, Definition, Finding, StepView

REGISTER = "processes"
TEMPLATE_PREFIX = "QTM-"
_STEP_PARTS = ("id", "order", "code", "name", "kind", "place", "role", "budget_minutes", "stops_clock") + (
    "actor",
    "content",
)


def _load_definition(version_id: int) -> Definition:
    version = ProcessVersion.objects.select_related("process").get(pk=version_id)
    steps = tuple(
        StepView(*row)
        for row in Step.objects.filter(version=version_id).order_by("order").values_list(*_STEP_PARTS)
    )
    order = {step.id: step.order for step in steps}
    moves: dict[str, dict[int, list[int]]] = {action: defaultdict(list) for action in Transition.Action}
    rows = Transition.objects.filter(version=version_id).values_list("action", "source_id", "target_id")
    for action, source, target in rows:
        moves[action][source].append(target)
    forward, back = (
        {source: tuple(sorted(targets, key=order.__getitem__)) for source, targets in moves[action].items()}
        for action in (Transition.Action.FORWARD, Transition.Action.SEND_BACK)
    )
    return Definition(
        version_id=version.pk,
        code=version.process.code,
        name=version.process.name,
        total_minutes=version.total_minutes,
        steps=steps,
        forward=forward,
        back=back,
    )


def _load_roads() -> dict[int, int]:
    """Return procedure → the published version it goes by: a decision's own before a template, the latest first."""
    rows = (
        ProcessVersion.objects.filter(state=ProcessVersion.State.PUBLISHED, process__procedure__isnull=False)
        .order_by("made_at", "number")
        .values_list("process__procedure_id", "pk", "process__code")
    )
    roads: dict[int, int] = {}
    own: set[int] = set()
    for procedure_id, version_id, code in rows:
        is_template = code.startswith(TEMPLATE_PREFIX)
        if not is_template:
            own.add(procedure_id)
        if not is_template or procedure_id not in own:
            roads[procedure_id] = version_id
    return roads


_definitions: Shelf[int, Definition] = Shelf(REGISTER, _load_definition)
_roads: Register[dict[int, int]] = Register(REGISTER, _load_roads)


def definition(process_version_id: int) -> Definition:
    """Return a process version whole: steps, and where one may go from each."""
    return _definitions.get(process_version_id)


def process_for(procedure_id: int) -> Definition | None:
    """Return the published process that dossiers of a procedure go by."""
    version_id = _roads.get().get(procedure_id)
    return definition(version_id) if version_id is not None else None


def procedures_with_process() -> frozenset[int]:
    """Return the procedures that some published process serves."""
    return frozenset(_roads.get())


@dataclass(frozen=True, slots=True)
class Listed:
    """A process in the keepers' list, by its latest version."""

    process: Process
    version: ProcessVersion
    steps: int
    errors: int
    warnings: int
    procedure_name: str

    @property
    def is_template(self) -> bool:
        return self.process.code.startswith(TEMPLATE_PREFIX)


def processes() -> list[Listed]:
    """Return every process by its latest version, in the order of the codes."""
    latest: dict[int, ProcessVersion] = {}
    versions = ProcessVersion.objects.select_related("process__procedure").annotate(count=Count("steps"))
    for version in versions.order_by("number"):
        latest[version.process_id] = version
    names = dict(ProcedureVersion.objects.filter(effective_to=None).values_list("procedure_id", "name"))
    return sorted((_listed(version, names) for version in latest.values()), key=lambda one: one.process.code)


def _listed(version: Any, names: dict[int, str]) -> Listed:
    levels = [finding["level"] for finding in version.findings]
    return Listed(
        process=version.process,
        version=version,
        steps=version.count,
        errors=levels.count(ERROR),
        warnings=levels.count(WARNING),
        procedure_name=names.get(version.process.procedure_id or 0, ""),
    )


def versions_of(code: str) -> list[ProcessVersion]:
    """Return the versions of a process, the latest first."""
    return list(
        ProcessVersion.objects.filter(process__code=code)
        .select_related("process__procedure")
        .order_by("-number")
    )


def findings_of(version: ProcessVersion) -> list[Finding]:
    """Return what the model checker said of a version at its import."""
    return [
        Finding(one["level"], one.get("step", ""), one["text"], one.get("values", {}))
        for one in version.findings
    ]
