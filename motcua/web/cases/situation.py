"""One dossier before one reader at one moment: what every guard of the officers' acts asks about."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from motcua.accounts.models import User
from motcua.dossiers import rules
from motcua.dossiers.models import Dossier, Event, Task
from motcua.dossiers.queries import DossierPage
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights, Tree
from motcua.workflow.models import Step
from motcua.workflow.rules import StepView
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime

Kind = Event.Kind
_ABOUT_EXTENSION = (Kind.EXTENSION_ASKED, Kind.EXTENDED, Kind.EXTENSION_REFUSED)


@dataclass(frozen=True)
class Situation:
    """A dossier as its page has read it, and whoever looks at it."""

    page: DossierPage
    rights: Rights
    at: datetime
    # How many parts of a linked dossier have not ended.
    open_children: int = 0

    @property
    def dossier(self) -> Dossier:
        return self.page.dossier

    @property
    def tree(self) -> Tree:
        return organisations.tree()

    @cached_property
    def step_task(self) -> Task | None:
        """The open task of the process: the one this person may act on, else the first."""
        return self._mine_or_first([task for task in self.page.open_tasks if task.asked_by is None])

    @cached_property
    def opinion(self) -> Task | None:
        """The opinion this person was asked for."""
        asked = [task for task in self.page.open_tasks if task.asked_by is not None]
        return next((task for task in asked if not rules.why_not_act(task, self.rights)), None)

    @cached_property
    def opinions(self) -> list[Task]:
        """The opinions the step waits for."""
        step = self.step_task
        return [task for task in self.page.open_tasks if step and task.asked_by == step.number]

    @cached_property
    def task(self) -> Task | None:
        """What the page is about for this person: the step, or the opinion when only that is theirs."""
        if self.opinion and (self.step_task is None or rules.why_not_act(self.step_task, self.rights)):
            return self.opinion
        return self.step_task

    def _mine_or_first(self, tasks: list[Task]) -> Task | None:
        mine = (task for task in tasks if not rules.why_not_act(task, self.rights))
        return next(mine, tasks[0] if tasks else None)

    @cached_property
    def step(self) -> StepView | None:
        return self.page.process.step(self.step_task.step_id) if self.step_task else None

    @cached_property
    def following(self) -> list[StepView]:
        process, task = self.page.process, self.step_task
        return [process.step(at) for at in process.forward.get(task.step_id, ())] if task else []

    @cached_property
    def earlier(self) -> list[StepView]:
        process, task = self.page.process, self.step_task
        return [process.step(at) for at in process.back.get(task.step_id, ())] if task else []

    @property
    def why_not_recall(self) -> str:
        """Why what was just passed on may not be taken back, or ""."""
        held = self.step_task
        assert held is not None  # the act is offered on the road only
        if reason := rules.why_not_recall(held, self.rights):
            return reason
        before = [task for task in self.page.tasks if task.asked_by is None and task.number < held.number]
        return rules.why_not_recall_over(before[-1])

    @property
    def is_outside(self) -> bool:
        """Whether the clock stands still because the step lies outside the authority."""
        return bool(self.step and self.step.stops_clock and self.step.kind != Step.Kind.RETURN)

    @cached_property
    def is_superior(self) -> bool:
        unit_id = self.task.unit_id if self.task else self.dossier.unit_id
        return rules.is_superior(self.rights, unit_id, tree=self.tree)

    @cached_property
    def signs(self) -> bool:
        return rules.signs_for(self.rights, self.dossier.unit_id, tree=self.tree)

    @property
    def runs_centre(self) -> bool:
        return rules.runs_centre(self.rights, self.dossier.centre_id)

    @cached_property
    def extension_asked(self) -> Event | None:
        """The request for extension that waits for the centre."""
        about = [event for event in self.page.events if event.kind in _ABOUT_EXTENSION]
        return about[-1] if about and about[-1].kind == Kind.EXTENSION_ASKED else None

    @property
    def extensions(self) -> int:
        return sum(event.kind == Kind.EXTENDED for event in self.page.events)

    def last(self, kind: str) -> Event | None:
        """The newest event of a kind."""
        return next((event for event in reversed(self.page.events) if event.kind == kind), None)

    @property
    def working_time(self) -> WorkingTime:
        return worktime.of_version(self.dossier.calendar_id)

    @cached_property
    def kept_date(self) -> datetime:
        """A date the authority can keep: the steps still to be made, and a working day more than promised."""
        minutes = sum(
            path.step.budget_minutes or 0
            for path in self.page.path
            if path.state != "done" and not path.step.stops_clock and path.step.kind != Step.Kind.RETURN
        )
        promised = max(self.dossier.promised_at, self.at)
        working_time = self.working_time
        return max(working_time.add_minutes(self.at, minutes), working_time.due(promised, 1, "working_day"))

    def holders(self, unit_id: int, role: str) -> list[int]:
        return organisations.holders(unit_id, role, on=self.at.date())

    @cached_property
    def places(self) -> list[tuple[StepView, int, list[int]]]:
        """The steps a task may go to, with the unit and the people that hold each; a result has its own act."""
        found = []
        for step in self.following:
            if step.kind == Step.Kind.RETURN:
                continue
            unit_id, role = rules.holder_of(
                step.place,
                step.role,
                centre_id=self.dossier.centre_id,
                unit_id=self.dossier.unit_id,
                tree=self.tree,
            )
            found.append((step, unit_id, self.holders(unit_id, role)))
        return found

    @cached_property
    def colleagues(self) -> list[int]:
        """Who else holds the post of the task in hand."""
        return self.holders(self.task.unit_id, self.task.role) if self.task else []

    @cached_property
    def names(self) -> dict[int, str]:
        """The names of everybody who may be chosen on this page, in one statement."""
        asked = {person for _step, _unit, people in self.places for person in people} | set(self.colleagues)
        return dict(User.objects.filter(pk__in=asked, is_active=True).values_list("pk", "full_name"))
