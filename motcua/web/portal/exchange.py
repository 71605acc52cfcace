"""What the centre and the applicant say to each other, as the page of a tracked dossier shows it."""

from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.messages import Said, public_thread
from motcua.dossiers.rules.messages import why_not_answer
from motcua.dossiers.tracking import Tracked
from motcua.web.ui.exchange_forms import MessageForm, empty


@dataclass(frozen=True, slots=True)
class Exchange:
    """Every message, and the form to write one or why not."""

    said: list[Said]
    why_not: str
    form: MessageForm | None

    @property
    def is_asked(self) -> bool:
        """Whether the last word is the centre's."""
        return bool(self.said) and not self.said[-1].is_applicant


def exchange_of(tracked: Tracked, *, at: datetime, tried: MessageForm | None = None) -> Exchange:
    """Return the exchange of a dossier that was opened; one nobody has written about asks nothing of the database."""
    said = public_thread(tracked.number) if tracked.has_messages else []
    why_not = why_not_answer(tracked.business, (one.at for one in said if one.is_applicant), at=at)
    if tried is not None or why_not:
        return Exchange(said, why_not, tried)
    asked = next((one.key for one in reversed(said) if not one.is_applicant), None)
    return Exchange(said, "", empty(MessageForm, "message", reply_to=asked))
