"""Acts that stop the clock and start it again: supplement, financial obligation, suspension."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from motcua.base.text import clean
from motcua.dossiers import actions, rules
from motcua.dossiers.models import Dossier, Event
from motcua.web.cases.acts.act import TO_BE_TYPED, Act, ActForm, StepForm, line, words
from motcua.web.cases.acts.supplement import AskSupplementForm
from motcua.web.cases.situation import Situation
from motcua.web.ui.fields import TypedField

Kind, Business, Money = Event.Kind, Dossier.Business, Dossier.Money


class ApproveForm(StepForm):
    """The written ground for one more request."""

    noted = "ground"

    ground = words(
        gettext_lazy("Căn cứ cho yêu cầu bổ sung lần nữa"), gettext_lazy("Hãy ghi lý do bằng văn bản.")
    )


class RequestPaymentForm(StepForm):
    """The notice of a financial obligation."""

    notice = line(
        gettext_lazy("Số thông báo nghĩa vụ tài chính"),
        gettext_lazy("Hãy ghi số thông báo nghĩa vụ tài chính."),
    )
    amount = TypedField(
        label=gettext_lazy("Số tiền phải nộp (đồng)"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_amount(self) -> int | None:
        """1.234.567 or 1234567 đ, as people write money."""
        typed = self.cleaned_data["amount"]
        digits = typed.lower().removesuffix("đ").replace(".", "").replace(" ", "").strip()
        if digits and not (digits.isascii() and digits.isdecimal()):
            raise forms.ValidationError(gettext_lazy("Số tiền chỉ gồm chữ số, ví dụ 1.234.567."))
        return int(digits) if digits else None

    @property
    def repeats(self) -> dict[str, Any]:
        return super().repeats | {"payload__notice": clean(self.cleaned_data["notice"])}


class PaidForm(ActForm):
    """The proof of payment, or the decision of exemption."""

    proof = line(
        gettext_lazy("Chứng từ nộp tiền"),
        gettext_lazy("Hãy ghi chứng từ nộp tiền hoặc quyết định miễn."),
        hint=gettext_lazy("Số biên lai, giấy nộp tiền hoặc quyết định miễn."),
    )
    note = words(gettext_lazy("Ghi chú"), rows=2)

    @property
    def repeats(self) -> dict[str, Any]:
        return {"payload__proof": clean(self.cleaned_data["proof"])}


class SuspendForm(StepForm):
    """Why a dossier must wait, and the document that says so."""

    noted = "reason"

    reason = words(gettext_lazy("Lý do tạm dừng"), gettext_lazy("Hãy ghi lý do dừng xử lý."))
    document = line(gettext_lazy("Số văn bản kèm theo"), gettext_lazy("Hãy ghi số văn bản kèm theo."))


class ResumeForm(StepForm):
    """Why a suspended dossier goes on."""

    noted = "reason"

    reason = words(
        gettext_lazy("Vì sao được xử lý tiếp"), gettext_lazy("Hãy ghi vì sao được xử lý tiếp."), rows=2
    )

    @property
    def repeats(self) -> dict[str, Any]:
        # The event does not name the task: the clock of the whole dossier goes on.
        return {"note": clean(self.cleaned_data["reason"])}


_PROBE = (rules.Wanted(TO_BE_TYPED, TO_BE_TYPED, TO_BE_TYPED),)


def _why_not_supplement(now: Situation) -> str:
    return rules.why_not_request_supplement(now.dossier, now.step_task, now.rights, wanted=_PROBE)


def _why_not_approve(now: Situation) -> str:
    return rules.why_not_approve_supplement(
        now.dossier, now.step_task, now.rights, is_superior=now.is_superior, ground=TO_BE_TYPED
    )


def _why_not_suspend(now: Situation) -> str:
    return rules.why_not_suspend(
        now.dossier, now.step_task, now.rights, reason=TO_BE_TYPED, document=TO_BE_TYPED
    )


def _fits(kind: str, now: Situation) -> bool:
    return now.step_task is not None and rules.fits(kind, now.dossier.business)


def _may_need_approval(now: Situation) -> bool:
    dossier = now.dossier
    return _fits(Kind.SUPPLEMENT_APPROVED, now) and dossier.examination_requests > dossier.approved_requests


SUPPLEMENT = Act(
    "supplement",
    gettext_lazy("Yêu cầu bổ sung"),
    "redo",
    AskSupplementForm,
    actions.request_supplement,
    Kind.SUPPLEMENT_REQUESTED,
    _why_not_supplement,
    gettext_lazy("Đã gửi yêu cầu bổ sung hồ sơ %(number)s, đồng hồ tạm dừng."),
    concerns=lambda now: _fits(Kind.SUPPLEMENT_REQUESTED, now),
    key="B",
    page=lambda number: reverse("cases:supplement", args=[number]),
    in_peek=True,
    stays=True,
)
APPROVE_SUPPLEMENT = Act(
    "approve-supplement",
    gettext_lazy("Cho yêu cầu bổ sung lần nữa"),
    "check",
    ApproveForm,
    actions.approve_supplement,
    Kind.SUPPLEMENT_APPROVED,
    _why_not_approve,
    gettext_lazy("Đã cho yêu cầu bổ sung thêm một lần."),
    concerns=_may_need_approval,
    button=gettext_lazy("Đồng ý"),
    stays=True,
)
REQUEST_PAYMENT = Act(
    "request-payment",
    gettext_lazy("Yêu cầu nộp tiền"),
    "wallet",
    RequestPaymentForm,
    actions.request_payment,
    Kind.PAYMENT_REQUESTED,
    lambda now: rules.why_not_request_payment(now.dossier, now.step_task, now.rights, notice=TO_BE_TYPED),
    gettext_lazy("Đã báo người nộp thực hiện nghĩa vụ tài chính, đồng hồ tạm dừng."),
    concerns=lambda now: _fits(Kind.PAYMENT_REQUESTED, now) and now.dossier.money != Money.DUE,
    is_rare=True,
    stays=True,
)
RECORD_PAYMENT = Act(
    "record-payment",
    gettext_lazy("Ghi nhận đã nộp tiền"),
    "wallet",
    PaidForm,
    actions.record_payment,
    Kind.PAID,
    lambda now: rules.why_not_record_payment(now.dossier, now.step_task, now.rights, proof=TO_BE_TYPED),
    gettext_lazy("Đã ghi nhận chứng từ nộp tiền, đồng hồ chạy tiếp."),
    # In a step outside the proof goes with the step when it is passed on.
    concerns=lambda now: now.dossier.money == Money.DUE and now.dossier.is_open and not now.is_outside,
    stays=True,
)
SUSPEND = Act(
    "suspend",
    pgettext_lazy("act", "Tạm dừng xử lý"),
    "pause",
    SuspendForm,
    actions.suspend,
    Kind.SUSPENDED,
    _why_not_suspend,
    gettext_lazy("Hồ sơ %(number)s đã tạm dừng."),
    concerns=lambda now: _fits(Kind.SUSPENDED, now),
    is_rare=True,
    stays=True,
)
RESUME = Act(
    "resume",
    gettext_lazy("Xử lý tiếp"),
    "right",
    ResumeForm,
    actions.resume,
    Kind.RESUMED,
    lambda now: rules.why_not_resume(now.dossier, now.step_task, now.rights, reason=TO_BE_TYPED),
    gettext_lazy("Hồ sơ %(number)s được xử lý tiếp."),
    concerns=lambda now: now.dossier.business == Business.SUSPENDED and now.step_task is not None,
    is_main=True,
    stays=True,
)
PAUSES = (
    RESUME,
    SUPPLEMENT,
    APPROVE_SUPPLEMENT,
    RECORD_PAYMENT,
    REQUEST_PAYMENT,
    SUSPEND,
)
