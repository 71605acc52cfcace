"""The way a dossier will go, as its reception fixes it: what is asked, who resolves it, by when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.catalogue.models import ProcedureVersion, RequiredPaper, TimeLimit
from motcua.catalogue.offers import CaseOffer, offer
from motcua.catalogue.queries import competent_unit
from motcua.dossiers import rules
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.workflow import queries as workflow
from motcua.workflow.models import Step
from motcua.workflow.rules import MINUTES_OF_DAY, Definition
from motcua.worktime import queries as worktime
from motcua.worktime.rules import Due


@dataclass(frozen=True, slots=True)
class Promised:
    """The time to a promised date."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Way:
    """What any dossier needs to have a number, one that is refused too."""

    version: ProcedureVersion
    case: CaseOffer
    process: Definition
    calendar_id: int
    official_code: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class Road(Way):
    """Everything that is fixed at the reception of a dossier."""

    # The whole time limit, and the time to the first date of a road with two promised dates.
    limit: TimeLimit
    promised: Promised
    due: Due


def road(
    version_id: int, *, case_id: int | None, channel: str, centre_id: int, by: Rights | None, at: datetime
) -> Road:
    """Return the way a dossier received now would go, or refuse it with the reason.

    Without `by` nobody receives yet: the applicant files online.
    """
    procedure = offer(version_id)
    version, case = procedure.version, procedure.case(case_id)
    limit = case.limit(channel) if case else None
    unit = competent_unit(version, centre_id=centre_id, on=local_day(at))
    process = workflow.process_for(version.procedure_id)
    repealed_on = version.procedure.repealed_on
    if reason := rules.why_not_receive(
        rights=by,
        centre_id=centre_id,
        has_limit=limit is not None,
        has_unit=unit is not None,
        has_process=process is not None,
        is_repealed=repealed_on is not None and repealed_on <= local_day(at),
    ):
        raise Refused(reason)
    assert case is not None
    assert limit is not None
    assert unit is not None
    assert process is not None
    calendar = worktime.current(organisations.calendar_code(unit.pk))
    promised = first_date(limit, process)
    return Road(
        version=version,
        case=case,
        process=process,
        calendar_id=calendar.version_id,
        official_code=organisations.tree()[centre_id].official_code,
        unit_id=unit.pk,
        limit=limit,
        promised=promised,
        due=calendar.working_time.explain(at, promised.amount, promised.unit),
    )


def way_to_refuse(
    version_id: int, *, case_id: int | None, centre_id: int, by: Rights | None, at: datetime
) -> Way:
    """Return what a dossier refused at the counter is filed with, or refuse even that with the reason.

    Nobody here need be competent, nor the procedure be in force: that is what such a refusal says. Then the
    centre that refuses stands for the unit, and its calendar counts.
    """
    procedure = offer(version_id)
    version, case = procedure.version, procedure.case(case_id)
    unit = competent_unit(version, centre_id=centre_id, on=local_day(at))
    process = workflow.process_for(version.procedure_id)
    if reason := rules.why_not_refuse_here(
        rights=by, centre_id=centre_id, has_case=case is not None, has_process=process is not None
    ):
        raise Refused(reason)
    assert case is not None
    assert process is not None
    unit_id = unit.pk if unit else centre_id
    return Way(
        version=version,
        case=case,
        process=process,
        calendar_id=worktime.current(organisations.calendar_code(unit_id)).version_id,
        official_code=organisations.tree()[centre_id].official_code,
        unit_id=unit_id,
    )


def first_date(limit: TimeLimit, process: Definition) -> Promised:
    """Return the time to the first promised date: up to the tax office, where the road leads there.

    Đồng Tháp QĐ 138/2025 Điều 5 khoản 3: a land dossier has two dates, "hẹn lần 1" until the slip goes to the tax
    office and "hẹn lần 2" from the proof of payment (QT033: 8 days = 5 + 3). A process of another length than
    the limit describes another case: its parts say nothing of this one.
    """
    whole = Promised(limit.amount, limit.unit)
    at = next((at for at, step in enumerate(process.steps) if step.place == Step.Place.TAX), None)
    is_described = limit.unit == TimeLimit.Unit.WORKING_DAY and (
        process.total_minutes == limit.amount * MINUTES_OF_DAY
    )
    if at is None or not is_described or not rules.in_force().two_dates:
        return whole
    minutes = sum(step.budget_minutes or 0 for step in process.steps[:at] if not step.stops_clock)
    days, rest = divmod(minutes, MINUTES_OF_DAY)
    return Promised(minutes, TimeLimit.Unit.WORKING_MINUTE) if rest else Promised(days, limit.unit)


def is_needed(paper: RequiredPaper) -> bool:
    """Whether a dossier without this paper is incomplete; what the State holds is never asked for."""
    return not paper.is_optional and paper.kind != RequiredPaper.Kind.STATE_DATA


def missing_papers(case: CaseOffer, *, given: Collection[int]) -> list[RequiredPaper]:
    """Return the papers a case needs and nobody handed in (received only when complete, NĐ 118/2025 Điều 17)."""
    return [paper for paper in case.papers if is_needed(paper) and paper.pk not in given]
