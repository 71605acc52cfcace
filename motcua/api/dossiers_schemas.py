"""What machines send about dossiers and what they get."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt
from pydantic_core import PydanticCustomError

from motcua.base.text import clean
from motcua.dossiers.rules.marks import PLACES, WHOLE
from motcua.dossiers.signing import MOST_TYPED


def _readable(text: str) -> str:
    if "\0" in text:
        raise PydanticCustomError("unreadable", "unreadable")
    return clean(text)


# Kept as the pages keep it: one Unicode form, no spare spaces.
Words = Annotated[str, AfterValidator(_readable)]
Count = Annotated[StrictInt, Field(ge=0, le=99)]


class Sent(BaseModel):
    """A body: a name it does not know is a fault, not something to be silent about.

    Made of JSON only, it needs no schema that can also read the attributes of objects, at thrice the cost.
    """

    model_config = ConfigDict(extra="forbid")


class Question(Sent):
    """What the public looks a dossier up by."""

    number: Words = Field(max_length=60)
    digits: Words = Field(max_length=20)


class PersonSent(Sent):
    """Somebody who applies; a business by its tax number. Without a number: empty."""

    name: Words = Field(max_length=200)
    number: Words = Field("", max_length=40)
    phone: Words = Field("", max_length=30)


class OwnerSent(PersonSent):
    """Whose matter it is."""

    kind: Literal["citizen", "business", "state_body", "organisation"] = "citizen"
    birth_on: date | None = None
    sex: Literal["male", "female", ""] = ""
    address: Words = Field("", max_length=300)
    email: Words = Field("", max_length=254)


class PaperSent(Sent):
    """A paper: one of the list by its order there, or another by its name."""

    order: StrictInt | None = Field(None, ge=1, le=999)
    name: Words = Field("", max_length=400)
    originals: Count = 0
    certified_copies: Count = 0
    copies: Count = 0
    is_electronic: StrictBool = False


class IntakeSent(Sent):
    """A dossier as it comes to the counter."""

    request_key: UUID
    centre: Words = Field("", max_length=60)
    procedure: Words = Field(max_length=60)
    case: StrictInt | None = Field(None, ge=1, le=32767)
    owner: OwnerSent
    representative: PersonSent | None = None
    content: Words = Field("", max_length=600)
    sets: StrictInt = Field(1, ge=1, le=99)
    channel: Literal["direct", "post"] = "direct"
    result_channel: Literal["counter", "post", "online"] = "counter"
    papers: list[PaperSent] = Field([], max_length=100)


class TaskSent(Sent):
    """The task one acts on, by its number in the dossier."""

    task: StrictInt = Field(ge=1, le=32767)


# Of an act that may be a signature.
Pin = Annotated[
    Words,
    Field(
        max_length=MOST_TYPED,
        description="The signing PIN, when the step is one of signature and a PIN is asked for.",
    ),
]


class ForwardSent(TaskSent):
    """Passing a task on; without a step the process decides."""

    to_step: StrictInt | None = Field(None, ge=1, le=2**62)
    person: StrictInt | None = Field(None, ge=1, le=2**62)
    note: Words = Field("", max_length=1000)
    # The receipt or the decision of exemption, when the step left is the one in which the applicant pays.
    proof: Words = Field("", max_length=200)
    pin: Pin = ""


Thousandths = Annotated[StrictInt, Field(ge=0, le=WHOLE)]


class MarkSent(Sent):
    """Where on the copy of the paper it is wrong: a place in words, or a rectangle in thousandths of the page."""

    # As people count the pages of the whole copy.
    page: StrictInt = Field(1, ge=1, le=9999)
    place: Literal[tuple(PLACES)] | None = None  # type: ignore[valid-type]
    left: Thousandths = 0
    top: Thousandths = 0
    width: Thousandths = 0
    height: Thousandths = 0


class WantedSent(Sent):
    """One paper of a request for supplement: what is wrong with it, and how to mend it."""

    name: Words = Field(max_length=400)
    wrong: Words = Field(max_length=300)
    mend: Words = Field(max_length=300)
    paper: StrictInt | None = Field(None, ge=1, le=999)
    mark: MarkSent | None = None


class SupplementSent(TaskSent):
    """A request for supplement: everything at once."""

    wanted: list[WantedSent] = Field(min_length=1, max_length=50)
    note: Words = Field("", max_length=1000)


class BroughtSent(Sent):
    """What was brought for one line of the request, counted from one."""

    line: StrictInt = Field(ge=1, le=50)
    originals: Count = 0
    certified_copies: Count = 0
    copies: Count = 0


class TakenInSent(Sent):
    """A supplement that came to the centre."""

    papers: list[BroughtSent] = Field([], max_length=50)
    note: Words = Field("", max_length=1000)


class SendBackSent(TaskSent):
    """Returning a task to an earlier step, with the reason."""

    to_step: StrictInt | None = Field(None, ge=1, le=2**62)
    reason: Words = Field(max_length=1000)


class IssueSent(TaskSent):
    """The signed and numbered result."""

    sign: Words = Field(max_length=80)
    summary: Words = Field(max_length=300)
    note: Words = Field("", max_length=1000)
    pin: Pin = ""


class ReturnSent(Sent):
    """Who takes the result away, and that the clerk has looked at the papers of that person."""

    receiver: Words = Field(max_length=200)
    is_identity_checked: StrictBool
    note: Words = Field("", max_length=1000)


class Standing(Schema):
    """Where a dossier stands after an act; `task` is the one opened last."""

    number: str
    state: str
    state_label: str
    due_at: datetime
    task: int


class ProcedureTold(Schema):
    code: str
    name: str


class CentreTold(Schema):
    name: str
    phone: str


class StepTold(Schema):
    name: str
    state: Literal["done", "now", "next"]
    unit: str
    due_at: datetime | None
    closed_at: datetime | None


class Followed(Schema):
    """What the public may know of a dossier."""

    number: str
    procedure: ProcedureTold
    state: str
    state_label: str
    timing: str
    received_at: datetime
    due_at: datetime
    resolved_at: datetime | None
    returned_at: datetime | None
    result_channel: str
    centre: CentreTold
    steps: list[StepTold]
    why: list[str]


class TaskTold(Schema):
    """A line of a work list."""

    number: str
    task: int
    group: str
    due_at: datetime
    opened_at: datetime
    is_taken: bool
    person: str
    unit: str
    step: str
    step_order: int
    step_count: int
    procedure: str
    owner: str
    channel: str
    promised_at: datetime


class WorkListTold(Schema):
    """A page of a work list, and how many tasks there are in each group."""

    counts: dict[str, int]
    total: int
    page: int
    pages: int
    tasks: list[TaskTold]
