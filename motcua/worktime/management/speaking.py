"""How the commands of this package say no: in the language of the office, never as a traceback."""

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from motcua.base.errors import Refused


class SpeakingCommand(BaseCommand):
    """A command whose refusals, and whose missing database, end with one sentence."""

    requires_system_checks = []

    def handle(self, *args, **options):
        try:
            self.answer(options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(
                _("Cơ sở dữ liệu chưa sẵn sàng: %(why)s. Hãy chạy: motcua serve --prepare-only")
                % {"why": error}
            ) from error
