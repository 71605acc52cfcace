"""A province whose every step has its holder, with the workflows that decisions published."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from motcua.accounts.models import User
from motcua.base.registers import forget_all
from motcua.base.tables import read_table
from motcua.catalogue.models import Case, Competence, Field, ProcedureVersion
from motcua.dossiers.actions import Intake
from motcua.organisations.models import Position, Unit
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Rights
from motcua.people.rules import Details
from motcua.workflow.actions import DATA, import_workflows
from motcua.workflow.models import Process
from motcua.workflow.rows import read_workflows
from motcua.workflow.rules import MINUTES_OF_DAY
from tests.factories import MORNING, post, procedure, user

Role = Position.Role
UNITS = (
    # code, kind, the unit above it, who works there
    ("tinh", "government", "", ("examiner", "head_of_division", "head_of_agency", "records")),
    ("trung-tam", "centre", "tinh", ("reception", "returns", "supervisor")),
    ("so", "agency", "tinh", ("head_of_agency", "records", "examiner")),
    ("phong", "division", "so", ("head_of_division", "examiner")),
    ("dat-dai", "land_registry", "tinh", ("examiner", "head_of_agency")),
    ("thue", "tax", "tinh", ("partner",)),
    ("cong-an", "police", "tinh", ("partner",)),
)
# Hà Nội's common road of financial obligations: no procedure of its own.
COMMON_ROAD = "QT047"


@dataclass
class Province:
    """Its units by code, who holds which post, and the published workflows with a procedure to walk them."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[tuple[int, str], User] = field(default_factory=dict)
    walked: dict[str, tuple[ProcedureVersion, Case]] = field(default_factory=dict)

    def holder(self, unit_id: int, role: str) -> Rights:
        return rights_of(self.people[unit_id, role].pk, on=MORNING.date())

    def at(self, unit: str, role: str) -> Rights:
        return self.holder(self.units[unit].pk, role)

    def intake(self, workflow: str, **changes) -> Intake:
        version, case = self.walked[workflow]
        values = {
            "request_key": uuid4(),
            "centre_id": self.units["trung-tam"].pk,
            "version_id": version.pk,
            "case_id": case.pk,
            "owner": Details(
                name="Nguyễn Thị Hoa",
                number="001189001234",
                birth_on=date(1989, 9, 13),
                sex="female",
                address="Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc",
                phone="0912345678",
            ),
        }
        return Intake(**{**values, **changes})


def published():
    table = read_table((DATA / "workflows.csv").read_bytes(), name="workflows.csv")
    drafts, bad_rows = read_workflows(table)
    assert bad_rows == []
    return table, drafts


def province() -> Province:
    made = Province()
    settle(made)
    table, drafts = published()
    land = Field.objects.create(code="dat-dai", name="Đất đai")
    Competence.objects.create(centre=made.units["trung-tam"], field=land, unit=made.units["phong"])
    for draft in drafts:
        days = max(draft.total_minutes // MINUTES_OF_DAY, 1)
        code = draft.procedure_code or draft.code
        made.walked[draft.code] = procedure(code, draft.name[:300], field=land, amount=days)
    import_workflows(table, at=MORNING)
    common, _case = made.walked[COMMON_ROAD]
    Process.objects.filter(code=COMMON_ROAD).update(procedure=common.procedure)
    forget_all()
    return made


def settle(made: Province) -> None:
    for code, kind, above, roles in UNITS:
        unit = made.units[code] = Unit.objects.create(
            code=code,
            name=f"Đơn vị {code}",
            kind=kind,
            level="province",
            parent=made.units.get(above),
            official_code=f"H99.{len(made.units)}",
        )
        for role in roles:
            holder = made.people[unit.pk, role] = user(f"{code}-{role}", f"Người {role}")
            post(holder, unit, role)
