"""The form of a message, the same for the staff and for the public."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.base.text import clean_lines
from motcua.documents.queries import limits
from motcua.documents.rules import why_not_read
from motcua.dossiers.models import MOST_TEXT, Message
from motcua.dossiers.rules.messages import why_not_say
from motcua.web.ui.uploads import ACCEPTED, FilesField, SeveralFilesInput

STALE = _("Trang này đã cũ. Hãy tải lại trang rồi gửi lại.")


class MessageForm(forms.Form):
    """Words, files, or both."""

    text = forms.CharField(
        label=_("Lời nhắn"),
        required=False,
        error_messages={"null_characters_not_allowed": _("Lời nhắn có ký tự không đọc được. Hãy gõ lại.")},
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MOST_TEXT}),
    )
    attached = FilesField(
        label=_("Tệp kèm theo"),
        required=False,
        help_text=_("Nhiều nhất 3 tệp PDF, JPEG, PNG hoặc TIFF"),
        widget=SeveralFilesInput(attrs={"accept": ACCEPTED, "multiple": True}),
    )
    request_key = forms.UUIDField(
        error_messages={"required": STALE, "invalid": STALE}, widget=forms.HiddenInput
    )
    reply_to = forms.IntegerField(
        required=False, min_value=1, error_messages={"invalid": STALE}, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, is_too_big: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_too_big = is_too_big

    def clean_text(self) -> str:
        return clean_lines(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.is_too_big:
            self.add_error("attached", why_not_read("too_big", limits=limits()))
        elif "text" in values and (reason := why_not_say(values["text"], files=len(values["attached"]))):
            self.add_error("text" if values["text"] or not values["attached"] else "attached", reason)
        return values


class StaffMessageForm(MessageForm):
    """A message of the staff says whom it is for."""

    readers = forms.ChoiceField(choices=Message.Readers.choices, widget=forms.HiddenInput)


def empty(form: type[MessageForm], name: str, **initial: Any) -> MessageForm:
    """Return a form to fill in; what it makes is made once, however often it is sent."""
    return form(auto_id=f"id_{name}_%s", initial={"request_key": uuid4(), **initial})
