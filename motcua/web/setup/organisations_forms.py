"""Forms about the people of an office: posts, absences, stand-ins."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.accounts.models import User
from motcua.base.text import clean
from motcua.organisations.models import Absence, Position, Session
from motcua.organisations.rules import Away
from motcua.web.ui.fields import DayField, TypedField, WordsField


class ActForm(forms.Form):
    """One of the forms of a page; `act` names it, `of` what it is about."""

    act = ""

    def __init__(self, *args: Any, of: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        self.auto_id = f"{self.act}-{of}-%s" if of else f"{self.act}-%s"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("from_on"), given.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("Ngày kết thúc phải từ ngày bắt đầu trở đi"))
        return given


class ListForm(forms.Form):
    """Filters of the list of staff; an unknown value filters nothing."""

    q = forms.CharField(
        required=False,
        label=gettext_lazy("Họ tên, tên đăng nhập, chức danh"),
        max_length=200,
        widget=forms.TextInput(attrs={"data-search": True, "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(required=False, label=gettext_lazy("Đơn vị"))
    state = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Hiện"),
        choices=[
            ("", gettext_lazy("Đang giữ vị trí")),
            ("away", gettext_lazy("Vắng hôm nay")),
            ("ended", gettext_lazy("Đã thôi giữ vị trí")),
        ],
    )

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Tất cả")), *units]

    def asked(self) -> dict[str, str]:
        """Return what each filter asks for, "" where it asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "").strip() for name in self.fields}


class PostForm(ActForm):
    """A post for somebody."""

    act = "post"
    unit = forms.TypedChoiceField(
        label=gettext_lazy("Đơn vị"), coerce=int, error_messages={"required": gettext_lazy("Hãy chọn đơn vị")}
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Vai trò"), error_messages={"required": gettext_lazy("Hãy chọn vai trò")}
    )
    title = WordsField(
        label=gettext_lazy("Chức danh"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Để trống thì lấy tên vai trò."),
    )
    from_on = DayField(label=gettext_lazy("Từ ngày"))
    to_on = DayField(label=gettext_lazy("Đến hết ngày"), required=False)
    ground = WordsField(label=gettext_lazy("Quyết định phân công"), required=False, max_length=120)
    override_ground = WordsField(
        label=gettext_lazy("Căn cứ cho kiêm nhiệm"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ giám đốc, lãnh đạo cơ quan; khi hai vị trí không được kiêm nhiệm."),
    )

    def __init__(self, *args: Any, units: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(units)
        self.fields["role"].choices = [("", "–"), *((role.value, str(role.label)) for role in Position.Role)]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("title") and given.get("role"):
            label = str(Position.Role(given["role"]).label)
            given["title"] = label[0].upper() + label[1:]
        return given


class NewcomerForm(PostForm):
    """A post for somebody who has none in these units yet."""

    act = "newcomer"
    username = TypedField(
        label=gettext_lazy("Tên đăng nhập"),
        max_length=60,
        error_messages={"required": gettext_lazy("Hãy điền tên đăng nhập")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ("username",)

    def clean_username(self) -> User:
        user = User.objects.filter(username=clean(self.cleaned_data["username"]), is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Không có tài khoản nào tên này"))
        return user


class EndForm(ActForm):
    """The last day of something."""

    act = "end"
    to_on = DayField(label=gettext_lazy("Ngày cuối"))


class EndPostForm(EndForm):
    act = "end-post"


class EndStandInForm(EndForm):
    act = "end-stand-in"


class AbsenceForm(ActForm):
    """From one half day to another."""

    act = "absence"
    kind = forms.ChoiceField(label=gettext_lazy("Lý do"), choices=Absence.Kind.choices)
    from_on = DayField(label=gettext_lazy("Từ ngày"))
    from_session = forms.ChoiceField(label=gettext_lazy("Từ buổi"), choices=Session.choices)
    to_on = DayField(label=gettext_lazy("Đến hết ngày"))
    to_session = forms.ChoiceField(
        label=gettext_lazy("Đến hết buổi"), choices=Session.choices, initial=Session.AFTERNOON
    )
    note = WordsField(label=gettext_lazy("Ghi chú"), required=False, max_length=300)

    def away(self, user_id: int) -> Away:
        """Return the absence; the form is valid."""
        given = self.cleaned_data
        return Away(
            user_id,
            given["kind"],
            given["from_on"],
            given["from_session"],
            given["to_on"],
            given["to_session"],
        )


class BackForm(ActForm):
    """The first half day somebody is back."""

    act = "back"
    on = DayField(label=gettext_lazy("Làm việc lại từ ngày"))
    session = forms.ChoiceField(label=gettext_lazy("Buổi"), choices=Session.choices)


class StandInForm(ActForm):
    """Who does somebody's post, from when to when, on what paper."""

    act = "stand-in"
    post = forms.TypedChoiceField(
        label=gettext_lazy("Vị trí được thay"),
        coerce=int,
        error_messages={"required": gettext_lazy("Hãy chọn vị trí")},
    )
    user = forms.TypedChoiceField(
        label=gettext_lazy("Người thay"),
        coerce=int,
        error_messages={"required": gettext_lazy("Hãy chọn người thay")},
    )
    from_on = DayField(label=gettext_lazy("Từ ngày"))
    to_on = DayField(label=gettext_lazy("Đến hết ngày"))
    ground = WordsField(
        label=gettext_lazy("Văn bản giao việc"),
        max_length=120,
        error_messages={"required": gettext_lazy("Hãy ghi số, ngày của văn bản giao việc")},
        help_text=gettext_lazy("Số, ngày. Người thay không giao lại cho người khác."),
    )
    override_ground = WordsField(
        label=gettext_lazy("Căn cứ cho kiêm nhiệm"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ giám đốc, lãnh đạo cơ quan; khi hai vị trí không được kiêm nhiệm."),
    )

    def __init__(
        self,
        *args: Any,
        posts: Iterable[tuple[int, str]],
        people: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = list(posts)
        self.fields["user"].choices = [("", "–"), *people]
