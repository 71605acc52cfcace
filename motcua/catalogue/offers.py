"""What a procedure version offers whoever applies: its cases, papers and time limits, from process memory."""

from dataclasses import dataclass

from motcua.base.registers import Shelf
from motcua.catalogue.models import Case, ProcedureVersion, RequiredPaper, TimeLimit

REGISTER = "catalogue"


@dataclass(frozen=True, slots=True)
class CaseOffer:
    """One case: the papers it asks for and its time limit per channel ("" is every channel)."""

    case: Case
    papers: tuple[RequiredPaper, ...]
    limits: dict[str, TimeLimit]

    def limit(self, channel: str) -> TimeLimit | None:
        """Return the time limit for a channel, the common one where the channel has none of its own."""
        return self.limits.get(channel) or self.limits.get(TimeLimit.Channel.ANY)


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure version whole."""

    version: ProcedureVersion
    cases: tuple[CaseOffer, ...]

    def case(self, case_id: int | None) -> CaseOffer | None:
        """Return the case asked for; the first when none is asked for."""
        if case_id is None:
            return self.cases[0] if self.cases else None
        return next((offer for offer in self.cases if offer.case.pk == case_id), None)


def _load(version_id: int) -> Offer:
    version = ProcedureVersion.objects.select_related("procedure__successor", "field").get(pk=version_id)
    cases = version.cases.prefetch_related("papers", "time_limits")
    return Offer(
        version,
        tuple(
            CaseOffer(
                case, tuple(case.papers.all()), {limit.channel: limit for limit in case.time_limits.all()}
            )
            for case in cases
        ),
    )


_offers = Shelf(REGISTER, _load)


def offer(version_id: int) -> Offer:
    """Return what a procedure version offers."""
    return _offers.get(version_id)
