"""Who may do what beside the straight road: supplement, payment, suspension, extension, apology, and so on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.models import NOT_RECEIVED, Dossier, Event, Task
from motcua.dossiers.rules import marks
from motcua.dossiers.rules.guards import why_not_act, why_not_while_paused
from motcua.dossiers.rules.law import Law
from motcua.dossiers.rules.marks import Mark
from motcua.dossiers.rules.moves import CLOSED, fits
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights

Business, Kind, Role = Dossier.Business, Event.Kind, Position.Role


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a request for supplement: which paper, what is wrong with it, how to mend it."""

    name: str
    wrong: str
    mend: str
    # The order of the paper in the dossier; None for one that is missing.
    paper: int | None = None
    # Where on the picture of the paper it is wrong, when somebody drew it.
    mark: Mark | None = None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Wanted":
        """Return a line as an event keeps it; older events know no mark."""
        mark = said.get("mark")
        return cls(
            said["name"], said["wrong"], said["mend"], said["paper"], marks.read(mark) if mark else None
        )

    @property
    def said(self) -> dict[str, Any]:
        """What an event keeps of it."""
        known = asdict(self)
        if self.mark is None:
            del known["mark"]
        return known

    @property
    def where(self) -> str:
        """Where on the paper it is wrong, in words; "" when nobody marked it."""
        return str(self.mark) if self.mark else ""


def why_not_fit(kind: str, dossier: Dossier) -> str:
    """Return the reason an act does not fit the state a dossier is in, or ""."""
    if fits(kind, dossier.business):
        return ""
    return _("Hồ sơ đang ở trạng thái “%(state)s” nên không làm được việc này.") % {
        "state": dossier.get_business_display()
    }


def why_not_refuse(dossier: Dossier, rights: Rights, *, reason: str) -> str:
    """Return the reason a filed dossier may not be refused, or "" (form 03: a real reason)."""
    if refusal := why_not_fit(Kind.REFUSED, dossier):
        return refusal
    if not rights.post_for(dossier.centre_id, Role.RECEPTION):
        return _("Chỉ cán bộ tiếp nhận của trung tâm này được từ chối tiếp nhận.")
    if not reason:
        return _("Hãy ghi lý do từ chối, người nộp sẽ đọc lý do này.")
    return ""


def why_not_request_supplement(
    dossier: Dossier, task: Task, rights: Rights, *, wanted: Sequence[Wanted]
) -> str:
    """Return the reason a supplement may not be asked for, or "" (one complete request per phase, L2)."""
    if reason := why_not_fit(Kind.SUPPLEMENT_REQUESTED, dossier) or why_not_act(task, rights):
        return reason
    if task.asked_by is not None:
        return _("Đây là việc cho ý kiến: hãy ghi ý kiến.")
    if reason := why_not_while_paused(dossier):
        return reason
    if dossier.received_on == NOT_RECEIVED:
        if dossier.intake_requests:
            return _("Đã yêu cầu bổ sung một lần khi tiếp nhận: chỉ còn tiếp nhận hoặc từ chối.")
    elif dossier.examination_requests > dossier.approved_requests:
        return _("Đã yêu cầu bổ sung trong giai đoạn thẩm định: lần nữa phải được cấp trên đồng ý, có lý do.")
    if not wanted:
        return _("Hãy ghi ít nhất một giấy tờ cần bổ sung.")
    if any(not one.name or not one.wrong or not one.mend for one in wanted):
        return _("Mỗi giấy tờ cần ghi đủ: thiếu hay sai gì, và cần làm gì để đúng.")
    return next((reason for one in wanted if one.mark and (reason := marks.why_not_mark(one.mark))), "")


def why_not_approve_supplement(
    dossier: Dossier, task: Task, rights: Rights, *, is_superior: bool, ground: str
) -> str:
    """Return the reason a superior may not allow one more request for supplement, or ""."""
    if reason := why_not_fit(Kind.SUPPLEMENT_APPROVED, dossier):
        return reason
    if not is_superior:
        return _("Chỉ lãnh đạo của đơn vị đang giải quyết được cho yêu cầu bổ sung lần nữa.")
    if task.person_id == rights.user_id:
        return _("Người yêu cầu bổ sung không tự cho phép mình.")
    if dossier.examination_requests <= dossier.approved_requests:
        return _("Giai đoạn này còn quyền yêu cầu bổ sung, chưa cần cho phép thêm.")
    if not ground:
        return _("Hãy ghi lý do bằng văn bản.")
    return ""


def why_not_receive_supplement(dossier: Dossier, rights: Rights) -> str:
    """Return the reason a supplement may not be taken in, or ""."""
    if reason := why_not_fit(Kind.SUPPLEMENT_RECEIVED, dossier):
        return reason
    if not rights.post_for(dossier.centre_id, Role.RECEPTION):
        return _("Chỉ cán bộ tiếp nhận của trung tâm này nhận bổ sung.")
    return ""


def why_not_send_supplement(dossier: Dossier, *, is_asked: bool, on: date) -> str:
    """Return the reason the applicant may not answer a request for supplement over the portal, or "".

    `is_asked` says whether the request he saw is still the one that waits.
    """
    if dossier.business in CLOSED:
        return _("Hồ sơ đã kết thúc, không nhận bổ sung nữa.")
    if dossier.business != Business.WAITING_SUPPLEMENT or not is_asked:
        return _("Hồ sơ không còn chờ bổ sung: trung tâm đã nhận giấy tờ hoặc đã xử lý tiếp.")
    if dossier.wait_until is not None and on > dossier.wait_until:
        return _(
            "Thời hạn bổ sung đã hết ngày %(day)s. Xin liên hệ trung tâm để biết có nhận bổ sung nữa không."
        ) % {"day": f"{dossier.wait_until:%d/%m/%Y}"}
    return ""


def why_not_close_expired(dossier: Dossier, rights: Rights, *, on: date) -> str:
    """Return the reason a dossier may not be closed because no supplement came, or ""."""
    if reason := why_not_receive_supplement(dossier, rights):
        return reason
    if dossier.wait_until is None or on <= dossier.wait_until:
        return _("Thời hạn bổ sung chưa hết.")
    return ""


def why_not_request_payment(dossier: Dossier, task: Task, rights: Rights, *, notice: str) -> str:
    """Return the reason a financial obligation may not be notified, or ""."""
    if reason := (
        why_not_fit(Kind.PAYMENT_REQUESTED, dossier)
        or why_not_act(task, rights)
        or why_not_while_paused(dossier)
    ):
        return reason
    if task.asked_by is not None:
        return _("Đây là việc cho ý kiến: hãy ghi ý kiến.")
    if not notice:
        return _("Hãy ghi số thông báo nghĩa vụ tài chính.")
    return ""


def why_not_record_payment(dossier: Dossier, task: Task | None, rights: Rights, *, proof: str) -> str:
    """Return the reason a payment may not be recorded, or ""."""
    if reason := why_not_fit(Kind.PAID, dossier):
        return reason
    if dossier.money != Dossier.Money.DUE:
        return _("Hồ sơ này không có khoản đang chờ nộp.")
    may = rights.post_for(dossier.centre_id, Role.RECEPTION) or (task and not why_not_act(task, rights))
    if not may:
        return _("Chỉ trung tâm hoặc người đang giữ bước được ghi nhận chứng từ.")
    if not proof:
        return _("Hãy ghi chứng từ nộp tiền hoặc quyết định miễn.")
    return ""


def why_not_suspend(dossier: Dossier, task: Task, rights: Rights, *, reason: str, document: str) -> str:
    """Return the reason a dossier may not be suspended, or "" (needs a reason and a document)."""
    if refusal := (
        why_not_fit(Kind.SUSPENDED, dossier) or why_not_act(task, rights) or why_not_while_paused(dossier)
    ):
        return refusal
    if task.asked_by is not None:
        return _("Đây là việc cho ý kiến: hãy ghi ý kiến.")
    if not reason or not document:
        return _("Hãy ghi lý do dừng xử lý và số văn bản kèm theo.")
    return ""


def why_not_resume(dossier: Dossier, task: Task, rights: Rights, *, reason: str) -> str:
    """Return the reason a suspended dossier may not go on, or ""."""
    if refusal := why_not_fit(Kind.RESUMED, dossier) or why_not_act(task, rights):
        return refusal
    return "" if reason else _("Hãy ghi vì sao được xử lý tiếp.")


def why_not_stop(dossier: Dossier, *, signs: bool, reason: str, document: str) -> str:
    """Return the reason a dossier may not be returned without resolution, or ""."""
    if refusal := why_not_fit(Kind.STOPPED, dossier):
        return refusal
    if not signs:
        return _("Chỉ lãnh đạo cơ quan giải quyết được trả hồ sơ không giải quyết.")
    if not reason or not document:
        return _("Hãy ghi lý do và số văn bản trả hồ sơ.")
    return ""


def why_not_reassign(
    dossier: Dossier,
    task: Task,
    rights: Rights,
    *,
    is_superior: bool,
    person_id: int | None,
    holders: Sequence[int],
) -> str:
    """Return the reason a task may not go to somebody else of its unit, or "" (domain.md L3)."""
    if task.closed_at is not None:
        return _("Việc này đã xong: %(outcome)s.") % {"outcome": task.get_outcome_display()}
    if not is_superior:
        return _("Chỉ lãnh đạo đơn vị được giao lại việc.")
    if person_id is None and task.person_id is None:
        return _("Việc này đang chờ cả đơn vị nhận rồi.")
    if person_id == task.person_id:
        return _("Người này đang giữ việc rồi.")
    if person_id is not None and person_id not in holders and person_id != rights.user_id:
        return _("Người được chọn không giữ vị trí này, hãy chọn người khác.")
    return ""


def why_not_consult(
    dossier: Dossier, task: Task, rights: Rights, *, units: Sequence[int], asked: Sequence[int], question: str
) -> str:
    """Return the reason opinions may not be asked for, or ""."""
    if reason := (
        why_not_fit(Kind.CONSULTED, dossier) or why_not_act(task, rights) or why_not_while_paused(dossier)
    ):
        return reason
    if task.asked_by is not None:
        return _("Đây là việc cho ý kiến: hãy ghi ý kiến.")
    if not units or task.unit_id in units:
        return _("Hãy chọn cơ quan phối hợp khác đơn vị mình.")
    if set(units) & set(asked):
        return _("Cơ quan này đang được lấy ý kiến rồi.")
    return "" if question else _("Hãy ghi nội dung cần cho ý kiến.")


def why_not_give_opinion(dossier: Dossier, task: Task, rights: Rights, *, opinion: str) -> str:
    """Return the reason an opinion may not be given, or ""."""
    if reason := why_not_act(task, rights):
        return reason
    if task.asked_by is None:
        return _("Không ai lấy ý kiến ở việc này.")
    return "" if opinion else _("Hãy ghi ý kiến.")


def why_not_waive_opinion(task: Task, asker: Task, rights: Rights, *, reason: str) -> str:
    """Return the reason whoever asked may not stop waiting for an opinion, or ""."""
    if task.closed_at is not None or task.asked_by is None:
        return _("Việc này đã xong: %(outcome)s.") % {"outcome": task.get_outcome_display()}
    return why_not_act(asker, rights) or ("" if reason else _("Hãy ghi vì sao không chờ ý kiến nữa."))


def why_not_ask_extension(
    dossier: Dossier, *, is_superior: bool, reason: str, is_later: bool, is_asked: bool
) -> str:
    """Return the reason an extension may not be asked for, or ""."""
    if refusal := why_not_fit(Kind.EXTENSION_ASKED, dossier) or why_not_while_paused(dossier):
        return refusal
    if is_asked:
        return _("Đã có đề nghị gia hạn, đang chờ trung tâm quyết định.")
    if not is_superior:
        return _("Chỉ lãnh đạo đơn vị đang giải quyết được đề nghị gia hạn.")
    if not reason:
        return _("Hãy ghi lý do đề nghị gia hạn.")
    return "" if is_later else _("Ngày hẹn mới phải sau ngày hẹn hiện tại.")


def why_not_extend(
    dossier: Dossier, *, runs_centre: bool, is_asked: bool, extensions: int, law: Law, override: str
) -> str:
    """Return the reason the centre may not grant an extension, or "" (at most once, NĐ 297/2025 Điều 6)."""
    if reason := why_not_fit(Kind.EXTENDED, dossier) or why_not_while_paused(dossier):
        return reason
    if not runs_centre:
        return _("Chỉ lãnh đạo trung tâm được quyết định gia hạn.")
    if not is_asked:
        return _("Chưa có đề nghị gia hạn nào đang chờ.")
    if extensions >= law.extensions and not override:
        return _("Hồ sơ đã được gia hạn %(count)s lần: lần nữa phải ghi lý do đặc biệt.") % {
            "count": extensions
        }
    return ""


def why_not_sign_apology(dossier: Dossier, *, signs: bool, reason: str, is_later: bool) -> str:
    """Return the reason a letter of apology may not be signed, or ""."""
    if refusal := why_not_fit(Kind.APOLOGY_SIGNED, dossier):
        return refusal
    if dossier.apology == Dossier.Apology.SIGNED:
        return _("Văn bản xin lỗi đã ký.")
    if dossier.apology != Dossier.Apology.DRAFTED:
        return _("Chưa có văn bản xin lỗi nào được soạn.")
    if not signs:
        return _("Chỉ lãnh đạo cơ quan giải quyết ký văn bản xin lỗi.")
    if not reason:
        return _("Hãy ghi nguyên nhân trễ.")
    return "" if is_later else _("Ngày hẹn mới phải sau hôm nay.")


def why_not_waive_apology(dossier: Dossier, *, runs_centre: bool, reason: str) -> str:
    """Return the reason a late result may not go out without the letter, or ""."""
    if refusal := why_not_fit(Kind.APOLOGY_WAIVED, dossier):
        return refusal
    if dossier.apology == Dossier.Apology.SIGNED:
        return _("Văn bản xin lỗi đã ký.")
    if not runs_centre:
        return _("Chỉ lãnh đạo hoặc giám sát của trung tâm cho trả kết quả không có văn bản xin lỗi.")
    return "" if reason else _("Hãy ghi lý do.")


def why_not_change_procedure(dossier: Dossier, rights: Rights, *, version_id: int, reason: str) -> str:
    """Return the reason a wrongly chosen procedure may not be corrected, or ""."""
    if refusal := why_not_fit(Kind.PROCEDURE_CHANGED, dossier) or why_not_while_paused(dossier):
        return refusal
    if not rights.post_for(dossier.centre_id, Role.RECEPTION):
        return _("Chỉ cán bộ tiếp nhận của trung tâm này được sửa thủ tục chọn nhầm.")
    if dossier.procedure_id == version_id:
        return _("Hồ sơ đang theo thủ tục này.")
    return "" if reason else _("Hãy ghi vì sao sửa thủ tục.")


def why_not_confirm_result(dossier: Dossier, rights: Rights) -> str:
    """Return the reason a centre may not confirm that it has the result, or ""."""
    if reason := why_not_fit(Kind.RESULT_ARRIVED, dossier):
        return reason
    is_there = any(
        rights.post_for(dossier.centre_id, role) for role in (Role.RECEPTION, Role.RETURNS, Role.SUPERVISOR)
    )
    return "" if is_there else _("Chỉ trung tâm nhận kết quả mới xác nhận được.")


def why_not_correct(dossier: Dossier, *, may: bool, text: str) -> str:
    """Return the reason a correction note may not be added to a closed dossier, or "" (domain.md L1)."""
    if reason := why_not_fit(Kind.CORRECTED, dossier):
        return reason
    if not may:
        return _("Chỉ trung tâm hoặc lãnh đạo đơn vị giải quyết ghi đính chính.")
    return "" if text else _("Hãy ghi nội dung đính chính.")
