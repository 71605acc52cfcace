"""What must be put right before a dossier is received, whichever door it came through."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from motcua.catalogue.offers import CaseOffer
from motcua.dossiers.actions import Intake
from motcua.dossiers.models import Dossier
from motcua.dossiers.roads import missing_papers
from motcua.people.rules import why_not_personal_number, wrong_details


def wrong_parts(intake: Intake, *, today: date) -> dict[str, str]:
    """Return what is wrong with an intake: the part as `owner.number` → reason."""
    owner = intake.owner
    found = {f"owner.{part}": reason for part, reason in wrong_details(owner, today=today).items()}
    if other := intake.representative:
        wrong = wrong_details(other, today=today)
        number = why_not_represent(other.number, owner_number=owner.number, today=today)
        wrong |= {"number": number} if number else {}
        found |= {f"representative.{part}": reason for part, reason in wrong.items()}
    if reason := why_not_send_to(owner.address, result_channel=intake.result_channel):
        found["owner.address"] = reason
    return found


def why_not_represent(number: str, *, owner_number: str, today: date) -> str:
    """Return the reason somebody of this number may not stand for the owner, or ""; a number is not needed."""
    if not number:
        return ""
    if reason := why_not_personal_number(number, today=today):
        return reason
    if number == owner_number:
        return _("Người được ủy quyền phải là người khác chủ hồ sơ")
    return ""


def why_not_send_to(address: str, *, result_channel: str) -> str:
    """Return the reason a result cannot be brought to this address, or ""."""
    if result_channel == Dossier.ResultChannel.POST and not address:
        return _("Hãy điền địa chỉ để bưu chính giao kết quả")
    return ""


def why_not_complete(case: CaseOffer, *, given: Collection[int]) -> str:
    """Return the reason these papers are not enough, or "" (received only when complete)."""
    names = "; ".join(paper.name for paper in missing_papers(case, given=given))
    return _("Hồ sơ chưa đủ, chưa tiếp nhận được. Còn thiếu: %(names)s.") % {"names": names} if names else ""


def why_not_receive_again(dossier: Dossier, intake: Intake) -> str:
    """Return the reason a dossier is not what this intake would make, or "": a request key may be used once."""
    if (dossier.owner_name, dossier.procedure_id) == (intake.owner.name, intake.version_id):
        return ""
    return _("Biểu mẫu này đã dùng cho hồ sơ %(number)s. Hãy bấm “Hồ sơ mới” rồi điền lại.") % {
        "number": dossier.number
    }
