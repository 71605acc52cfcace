"""`motcua hall play`: a day in the demo's hall, so that boards, kiosk and counters have something to show."""

import time

from django.core.management.base import BaseCommand, CommandError

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.demo import building
from motcua.demo.hall_day import HallDay
from motcua.queueing import visits


class Command(BaseCommand):
    help = "Play a day in the hall of the demo: people come, are called and served, at any speed."
    requires_system_checks = []  # `motcua check` is a command of its own

    def add_arguments(self, parser):
        parser.add_argument("act", choices=["play"])
        parser.add_argument(
            "--speed", type=float, default=1, metavar="N", help="minutes of the hall in a minute"
        )
        parser.add_argument("--seed", type=int, default=building.SEED, metavar="N", help="other people")
        parser.add_argument("--quiet", action="store_true", help="say nothing of tickets and calls")
        parser.add_argument(
            "--from",
            dest="begin",
            metavar="HH:MM",
            help="what came before is played at once; by default the present, in the night 10:00",
        )

    def handle(self, *, speed, seed, quiet, begin, **options):
        if not building.is_demo():
            raise CommandError("This database does not hold the demo.")
        if speed <= 0:
            raise CommandError("The speed is a number above 0.")
        now = clock.now()
        day = HallDay(now.date(), seed=seed, tell=(lambda text: None) if quiet else self.tell)
        present = self.moment(begin, now) if begin else usual(now, day)
        try:
            play(day, present=present, speed=speed)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for one in visits.calibration(day.centre.pk, first=day.day, last=day.day):
            self.tell(
                f"  {one.group}: {one.count} waits, {one.share:.0%} within the range, off by {one.error} min"
            )

    def moment(self, text, now):
        try:
            hour, minute = map(int, text.split(":"))
            return clock.at(now.date(), hour, minute)
        except ValueError as error:
            raise CommandError(f"{text} is no time of day; write it as 09:30.") from error

    def tell(self, text):
        self.stdout.write(text)
        self.stdout.flush()


def usual(now, day):
    """Return the present while the hall is open, else the middle of a morning."""
    is_open = day.sessions[0][0] <= now < day.sessions[-1][1]
    return now if is_open else clock.at(day.day, 10)


def play(day, *, present, speed):
    """Do at once what lies before the present, and from there on every act when its time has come."""
    began = time.monotonic()
    for moment in day.moments():
        ahead = (moment - present).total_seconds() / speed - (time.monotonic() - began)
        if moment > present and ahead > 0:
            time.sleep(ahead)
        elif moment <= present:
            began = time.monotonic()
