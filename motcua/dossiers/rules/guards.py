"""Who may do what to a dossier: each guard returns the reason against, or ""."""

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier, Task
from motcua.organisations.models import Position
from motcua.organisations.rules import Post, Rights
from motcua.workflow.models import Step

Business, Role = Dossier.Business, Position.Role


# Whoever leads a unit may take its work over; the person is then named by the task itself.
_LEADING = (Role.HEAD_OF_DIVISION, Role.HEAD_OF_AGENCY, Role.DIRECTOR)


def post_for(task: Task, rights: Rights) -> Post | None:
    """Return the post by which this person may hold the task: an own one, or one stood in for."""
    return rights.post_for(task.unit_id, task.role)


def has_taken_over(task: Task, rights: Rights) -> bool:
    """Say whether a superior has the task in hand, taken over or handed over while somebody is away (L3)."""
    leads = any(post.role in _LEADING for post in rights.posts)
    return task.person_id == rights.user_id and leads and task.unit_id in rights.scope


def why_not_receive(
    *,
    rights: Rights | None,
    centre_id: int,
    has_limit: bool,
    has_unit: bool,
    has_process: bool,
    is_repealed: bool,
) -> str:
    """Return the reason a dossier cannot be received here, or ""."""
    if rights is not None and not rights.post_for(centre_id, Role.RECEPTION):
        return _("Chỉ cán bộ tiếp nhận của trung tâm này được tiếp nhận hồ sơ.")
    if is_repealed:
        return _("Thủ tục đã bãi bỏ, không tiếp nhận được nữa.")
    if not has_limit:
        return _("Danh mục chưa có thời hạn giải quyết của thủ tục này nên không hẹn ngày trả được.")
    if not has_unit:
        return _("Chưa khai báo cơ quan giải quyết thủ tục này cho trung tâm.")
    if not has_process:
        return _("Thủ tục này chưa có quy trình đã ban hành.")
    return ""


def why_not_refuse_here(*, rights: Rights | None, centre_id: int, has_case: bool, has_process: bool) -> str:
    """Return the reason a counter cannot even give a number to what it refuses, or ""."""
    return why_not_receive(
        rights=rights,
        centre_id=centre_id,
        # Neither a promise nor anybody competent is needed to say no (form 03).
        has_limit=has_case,
        has_unit=True,
        has_process=has_process,
        is_repealed=False,
    )


def why_not_act(task: Task, rights: Rights) -> str:
    """Return the reason somebody may not act on a task, or "" (domain.md L3)."""
    if task.closed_at is not None:
        return _("Việc này đã xong: %(outcome)s.") % {"outcome": task.get_outcome_display()}
    if has_taken_over(task, rights) or rights.post_over(task.unit_id, task.role, task.person_id):
        return ""
    if not post_for(task, rights):
        return _("Việc này thuộc vị trí khác, bạn không giữ bước này.")
    return _("Việc này đang do người khác xử lý.")


def why_not_take(task: Task, rights: Rights) -> str:
    """Return the reason somebody may not take a task, or ""."""
    if task.person_id == rights.user_id and task.taken_at and task.closed_at is None:
        return _("Bạn đã nhận việc này.")
    return why_not_act(task, rights)


def why_not_while_paused(dossier: Dossier) -> str:
    """Return what the clock waits for, when it is stopped, or ""."""
    if not dossier.is_paused or not dossier.is_open:
        return ""
    if dossier.business == Business.WAITING_SUPPLEMENT:
        return _("Hồ sơ đang chờ người nộp bổ sung.")
    if dossier.business == Business.SUSPENDED:
        return _("Hồ sơ đang dừng xử lý.")
    if dossier.money == Dossier.Money.DUE:
        return _("Hồ sơ đang chờ người nộp thực hiện nghĩa vụ tài chính.")
    return _("Đồng hồ đang dừng vì hồ sơ ở bước ngoài cơ quan.")


def why_not_go_on(task: Task, rights: Rights, *, opinions: int = 0, is_outside: bool = False) -> str:
    """Return the reason a step may not be brought further: not mine, the clock stopped, opinions still out."""
    if reason := why_not_act(task, rights):
        return reason
    if task.dossier.business == Business.REGISTERED:
        return _("Hồ sơ chưa được tiếp nhận.")
    if task.asked_by is not None:
        return _("Đây là việc cho ý kiến: hãy ghi ý kiến.")
    if not is_outside and (reason := why_not_while_paused(task.dossier)):
        return reason
    if opinions:
        return _("Còn %(count)s cơ quan phối hợp chưa cho ý kiến.") % {"count": opinions}
    return ""


def why_not_forward(
    task: Task, rights: Rights, *, target_kind: str, opinions: int = 0, is_outside: bool = False
) -> str:
    """Return the reason a task may not be passed on to a step of this kind, or ""."""
    if reason := why_not_go_on(task, rights, opinions=opinions, is_outside=is_outside):
        return reason
    if not target_kind:
        return _("Quy trình không cho chuyển sang bước này.")
    if target_kind == Step.Kind.RETURN:
        return _("Bước sau là trả kết quả: hãy phát hành kết quả.")
    return ""


def why_not_leave_payment(dossier: Dossier, *, proof: str) -> str:
    """Return the reason a step where the applicant pays may not be left, or "" (NĐ 118/2025; QT033)."""
    if dossier.money == Dossier.Money.DUE and not proof:
        return _("Hãy ghi chứng từ nộp tiền hoặc quyết định miễn.")
    return ""


def why_not_hand_to(person_id: int, holders: list[int]) -> str:
    """Return the reason a step may not go to the person that was chosen, or ""."""
    if person_id not in holders:
        return _("Người được chọn không giữ bước sau, hãy chọn người khác.")
    return ""


def why_not_send_back(
    task: Task, rights: Rights, *, is_allowed: bool, reason: str, opinions: int = 0, is_outside: bool = False
) -> str:
    """Return the reason a task may not go back to an earlier step, or ""."""
    if refusal := why_not_go_on(task, rights, opinions=opinions, is_outside=is_outside):
        return refusal
    if not is_allowed:
        return _("Quy trình không cho trả lại bước này.")
    if not reason:
        return _("Hãy ghi lý do trả lại để người nhận biết cần sửa gì.")
    return ""


def why_not_issue(
    task: Task,
    rights: Rights,
    *,
    next_kind: str,
    result: str,
    opinions: int = 0,
    is_outside: bool = False,
    open_children: int = 0,
) -> str:
    """Return the reason a result may not be issued from this task, or ""."""
    if reason := why_not_go_on(task, rights, opinions=opinions, is_outside=is_outside):
        return reason
    if next_kind != Step.Kind.RETURN:
        return _("Hồ sơ còn bước phải làm trước khi phát hành kết quả.")
    if not result:
        return _("Hãy ghi số, ký hiệu hoặc tên văn bản kết quả.")
    if open_children:
        return _("Còn %(count)s hồ sơ liên thông chưa giải quyết xong.") % {"count": open_children}
    return ""


def why_not_recall(task: Task, rights: Rights) -> str:
    """Return the reason the sender may not take a task back, or ""."""
    if task.closed_at is not None:
        return _("Việc này đã xong: %(outcome)s.") % {"outcome": task.get_outcome_display()}
    if task.opened_by_id != rights.user_id:
        return _("Chỉ người vừa chuyển được thu hồi.")
    if not task.dossier.is_open:
        return _("Kết quả đã phát hành, không thu hồi được nữa.")
    if task.asked_by is not None:
        return _("Việc cho ý kiến không thu hồi; người hỏi có thể thôi chờ.")
    if task.number == 1:
        return _("Không có bước trước để thu hồi về.")
    if task.taken_at is not None:
        return _("Người nhận đã nhận việc, không thu hồi được nữa.")
    return ""


def why_not_recall_over(before: Task) -> str:
    """Return the reason nothing was passed on that could be recalled, by the task before it, or ""."""
    if before.outcome not in (Task.Outcome.FORWARDED, Task.Outcome.SENT_BACK):
        return _("Việc này không do ai vừa chuyển đến, không có gì để thu hồi.")
    return ""


def why_not_return(dossier: Dossier, task: Task | None, rights: Rights, *, receiver: str) -> str:
    """Return the reason a result may not be handed over, or ""."""
    if dossier.business == Business.RETURNED:
        return _("Kết quả của hồ sơ này đã được trả.")
    if dossier.business != Business.RESOLVED or task is None:
        return _("Hồ sơ chưa có kết quả để trả.")
    if reason := why_not_act(task, rights):
        return reason
    if not receiver:
        return _("Hãy ghi họ tên người nhận kết quả.")
    return ""


def why_not_without_apology(dossier: Dossier, *, is_required: bool) -> str:
    """Return the reason a late result may not be handed over yet, or "" (seed 003; domain.md §3.6)."""
    is_late = dossier.ending == Dossier.Ending.RESULT and dossier.ended_on > dossier.due_on
    has_letter = dossier.apology in (Dossier.Apology.SIGNED, Dossier.Apology.WAIVED)
    if is_required and is_late and not has_letter:
        return _("Kết quả trễ hẹn: chưa có văn bản xin lỗi đã ký (mẫu 04) nên chưa trả được.")
    return ""


def why_not_withdraw(dossier: Dossier, rights: Rights, *, reason: str) -> str:
    """Return the reason a dossier may not be withdrawn, or "" (NĐ 118/2025 Điều 21)."""
    if not dossier.is_open:
        return _("Hồ sơ đã có kết quả hoặc đã kết thúc, không rút được nữa.")
    if not rights.post_for(dossier.centre_id, Role.RECEPTION):
        return _("Chỉ trung tâm đã tiếp nhận được ghi nhận yêu cầu rút hồ sơ của người nộp.")
    if not reason:
        return _("Hãy ghi yêu cầu của người nộp: lý do rút và cách đã xác nhận.")
    return ""
