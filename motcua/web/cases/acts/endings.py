"""Ending a dossier without a result, and the note that a closed one may still get."""

from django.utils.translation import gettext_lazy

from motcua.dossiers import actions, rules
from motcua.dossiers.models import Event
from motcua.web.cases.acts.act import TO_BE_TYPED, Act, ActForm, line, words
from motcua.web.cases.situation import Situation

Kind = Event.Kind


class ReturnUnresolvedForm(ActForm):
    """Why nothing can be resolved, and the letter that says so."""

    noted = "reason"

    reason = words(
        gettext_lazy("Lý do, căn cứ pháp lý"),
        gettext_lazy("Hãy ghi lý do và căn cứ pháp lý, người nộp sẽ đọc lý do này."),
    )
    document = line(gettext_lazy("Số văn bản trả hồ sơ"), gettext_lazy("Hãy ghi số văn bản trả hồ sơ."))


class CorrectForm(ActForm):
    """What is to be read otherwise."""

    noted = "text"

    text = words(gettext_lazy("Nội dung đính chính"), gettext_lazy("Hãy ghi nội dung đính chính."))


def _why_not_stop(now: Situation) -> str:
    return rules.why_not_stop(now.dossier, signs=now.signs, reason=TO_BE_TYPED, document=TO_BE_TYPED)


def _why_not_correct(now: Situation) -> str:
    may = any(post.unit_id == now.dossier.centre_id for post in now.rights.posts) or rules.is_superior(
        now.rights, now.dossier.unit_id, tree=now.tree
    )
    return rules.why_not_correct(now.dossier, may=may, text=TO_BE_TYPED)


STOP = Act(
    "stop",
    gettext_lazy("Không đủ điều kiện, trả hồ sơ"),
    "close",
    ReturnUnresolvedForm,
    actions.stop,
    Kind.STOPPED,
    _why_not_stop,
    gettext_lazy("Đã trả hồ sơ %(number)s, không giải quyết."),
    concerns=lambda now: rules.fits(Kind.STOPPED, now.dossier.business),
    key="R",
    button=gettext_lazy("Trả hồ sơ, không giải quyết"),
    is_grave=True,
    stays=True,
)
CORRECT = Act(
    "correct",
    gettext_lazy("Ghi đính chính"),
    "pen",
    CorrectForm,
    actions.correct,
    Kind.CORRECTED,
    _why_not_correct,
    gettext_lazy("Đã ghi đính chính vào hồ sơ %(number)s."),
    concerns=lambda now: rules.fits(Kind.CORRECTED, now.dossier.business),
    asks_first=True,
    stays=True,
)
ENDINGS = (STOP, CORRECT)
