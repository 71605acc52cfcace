"""One small world for tests: a commune with a centre and a division, a procedure, a process, its people.

Everything is made through models, with nothing hidden: what a test needs different, it changes itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import uuid4

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.registers import forget_all
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
from motcua.documents.actions import taken_in
from motcua.dossiers import actions, scanning
from motcua.dossiers.actions import Intake, PaperIn
from motcua.dossiers.models import Dossier, Paper
from motcua.organisations.models import Membership, Position, Unit
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Rights
from motcua.people.rules import Details
from motcua.workflow.models import Process, ProcessVersion, Step, Transition
from tests.factories import files

MONDAY = date(2026, 11, 23)
MORNING = clock.at(MONDAY, 9)
Role = Position.Role
STEPS = (
    # order, kind, place, role, minutes of budget
    (1, "receive", "centre", Role.RECEPTION, 60),
    (2, "assign", "division", Role.HEAD_OF_DIVISION, 120),
    (3, "examine", "division", Role.EXAMINER, 780),
    (4, "sign", "agency", Role.HEAD_OF_AGENCY, 240),
    (5, "issue", "agency", Role.RECORDS, 240),
    (6, "return", "centre", Role.RETURNS, None),
)


@dataclass
class World:
    """The commune of Lạc Hồng and everybody in it."""

    government: Unit
    centre: Unit
    division: Unit
    field: Field
    version: ProcedureVersion
    case: Case
    papers: list[RequiredPaper]
    process: ProcessVersion
    clerk: User
    head: User
    examiner: User
    leader: User
    records: User
    returner: User
    supervisor: User
    outsider: User

    def rights(self, user: User, *, on: date = MONDAY) -> Rights:
        return rights_of(user.pk, on=on)


def user(username: str, full_name: str) -> User:
    return User.objects.create_user(username, "mat-khau-dai", full_name=full_name)


def post(holder: User, unit: Unit, role: str) -> Membership:
    position, _ = Position.objects.get_or_create(unit=unit, role=role, title=str(Role(role).label))
    return Membership.objects.create(user=holder, position=position, from_on=date(2020, 1, 1))


def posted(people: Iterable[tuple[User, Unit, str]]) -> None:
    """Give each of these people a position of their own, in one statement for all."""
    people = list(people)
    positions = Position.objects.bulk_create(
        Position(unit=unit, role=role, title=str(Role(role).label)) for _holder, unit, role in people
    )
    Membership.objects.bulk_create(
        Membership(user=holder, position=position, from_on=date(2020, 1, 1))
        for (holder, _unit, _role), position in zip(people, positions, strict=True)
    )


def unit(code: str, name: str, kind: str, *, parent: Unit | None = None, **fields: object) -> Unit:
    return Unit.objects.create(code=code, name=name, kind=kind, level="commune", parent=parent, **fields)


def procedure(
    code: str = "1.001612",
    name: str = "Đăng ký thành lập hộ kinh doanh",
    *,
    field: Field,
    amount: int = 3,
    time_unit: str = "working_day",
    online_level: int = 4,
    effective_from: date = date(2025, 7, 1),
) -> tuple[ProcedureVersion, Case]:
    version = ProcedureVersion.objects.create(
        procedure=Procedure.objects.create(code=code),
        number=1,
        name=name,
        folded_name=fold(name),
        field=field,
        level="Cấp xã",
        agency="UBND cấp xã",
        online_level=online_level,
        fee="100.000 đ",
        effective_from=effective_from,
        digest=code,
    )
    case = Case.objects.create(version=version)
    TimeLimit.objects.create(case=case, amount=amount, unit=time_unit)
    forget_all()
    return version, case


def process(version: ProcedureVersion, *, steps: tuple = STEPS) -> ProcessVersion:
    made = ProcessVersion.objects.create(
        process=Process.objects.create(
            code=f"QT-{version.procedure.code}", name=version.name, procedure=version.procedure
        ),
        number=1,
        state="published",
        total_minutes=sum(step[4] or 0 for step in steps),
        digest=version.procedure.code,
        made_at=MORNING,
    )
    rows = [
        Step(
            version=made,
            order=order,
            code=f"B{order}",
            name=str(Step.Kind(kind).label),
            kind=kind,
            place=place,
            role=role,
            budget_minutes=minutes,
            stops_clock=kind == "outside",
        )
        for order, kind, place, role, minutes in steps
    ]
    # In one statement each: most tests begin with a world.
    Step.objects.bulk_create(rows)
    moves = []
    for at, (source, target) in enumerate(pairwise(rows)):
        moves.append(
            Transition(version=made, action="forward", name="Chuyển bước sau", source=source, target=target)
        )
        moves += [
            Transition(version=made, action="send_back", name="Trả lại để sửa", source=target, target=earlier)
            for earlier in rows[: at + 1]
            if target.kind != "return"
        ]
    Transition.objects.bulk_create(moves)
    # Rows made directly, not by actions: what this process remembers is stale.
    forget_all()
    return made


def world() -> World:
    """Return a commune where a household business is registered within 3 working days."""
    government = unit("ubnd-lac-hong", "Ủy ban nhân dân phường Lạc Hồng", "government", place="Lạc Hồng")
    centre = unit(
        "lac-hong",
        "Trung tâm Phục vụ hành chính công phường Lạc Hồng",
        "centre",
        parent=government,
        official_code="H99.12",
        place="Lạc Hồng",
        phone="0211 3 888 999",
    )
    division = unit(
        "kinh-te-lac-hong", "Phòng Kinh tế", "division", parent=government, official_code="H99.12.03"
    )
    far = unit("ubnd-xa-khac", "Ủy ban nhân dân xã Khác", "government")
    field = Field.objects.create(code="ho-kinh-doanh", name="Thành lập và hoạt động của Hộ kinh doanh")
    version, case = procedure(field=field)
    papers = [
        RequiredPaper.objects.create(
            case=case, order=1, name="Giấy đề nghị đăng ký hộ kinh doanh", kind="form", originals=1
        ),
        RequiredPaper.objects.create(
            case=case, order=2, name="Hợp đồng thuê, mượn địa điểm", copies=1, is_optional=True
        ),
    ]
    Competence.objects.create(centre=centre, field=field, unit=division)
    people = {
        "clerk": (user("tiepnhan", "Trần Thị Thu Hà"), centre, Role.RECEPTION),
        "head": (user("truongphong", "Phạm Văn Lợi"), division, Role.HEAD_OF_DIVISION),
        "examiner": (user("thuly", "Lê Minh Đức"), division, Role.EXAMINER),
        "leader": (user("lanhdao", "Bùi Quang Huy"), government, Role.HEAD_OF_AGENCY),
        "records": (user("vanthu", "Đặng Thúy Nga"), government, Role.RECORDS),
        "returner": (user("traketqua", "Vũ Quốc Bình"), centre, Role.RETURNS),
        "supervisor": (user("giamsat", "Hoàng Kim Sơn"), centre, Role.SUPERVISOR),
        "outsider": (user("xakhac", "Ngô Tấn Tài"), far, Role.EXAMINER),
    }
    posted(people.values())
    made = World(
        government=government,
        centre=centre,
        division=division,
        field=field,
        version=version,
        case=case,
        papers=papers,
        process=process(version),
        **{name: holder for name, (holder, _place, _role) in people.items()},
    )
    forget_all()
    return made


def intake(world: World, **changes: object) -> Intake:
    """Return a complete intake of Mrs Hoa's household business."""
    form, lease = world.papers
    values = {
        "request_key": uuid4(),
        "centre_id": world.centre.pk,
        "version_id": world.version.pk,
        "case_id": world.case.pk,
        "owner": Details(
            name="Nguyễn Thị Hoa",
            number="001189001234",
            birth_on=date(1989, 9, 13),
            sex="female",
            address="Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc",
            phone="0912345678",
        ),
        "papers": (
            PaperIn(form.name, required=form, originals=1),
            PaperIn(lease.name, required=lease, copies=1),
        ),
    }
    return Intake(**{**values, **changes})


def received(world: World, *, at: datetime = MORNING, **changes: object) -> Dossier:
    """Return a dossier received by the clerk; it already waits at the division."""
    return actions.receive(intake(world, **changes), by=world.rights(world.clerk), at=at)


def registered(world: World, *, at: datetime = MORNING, **changes: object) -> Dossier:
    """Return a dossier filed online that waits for its reception."""
    filed = intake(world, **{"channel": "online", **changes})
    return actions.register(filed, by=Rights(User.objects.system().pk, (), frozenset()), at=at)


def resolved(world: World, *, at: datetime = MORNING, ended_at: datetime | None = None) -> Dossier:
    """Return a dossier that went all its way to the result."""
    dossier = received(world, at=at)
    ended_at = ended_at or at
    for task, holder in ((2, world.head), (3, world.examiner), (4, world.leader)):
        actions.forward(dossier.number, task=task, by=world.rights(holder), at=ended_at)
    return actions.issue_result(
        dossier.number, task=5, result="12/GCN", by=world.rights(world.records), at=ended_at
    )


def scanned(world: World, number: str, *, order: int, at: datetime = MORNING) -> None:
    """Give a paper of a dossier a copy of two pages."""
    paper = Paper.objects.get(dossier__number=number, order=order)
    with taken_in([files.pdf(2)]) as copy:
        scanning.scan(
            number, paper=paper.pk, files=[copy], paper_pages=2, by=world.rights(world.clerk), at=at
        )
