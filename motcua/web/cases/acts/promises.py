"""New dates: the extension asked for and decided, and the letter of apology for a date that was missed."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from motcua.base import clock
from motcua.dossiers import actions, rules
from motcua.dossiers.models import Dossier, Event
from motcua.organisations import queries as organisations
from motcua.web.cases.acts.act import TO_BE_TYPED, Act, ActForm, MomentField, words
from motcua.web.cases.situation import Situation
from motcua.workflow.rules import duration

Kind, Apology = Event.Kind, Dossier.Apology


class ReasonForm(ActForm):
    """An act on the whole dossier with its reason; the same reason given twice is one act."""

    noted = "reason"
    reason = words(gettext_lazy("Lý do"), gettext_lazy("Hãy ghi lý do."))


class AskExtensionForm(ReasonForm):
    """Why, and until when."""

    new_due_at = MomentField(
        label=gettext_lazy("Ngày hẹn mới"),
        error_messages={"required": gettext_lazy("Hãy điền ngày hẹn mới.")},
    )

    def fit(self, now: Situation) -> None:
        self.fields["reason"].label = _("Lý do đề nghị gia hạn")
        self.initial.setdefault("new_due_at", now.kept_date)

    @property
    def repeats(self) -> dict[str, Any]:
        return super().repeats | {"payload__extended_to": self.cleaned_data["new_due_at"].isoformat()}


class RefuseExtensionForm(ReasonForm):
    """Why the date stays."""


class WaiveApologyForm(ReasonForm):
    """Why a late result goes out without its letter."""


class ExtendForm(ActForm):
    """Granting what was asked; once more than the law allows needs its ground."""

    override = words(gettext_lazy("Lý do đặc biệt"), rows=2)

    def fit(self, now: Situation) -> None:
        if now.extensions < rules.in_force().extensions:
            del self.fields["override"]
        else:
            self.fields["override"].required = True

    @property
    def arguments(self) -> dict[str, Any]:
        return {"override": self.cleaned_data.get("override", "")}


class SignApologyForm(ActForm):
    """The drafted letter: its cause and the new date, both to be changed or left."""

    reason = words(gettext_lazy("Nguyên nhân trễ"), gettext_lazy("Hãy ghi nguyên nhân trễ."))
    new_due_at = MomentField(
        label=gettext_lazy("Hẹn lại"),
        error_messages={"required": gettext_lazy("Hãy điền ngày hẹn mới.")},
    )

    def fit(self, now: Situation) -> None:
        if draft := now.last(Kind.APOLOGY_DRAFTED):
            self.initial |= drafted(draft.payload, at=now.at, fresh=now.kept_date)


def drafted(payload: dict[str, Any], *, at: datetime, fresh: datetime) -> dict[str, Any]:
    """Return the cause by leg and the new date of a drafted letter; a date that has passed is counted anew."""
    # The applicant reads the letter: in Vietnamese, whatever language the signer works in.
    with override("vi"):
        reason = _drafted_reason(payload)
    new_due_at = datetime.fromisoformat(payload["extended_to"])
    return {
        "reason": reason,
        "new_due_at": clock.local(new_due_at if new_due_at > at else fresh).replace(second=0, microsecond=0),
    }


def _drafted_reason(payload: dict[str, Any]) -> str:
    tree = organisations.tree()
    legs = [
        _("Bước %(step)s tại %(unit)s quá hạn %(span)s.")
        % {"step": leg["step"], "unit": tree[leg["unit"]].short_name, "span": duration(leg["minutes"])}
        for leg in payload["legs"]
    ]
    return " ".join(legs) or _("Cơ quan giải quyết chưa xử lý xong hồ sơ trong thời hạn đã hẹn.")


def _why_not_ask(now: Situation) -> str:
    return rules.why_not_ask_extension(
        now.dossier,
        is_superior=now.is_superior,
        reason=TO_BE_TYPED,
        is_later=True,
        is_asked=now.extension_asked is not None,
    )


def _why_not_extend(now: Situation) -> str:
    return rules.why_not_extend(
        now.dossier,
        runs_centre=now.runs_centre,
        is_asked=now.extension_asked is not None,
        extensions=now.extensions,
        law=rules.in_force(),
        override=TO_BE_TYPED,
    )


def _why_not_sign(now: Situation) -> str:
    return rules.why_not_sign_apology(now.dossier, signs=now.signs, reason=TO_BE_TYPED, is_later=True)


def _is_late_without_letter(now: Situation) -> bool:
    dossier = now.dossier
    is_late = dossier.ending == Dossier.Ending.RESULT and dossier.ended_on > dossier.due_on
    return (
        is_late
        and dossier.apology in (Apology.NONE, Apology.DRAFTED)
        and rules.fits(Kind.APOLOGY_WAIVED, dossier.business)
    )


SIGN_APOLOGY = Act(
    "sign-apology",
    gettext_lazy("Ký và gửi thư xin lỗi"),
    "pen",
    SignApologyForm,
    actions.sign_apology,
    Kind.APOLOGY_SIGNED,
    _why_not_sign,
    gettext_lazy("Đã ký thư xin lỗi của hồ sơ %(number)s."),
    concerns=lambda now: now.dossier.apology == Apology.DRAFTED,
    is_main=True,
    stays=True,
)
ASK_EXTENSION = Act(
    "ask-extension",
    gettext_lazy("Đề nghị gia hạn"),
    "clock",
    AskExtensionForm,
    actions.ask_extension,
    Kind.EXTENSION_ASKED,
    _why_not_ask,
    gettext_lazy("Đã đề nghị trung tâm gia hạn hồ sơ %(number)s."),
    concerns=lambda now: rules.fits(Kind.EXTENSION_ASKED, now.dossier.business),
    key="H",
    button=gettext_lazy("Gửi đề nghị"),
    asks_first=True,
    stays=True,
)
EXTEND = Act(
    "extend",
    gettext_lazy("Cho gia hạn"),
    "check",
    ExtendForm,
    actions.extend,
    Kind.EXTENDED,
    _why_not_extend,
    gettext_lazy("Đã gia hạn hồ sơ %(number)s."),
    concerns=lambda now: now.extension_asked is not None and rules.fits(Kind.EXTENDED, now.dossier.business),
    stays=True,
)
REFUSE_EXTENSION = Act(
    "refuse-extension",
    gettext_lazy("Không cho gia hạn"),
    "close",
    RefuseExtensionForm,
    actions.refuse_extension,
    Kind.EXTENSION_REFUSED,
    _why_not_extend,
    gettext_lazy("Đã trả lời: không gia hạn hồ sơ %(number)s."),
    concerns=EXTEND.concerns,
    stays=True,
)

WAIVE_APOLOGY = Act(
    "waive-apology",
    gettext_lazy("Cho trả kết quả không kèm thư xin lỗi"),
    "check",
    WaiveApologyForm,
    actions.waive_apology,
    Kind.APOLOGY_WAIVED,
    lambda now: rules.why_not_waive_apology(now.dossier, runs_centre=now.runs_centre, reason=TO_BE_TYPED),
    gettext_lazy("Đã cho trả kết quả không kèm thư xin lỗi."),
    concerns=_is_late_without_letter,
    is_rare=True,
    stays=True,
)
PROMISES = (SIGN_APOLOGY, ASK_EXTENSION, EXTEND, REFUSE_EXTENSION, WAIVE_APOLOGY)
