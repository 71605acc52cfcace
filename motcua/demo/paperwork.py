"""Paper of the last days: what the counter scanned, and the batches in which it went from hand to hand."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from motcua.base import clock
from motcua.base.text import clean
from motcua.demo.life import Planner
from motcua.documents import rules as wording
from motcua.documents.actions import taken_in
from motcua.documents.printing import pdf
from motcua.dossiers import custody, scanning
from motcua.dossiers.models import CustodyItem, Digitisation, Dossier, Paper, Task
from motcua.dossiers.rules.custody import HANDLE_PAPER, belongs_at
from motcua.organisations.queries import holders, rights_of, tree
from motcua.organisations.rules import Rights, Role

SCANNED = 16
OF_A_BATCH = 4
DAYS_OF_PAPER = 12
_LINES = (
    "Tôi đề nghị cơ quan có thẩm quyền xem xét, giải quyết nội dung nêu trong hồ sơ nộp kèm theo đơn này.",
    "Địa điểm, diện tích và thời hạn sử dụng đúng như hợp đồng và giấy tờ đã xuất trình tại quầy.",
    "Tôi đã đọc các thông tin về thủ tục, phí, lệ phí và thời hạn được niêm yết công khai.",
    "Các thành viên trong gia đình đã biết và đồng ý với nội dung đề nghị, có chữ ký ở trang cuối.",
    "Khi có thay đổi về thông tin đã khai, tôi sẽ báo cho nơi tiếp nhận trong thời hạn quy định.",
    "Tôi cam đoan những điều khai trên là đúng và chịu trách nhiệm trước pháp luật về nội dung đã khai.",
)
_TINTS = ("#faf8f2", "#f4f1e8", "#f7f7f5", "#f1efe9")


def copy_of(name: str, dossier: Dossier, *, pages: int, random: Random) -> bytes:
    """Return a paper of a dossier as a scanner makes it."""
    values = {
        "name": clean(name),
        "owner": dossier.owner_name,
        "address": dossier.owner_address,
        "day": wording.official_date(clock.local_day(dossier.received_at)),
        "pages": [random.sample(_LINES, k=4) for _page in range(pages)],
        "tint": random.choice(_TINTS),
        "turn": round(random.uniform(-0.9, 0.9), 2),
        "shift": round(random.uniform(-3, 3), 1),
    }
    return pdf("demo/scan.typ", values, made_at=dossier.received_at)


class Paperwork:
    """Scans and batches of one centre, by the acts of those who have the paper."""

    def __init__(self, centre_id: int, planner: Planner, *, nearest_id: int, seed: int) -> None:
        self.centre_id, self.planner = centre_id, planner
        # The agency whose people sign in to the demo gets the stories first.
        self.nearest_id = nearest_id
        self.random = Random(f"paper {seed}")

    def tell_all(self) -> int:
        """Scan and hand over; return how many batches there are."""
        self._scan_some()
        return self._carry_results() + self._carry_to_agencies()

    # Scans.

    def _scan_some(self) -> None:
        newest = (
            Dossier.objects.open()
            .filter(centre=self.centre_id, received_on__gte=self.planner.days[-1])
            .exclude(channel=Dossier.Channel.ONLINE)
            # Those of a story have their copies.
            .exclude(papers__digitisations__isnull=False)
            .order_by("-received_at")[:SCANNED]
        )
        for place, dossier in enumerate(newest):
            papers = list(Paper.objects.filter(dossier=dossier, is_electronic=False).order_by("order"))
            # The newest are still being scanned: their last paper waits.
            for paper in papers[: len(papers) - 1 if place < 2 else None]:
                self._scan(dossier, paper, is_exempt=place == 3 and paper == papers[-1])

    def _scan(self, dossier: Dossier, paper: Paper, *, is_exempt: bool) -> None:
        number, pages = dossier.number, self.random.choice((1, 1, 2, 3))
        at = min(dossier.received_at + timedelta(minutes=self.random.randrange(6, 45)), self.planner.present)
        by = self._of(Role.RECEPTION, self.centre_id, at)
        if is_exempt:
            scanning.exempt(
                number, paper=paper.pk, exemption=Digitisation.Exemption.SHOWN.value, by=by, at=at
            )
            return
        # A sheet with an empty back: the clerk answers for the difference.
        is_short = self.random.random() < 0.12
        with taken_in([copy_of(paper.name, dossier, pages=pages, random=self.random)]) as taken:
            scanning.scan(
                number,
                paper=paper.pk,
                files=[taken],
                paper_pages=pages + is_short,
                difference_reason="Mặt sau tờ cuối để trắng." if is_short else "",
                by=by,
                at=at,
            )

    # Batches.

    def _carry_to_agencies(self) -> int:
        """One batch came without an original, one is late, one is on its way, one is being made; the rest arrived."""
        first, second, *_others = self.planner.days[1:]
        stories = [
            (self._incomplete, self._moment(second)),
            (self._late, self._moment(first)),
            (self._waiting, self.planner.present - timedelta(minutes=25)),
            (self._being_made, self.planner.present - timedelta(minutes=5)),
        ]
        made = 0
        for taker_id, waiting in self._by_taker(since=self.planner.days[DAYS_OF_PAPER]):
            while stories and (chosen := self._received_before(stories[0][1], waiting)):
                story, at = stories.pop(0)
                story(self._made(self.centre_id, taker_id, chosen, at), self.centre_id, taker_id, at)
                made += 1
            made += self._carry_the_rest(taker_id, waiting)
        return made

    def _carry_the_rest(self, taker_id: int, waiting: list[Dossier]) -> int:
        """One batch for each day; what came in today still lies at the counter, to leave at the end of the session."""
        days: dict[date, list[Dossier]] = defaultdict(list)
        for dossier in waiting:
            if dossier.received_on < self.planner.today:
                days[dossier.received_on].append(dossier)
        for dossiers in days.values():
            at = dossiers[-1].received_at + timedelta(minutes=20)
            number = self._made(self.centre_id, taker_id, dossiers, at)
            self._confirmed(number, self.centre_id, taker_id, at)
        return len(days)

    def _by_taker(self, *, since: date) -> list[tuple[int, list[Dossier]]]:
        """The dossiers with paper received since a day, by the unit that needs it; where there are most first."""
        away = Dossier.objects.open().filter(
            centre=self.centre_id, custody=Dossier.Custody.AGENCY, received_on__gte=since
        )
        groups: dict[int, list[Dossier]] = defaultdict(list)
        for dossier in away.order_by("received_at"):
            holder = Task.objects.open().filter(dossier=dossier, asked_by=None).first()
            if holder is not None:
                groups[belongs_at(dossier, holder.unit_id, tree=tree())].append(dossier)
        groups.pop(self.centre_id, None)
        return sorted(
            groups.items(), key=lambda group: (group[0] != self.nearest_id, -len(group[1]), group[0])
        )

    def _carry_results(self) -> int:
        """Dossiers whose paper went to the agency and comes back with the result, to be confirmed at the centre."""
        resolved = (
            Dossier.objects.filter(centre=self.centre_id, business=Dossier.Business.RESOLVED)
            .exclude(custody=Dossier.Custody.NO_PAPER)
            .order_by("-resolved_at", "pk")
        )
        last = resolved.first()
        if last is None:
            return 0
        unit_id = last.unit_id
        chosen = list(resolved.filter(unit=unit_id)[:OF_A_BATCH])
        went_at = max(dossier.received_at for dossier in chosen) + timedelta(minutes=20)
        self._confirmed(
            self._made(self.centre_id, unit_id, chosen, went_at), self.centre_id, unit_id, went_at
        )
        back_at = self.planner.present - timedelta(minutes=40)
        self._waiting(self._made(unit_id, self.centre_id, chosen, back_at), unit_id, self.centre_id, back_at)
        return 2

    def _received_before(self, at: datetime, waiting: list[Dossier]) -> list[Dossier]:
        """Take the last ones out of those that wait."""
        ready = [dossier for dossier in waiting if dossier.received_at < at][-OF_A_BATCH:]
        for dossier in ready:
            waiting.remove(dossier)
        return ready

    def _made(self, giver_id: int, taker_id: int, dossiers: Sequence[Dossier], at: datetime) -> str:
        return custody.prepare(
            request_key=UUID(int=self.random.getrandbits(128), version=4),
            giver_id=giver_id,
            taker_id=taker_id,
            numbers=[dossier.number for dossier in dossiers],
            by=self._handler(giver_id, at),
            at=at,
        ).number

    def _being_made(self, number: str, giver_id: int, taker_id: int, at: datetime) -> None:
        """It lies at the counter and was not given away."""

    def _waiting(self, number: str, giver_id: int, taker_id: int, at: datetime) -> None:
        custody.send(number, by=self._handler(giver_id, at), at=at)

    _late = _waiting

    def _confirmed(self, number: str, giver_id: int, taker_id: int, at: datetime) -> None:
        self._waiting(number, giver_id, taker_id, at)
        later = min(at + timedelta(minutes=70), self.planner.present)
        custody.confirm_all(number, by=self._handler(taker_id, later), at=later)

    def _incomplete(self, number: str, giver_id: int, taker_id: int, at: datetime) -> None:
        self._waiting(number, giver_id, taker_id, at)
        later = at + timedelta(minutes=55)
        by = self._handler(taker_id, later)
        items = CustodyItem.objects.filter(batch__number=number).order_by("pk")
        _lost, *found = items.values_list("original__code", flat=True)
        for code in found:
            custody.confirm(number, code=code, by=by, at=later)
        custody.close(number, by=by, at=later)

    def _moment(self, day: date) -> datetime:
        return clock.at(day, 8, self.random.randrange(30, 59))

    def _handler(self, unit_id: int, at: datetime) -> Rights:
        """Somebody who has paper in hand there."""
        role = Role.RECEPTION if unit_id == self.centre_id else Role.EXAMINER
        return self._of(role, unit_id, at)

    def _of(self, role: str, unit_id: int, at: datetime) -> Rights:
        day = clock.local_day(at)
        for one in (role, *Role.values):
            if one in HANDLE_PAPER and (found := holders(unit_id, one, on=day)):
                return rights_of(found[0], on=day)
        raise LookupError(unit_id)
