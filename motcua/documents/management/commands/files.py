"""`motcua files`: are the stored files whole, and is there anything to remove?"""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.documents import scanner
from motcua.documents.actions import sweep
from motcua.documents.models import StoredFile
from motcua.documents.queries import faults


class Command(BaseCommand):
    help = "Compare stored files with their hashes, or remove files that nothing points at."

    def add_arguments(self, parser):
        wanted = parser.add_mutually_exclusive_group(required=True)
        wanted.add_argument("--check", action="store_true", help="read every file and compare its hash")
        wanted.add_argument("--sweep", action="store_true", help="remove unused files older than a day")

    def handle(self, *args, **options):
        if options["sweep"]:
            now = clock.now()
            swept, cleared = sweep(at=now), scanner.clear(at=now)
            self.stdout.write(
                _("Đã xóa %(rows)s dòng, %(files)s tệp không dùng và %(cleared)s tệp đã gán của máy quét.")
                % {"rows": swept.rows, "files": swept.files, "cleared": cleared}
            )
            return
        found = 0
        for fault in faults():
            found += 1
            self.stdout.write(f"{fault.sha256}: {fault.what}")
        count = StoredFile.objects.count()
        if found:
            raise CommandError(_("%(found)s tệp sai trong %(count)s tệp.") % {"found": found, "count": count})
        self.stdout.write(_("%(count)s tệp đều nguyên vẹn.") % {"count": count})
