"""`motcua hand-over [--dry-run]`: pass on the tasks of people who are away or hold their post no longer."""
# ruff: noqa: N999 - the name of the file is the word people type

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.base import clock
from motcua.dossiers.handing_over import Passed, pass_on, stranded
from motcua.organisations.rules import HandOver


class Command(BaseCommand):
    help = (
        "Chuyển việc của người vắng mặt hoặc thôi giữ vị trí: về đơn vị, hoặc lên cấp trên khi không còn ai."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="chỉ kể, không chuyển")

    def handle(self, *args, **options):
        found = stranded(on=clock.today())
        passed = [Passed(one) if options["dry_run"] else pass_on(one, at=clock.now()) for one in found]
        ids = {one.person_id for one in found} | {one.to.person_id for one in found}
        names = dict(User.objects.filter(pk__in=ids).values_list("pk", "full_name"))
        for one in passed:
            self.stdout.write(_line(one, names))
        moved = sum(not one.refusal for one in passed)
        values = {"n": moved, "count": len(passed)}
        if options["dry_run"]:
            self.stdout.write(_("Sẽ chuyển %(n)s việc.") % values)
        else:
            self.stdout.write(_("Đã chuyển %(n)s trong %(count)s việc.") % values)


def _line(passed: Passed, names):
    one = passed.stranded
    to = (
        _("lên %(name)s") % {"name": names[one.to.person_id]}
        if one.to.kind == HandOver.SUPERIOR
        else _("về đơn vị")
    )
    line = f"{one.number}  {one.due_on:%d/%m/%Y}  {names[one.person_id]} → {to}"
    return f"{line}: {passed.refusal}" if passed.refusal else line
