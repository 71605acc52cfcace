"""What forms share. The paper is Vietnamese whatever the language of the screen: so are all these texts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

PaperSize = Literal["a5", "a4"]


@dataclass(frozen=True, slots=True)
class Head:
    """The common head of a form, and what its foot repeats."""

    superior: str
    agency: str
    place_and_date: str
    order: str
    mark: str
    title: str
    # The dossier's code; "" on a paper about many.
    number: str
    site: str
    # An SVG; "" on a paper that nobody outside gets.
    tracking_qr: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who filed, and whose dossier it is."""

    filer: str
    filer_address: str
    phone: str
    email: str
    identity: str
    channel: str
    owner: str
    owner_address: str


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A line of a table of papers."""

    name: str
    originals: int
    certified_copies: int
    copies: int
    is_electronic: bool


class Slip(Protocol):
    """A form with its head, whatever else stands on it; always a frozen dataclass."""

    @property
    def head(self) -> Head: ...


def values(slips: Sequence[Slip], *, paper: PaperSize = "a4") -> dict[str, Any]:
    """Return what the template of a form is given to print these slips in one file."""
    first = slips[0].head
    about = first.number if len(slips) == 1 else f"({len(slips)} bản)"
    return {
        "slips": [asdict(slip) for slip in slips],  # type: ignore[call-overload]
        "paper": paper,
        "title": f"{first.title} {about}".strip(),
    }
