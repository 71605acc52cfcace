"""Handing a result over: the dossier in question, and to whom it may be given."""

from django.utils.translation import gettext as _

from motcua.base.prepared import Prepared, instances
from motcua.base.text import fold
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import is_visible
from motcua.organisations.rules import Rights
from motcua.people.models import Person

_dossier = Prepared(
    lambda: Dossier.objects.filter(number="number").select_related("representative"), stand_ins=("number",)
)


def to_hand_over(number: str, rights: Rights) -> Dossier | None:
    """Return a dossier with its representative, or None when it does not exist or is out of scope."""
    rows = _dossier.rows(number)
    if not rows:
        return None
    dossier: Dossier
    (dossier,) = instances(Dossier, rows)
    if dossier.representative_id:
        start = len(Dossier._meta.concrete_fields)
        (dossier.representative,) = instances(Person, rows, start=start)
    return dossier if is_visible(dossier, rights) else None


def why_not_hand_to(receiver: str, dossier: Dossier, *, note: str) -> str:
    """Return the reason a result may not be given to this person, or "" (Bộ luật Dân sự 2015, Điều 134)."""
    expected = [dossier.owner_name]
    if dossier.representative:
        expected.append(dossier.representative.name)
    if note or fold(receiver) in map(fold, expected):
        return ""
    return _("Người nhận không phải chủ hồ sơ: hãy ghi văn bản ủy quyền hoặc quan hệ với chủ hồ sơ")
