"""Where paper has to be, when it leaves, and who may hand it over or take it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from motcua.base.clock import at, local, local_day
from motcua.dossiers.models import CustodyBatch, CustodyItem, Dossier, Original, Paper
from motcua.dossiers.rules.clock import Limit
from motcua.dossiers.rules.law import Law
from motcua.organisations.models import Position, Unit
from motcua.organisations.rules import Rights, Tree
from motcua.worktime.rules import WorkingTime

Role, Business = Position.Role, Dossier.Business
# Who has paper in hand; those who watch a centre only look.
HANDLE_PAPER = frozenset(Role) - {Role.SUPERVISOR, Role.DIRECTOR, Role.CATALOGUE_KEEPER}
_MINUTES_A_DAY = {"working_hour": 8, "working_minute": 480}
NOW, SESSION_END, NEXT_MORNING = "now", "session_end", "next_morning"


@dataclass(frozen=True, slots=True)
class Leaving:
    """When the paper of a dossier has to leave the counter."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """An original of a paper, or its copies together, as its label will name it."""

    paper_id: int
    kind: str
    name: str


def is_same_day(limit: Limit, *, law: Law) -> bool:
    """Say whether a procedure of this limit is resolved the same day, so that its paper does not wait."""
    if limit.unit == "same_day":
        return True
    if limit.unit == "working_day":
        return limit.amount <= law.paper_same_day_days
    a_day = _MINUTES_A_DAY.get(limit.unit)
    return a_day is not None and limit.amount <= a_day * law.paper_same_day_days


def leaves(limit: Limit, *, received_at: datetime, working_time: WorkingTime, law: Law) -> Leaving:
    """Return when paper received at a moment has to leave (seed 003, mục 3; domain.md §10.2)."""
    opens = working_time.next_opening(received_at)
    if not is_same_day(limit, law=law):
        return Leaving(SESSION_END, session_end(opens, working_time=working_time))
    if opens > received_at:
        # Brought while nobody works: with the first thing when work begins.
        return Leaving(NEXT_MORNING, opens)
    if _minute(received_at) >= law.paper_cutoff_minute:
        tomorrow = at(local_day(received_at) + timedelta(days=1))
        return Leaving(NEXT_MORNING, working_time.next_opening(tomorrow))
    return Leaving(NOW, received_at)


def session_end(moment: datetime, *, working_time: WorkingTime) -> datetime:
    """Return when the session that runs at a moment is over."""
    day, minute = local_day(moment), _minute(moment)
    closes = next(closes for _opens, closes in working_time.sessions(day) if minute < closes)
    return at(day) + timedelta(minutes=closes)


def _minute(moment: datetime) -> int:
    here = local(moment)
    return here.hour * 60 + here.minute


def code_of(number: str, order: int) -> str:
    """Return the code on the label of an original: the number of its dossier, then G1, G2, …"""
    return f"{number}/G{order}"


def pieces(paper: Paper) -> list[Piece]:
    """Return what of a paper gets a label: each original its own, all copies one together."""
    if paper.is_electronic:
        return []
    found = [
        Piece(
            paper.pk,
            Original.Kind.ORIGINAL,
            f"{paper.name} ({at}/{paper.originals})" if paper.originals > 1 else paper.name,
        )
        for at in range(1, paper.originals + 1)
    ]
    copies = paper.certified_copies + paper.copies
    if copies or not found:
        found.append(Piece(paper.pk, Original.Kind.COPIES, paper.name))
    return found


def belongs_at(dossier: Dossier, holder_id: int, *, tree: Tree) -> int:
    """Return the unit that has to have the paper while a unit holds the step.

    Inside one agency paper passes from hand to hand; between agencies, and to the centre, under a slip.
    """
    if dossier.business not in (
        Business.RECEIVED,
        Business.IN_PROCESS,
        Business.SUSPENDED,
        Business.WAITING_SUPPLEMENT,
    ):
        return dossier.centre_id
    if holder_id == dossier.centre_id:
        return holder_id
    is_inside = tree.agency_of(holder_id).id == tree.agency_of(dossier.unit_id).id
    return dossier.unit_id if is_inside else holder_id


def paper_units(rights: Rights, *, tree: Tree) -> list[int]:
    """Return the units whose paper somebody hands over and takes: the own ones, as records clerk the agency's."""
    found: dict[int, None] = {}
    for post in rights.posts:
        if post.role not in HANDLE_PAPER:
            continue
        found[post.unit_id] = None
        if post.role == Role.RECORDS:
            inside = [
                unit_id
                for unit_id in sorted(tree.subtree(post.unit_id))
                if tree[unit_id].kind == Unit.Kind.DIVISION and tree.agency_of(unit_id).id == post.unit_id
            ]
            found.update(dict.fromkeys(inside))
    return list(found)


def why_not_handle(rights: Rights, unit_id: int | None, *, tree: Tree) -> str:
    """Return the reason somebody may not hand over or take paper for a unit, or ""."""
    if unit_id is not None and unit_id in paper_units(rights, tree=tree):
        return ""
    return _("Bạn không giữ giấy tờ của đơn vị này.")


def why_not_pack(original: Original, *, giver_id: int) -> str:
    """Return the reason an original may not go into a batch of this giver, or ""."""
    if original.missing_at is not None:
        return _("%(code)s đang bị báo thiếu, hãy ghi nhận đã tìm thấy trước.") % {"code": original.code}
    if original.unit_id is None:
        return _("%(code)s đã trả người nộp.") % {"code": original.code}
    if original.unit_id != giver_id:
        return _("%(code)s không ở đơn vị bàn giao.") % {"code": original.code}
    return ""


def why_not_change_batch(batch: CustodyBatch) -> str:
    """Return the reason nothing may be added to a batch or taken off it, or ""."""
    if batch.cancelled_at is not None:
        return _("Phiếu này đã hủy.")
    if batch.left_at is not None:
        return _("Phiếu này đã giao đi.")
    return ""


def why_not_send(batch: CustodyBatch, *, count: int) -> str:
    """Return the reason a batch may not leave, or ""."""
    if reason := why_not_change_batch(batch):
        return reason
    return "" if count else _("Phiếu chưa có giấy tờ nào.")


def why_not_take_in(batch: CustodyBatch) -> str:
    """Return the reason nothing of a batch may be confirmed, or ""."""
    if batch.cancelled_at is not None:
        return _("Phiếu này đã hủy.")
    if batch.left_at is None:
        return _("Bên giao chưa xác nhận giao phiếu này.")
    if batch.arrived_at is not None:
        return _("Phiếu này đã nhận xong.")
    return ""


def why_not_confirm_item(item: CustodyItem | None, *, code: str) -> str:
    """Return the reason a scanned code is no arrival of this batch, or ""."""
    if item is None:
        return _("%(code)s không có trong phiếu này.") % {"code": code}
    if item.outcome == CustodyItem.Outcome.TAKEN_OFF:
        return _("%(code)s đã bỏ khỏi phiếu này.") % {"code": code}
    return ""


def why_not_give_back(originals: Collection[Original], *, centre_id: int, receiver: str) -> str:
    """Return the reason originals may not go back to the applicant, or ""."""
    if not originals:
        return _("Hãy đánh dấu ít nhất một giấy tờ.")
    if not receiver:
        return _("Hãy ghi họ tên người nhận.")
    return next((reason for one in originals if (reason := why_not_pack(one, giver_id=centre_id))), "")
