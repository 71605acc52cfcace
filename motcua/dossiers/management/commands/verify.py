"""`motcua verify`: fold every dossier again and report what differs."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.verification import differences


class Command(BaseCommand):
    help = "Fold every dossier's events again and report any column, task or hash that differs."

    def add_arguments(self, parser):
        parser.add_argument("numbers", nargs="*", help="only these dossiers")

    def handle(self, *args, **options):
        wanted = Dossier.objects.all()
        if options["numbers"]:
            wanted = wanted.filter(number__in=options["numbers"])
        found = 0
        for difference in differences(wanted):
            found += 1
            self.stdout.write(f"{difference.number}: {difference.what}")
        count = wanted.count()
        if found:
            raise CommandError(
                _("%(found)s chỗ sai trong %(count)s hồ sơ.") % {"found": found, "count": count}
            )
        self.stdout.write(_("%(count)s hồ sơ khớp với sự kiện của mình.") % {"count": count})
