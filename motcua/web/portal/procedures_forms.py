"""Forms of the procedure pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion


class SearchForm(forms.Form):
    """What somebody looks for, and how they narrow it down."""

    q = forms.CharField(label=_("Thủ tục cần tìm"), required=False, max_length=200)
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    level = forms.ChoiceField(label=_("Cấp thực hiện"), required=False)
    online = forms.ChoiceField(label=_("Trực tuyến"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = [(one.code, f"{one.name} ({one.count})") for one in catalogue.fields()]
        self.fields["field"].choices = [("", _("Tất cả lĩnh vực")), *fields]
        self.fields["level"].choices = [("", _("Mọi cấp")), *((level, level) for level in catalogue.levels())]
        self.fields["online"].choices = [("", _("Mọi mức độ")), *ProcedureVersion.OnlineLevel.choices]
