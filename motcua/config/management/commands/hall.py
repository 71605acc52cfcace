"""`motcua hall play|simulate`: a day in the demo's hall, lived; a recorded day played again with other counters."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.base import clock
from motcua.base.days import read_day
from motcua.base.errors import Refused
from motcua.demo import building
from motcua.demo.playing import play
from motcua.organisations.models import Unit
from motcua.queueing import staffing, visits
from motcua.queueing.queries import setup


class Command(BaseCommand):
    help = (
        "Play a day in the demo's hall at any speed; or simulate a recorded day with other counters or lanes."
    )
    requires_system_checks = []  # `motcua check` is a command of its own

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True)
        played = acts.add_parser("play", help="people come to the demo's hall, are called and served")
        played.add_argument(
            "--speed", type=float, default=1, metavar="N", help="minutes of the hall in a minute"
        )
        played.add_argument("--seed", type=int, default=building.SEED, metavar="N", help="other people")
        played.add_argument("--quiet", action="store_true", help="say nothing of tickets and calls")
        played.add_argument(
            "--from",
            dest="begin",
            metavar="HH:MM",
            help="what came before is played at once; by default the present, in the night 10:00",
        )
        simulated = acts.add_parser("simulate", help="play a recorded day again; the waits before and after")
        simulated.add_argument("--centre", required=True, metavar="CODE")
        simulated.add_argument(
            "--day", metavar="DATE", help="by default the last whole day that was recorded"
        )
        simulated.add_argument(
            "--days", type=int, default=1, metavar="N", help="with the same weekday of the weeks before"
        )
        simulated.add_argument(
            "--counters",
            nargs="+",
            default=(),
            metavar="COUNTER",
            help="the only ones open: 05, 05:BE (its groups), 05=08:00-11:30,13:30-17:00 (its hours)",
        )
        simulated.add_argument("--cap", type=int, metavar="N", help="priority tickets in a row at a counter")
        simulated.add_argument(
            "--target",
            type=int,
            metavar="MINUTES",
            help="suggest counters that keep nine in ten waits under it",
        )
        simulated.add_argument("--seed", type=int, default=1, metavar="N")
        simulated.add_argument("--json", action="store_true")

    def handle(self, *, act, **options):
        try:
            self.play(**options) if act == "play" else self.simulate(**options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def play(self, *, speed, seed, quiet, begin, **options):
        if not building.is_demo():
            raise CommandError("This database does not hold the demo.")
        if speed <= 0:
            raise CommandError("The speed is a number above 0.")
        now = clock.now()
        present = moment(begin, now) if begin else None
        tell = (lambda text: None) if quiet else self.tell
        day = play(now=now, present=present, speed=speed, seed=seed, tell=tell)
        for one in visits.calibration(day.centre.pk, first=day.day, last=day.day):
            said = {"group": one.group, "count": one.count, "share": f"{one.share:.0%}", "error": one.error}
            self.tell(
                "  "
                + ngettext(
                    "%(group)s: %(count)s lượt chờ, %(share)s đúng khoảng đã hẹn, lệch trung bình %(error)s phút",
                    "%(group)s: %(count)s lượt chờ, %(share)s đúng khoảng đã hẹn, lệch trung bình %(error)s phút",
                    one.count,
                )
                % said
            )

    def simulate(self, *, centre, day, days, counters, cap, target, seed, **options):
        centre_id = centre_of(centre)
        chosen = self.days(centre_id, day, days)
        usual, terms = staffing.terms(centre_id), staffing.terms(centre_id, cap=at_least_one(cap))
        limit = at_least_one(target) or usual.long_wait_minutes
        seats = staffing.read_counters(counters, centre_id=centre_id, sessions=chosen[0].sessions)
        found = None
        if target is not None:
            every = staffing.everybody(centre_id, chosen)
            found = staffing.suggest(chosen, every, terms=terms, target=target, seed=seed)
            seats = seats or found.plan.seats()
        told = staffing.compare(chosen, seats or None, terms=terms, usual=usual, limit=limit, seed=seed)
        if options["json"]:
            said = as_json(chosen, told, found, centre_id)
            self.tell(json.dumps(said, ensure_ascii=False, indent=2))
            return
        self.tell_waits(chosen, told, limit, centre_id)
        if found:
            self.tell_plan(found, target, centre_id)

    def days(self, centre_id, typed, count):
        today = clock.today()
        if not 1 <= count <= staffing.DAYS:
            raise CommandError(_("Gộp được từ 1 đến %(most)s ngày cùng thứ.") % {"most": staffing.DAYS})
        until = staffing.last_day(centre_id, today=today)
        if typed and (until := read_day(typed, today=today)) is None:
            raise CommandError(_("%(text)s không phải là ngày, ví dụ 18/06/2021.") % {"text": typed})
        chosen = staffing.recorded_days(centre_id, until=until, count=count, step=7) if until else []
        if not chosen or chosen[0] != until:
            raise CommandError(_("Ngày này sảnh chưa phát số nào."))
        return staffing.days(centre_id, chosen, at=clock.now())

    def tell_waits(self, chosen, told, limit, centre_id):
        days = ", ".join(f"{one.day:%d/%m/%Y}" for one in chosen)
        count = sum(len(one.visits) for one in chosen)
        text = ngettext(
            "%(days)s: %(count)s lượt đến; chờ tính bằng phút trong giờ mở cửa.",
            "%(days)s: %(count)s lượt đến; chờ tính bằng phút trong giờ mở cửa.",
            count,
        )
        self.tell(text % {"days": days, "count": count})
        heads = [_("lượt"), _("trung vị"), "90%", _("lâu nhất"), _("quá %(limit)s ph") % {"limit": limit}]
        for name, part in staffing.parts().items():
            # Played with nothing changed there is nothing to plan.
            if part == "after" and told.after == told.before:
                continue
            self.tell(f"\n{name}")
            rows = [
                [row.label, *cells(getattr(row, part))] for row in staffing.rows(told, centre_id=centre_id)
            ]
            self.tell(as_text([["", *heads], *rows]))
            self.tell(staffing.told_of(getattr(told, part)))

    def tell_plan(self, found, target, centre_id):
        self.tell("")
        for line in staffing.said(found, target=target, centre_id=centre_id):
            self.tell(line)
        if found.misses:
            return
        of, hours = setup(centre_id), range(len(found.plan.cells))
        table = [[_("Quầy"), *(staffing.hour_label(span) for span in found.plan.cells)]]
        for post in found.plan.posts:
            letters = "".join(of.groups[group].letter for group in post.skills)
            marks = ["x" if cell in post.cells else "·" for cell in hours]
            table.append([f"{of.counters[post.counter_id]} {letters}", *marks])
        together = [str(len(found.plan.open_in(cell))) for cell in hours]
        self.tell(as_text([*table, [_("Cộng"), *together]]))

    def tell(self, text):
        self.stdout.write(text)
        self.stdout.flush()


def moment(text, now):
    try:
        hour, minute = map(int, text.split(":"))
        return clock.at(now.date(), hour, minute)
    except ValueError as error:
        raise CommandError(f"{text} is no time of day; write it as 09:30.") from error


def centre_of(code):
    unit = Unit.objects.filter(code=code, kind=Unit.Kind.CENTRE).first()
    if unit is None or not setup(unit.pk).groups:
        raise CommandError(_("Không có sảnh của trung tâm nào mang mã %(code)s.") % {"code": code})
    return unit.pk


def at_least_one(number):
    if number is not None and number < 1:
        raise CommandError(_("Số này từ 1 trở lên."))
    return number


def cells(one):
    return [
        str(one.count), f"{one.median:.0f}", f"{one.ninetieth:.0f}", f"{one.longest:.0f}", f"{one.over:.0%}"
    ]  # fmt: skip


def as_text(table):
    """Return a table for a terminal, figures to the right."""
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(widths[at]) for at, cell in enumerate(row[1:], 1))])
        for row in table
    )


def as_json(chosen, told, found, centre_id):
    of = setup(centre_id)
    parts = {
        part: {
            "total": asdict(report.total),
            "hours": {str(hour): asdict(one) for hour, one in report.hours.items()},
            "groups": {of.groups[group].code: asdict(one) for group, one in report.groups.items()},
            "left_at_closing": report.left_at_closing,
            "gone": report.gone,
            "utilisation": {
                staffing.counter_label(one, of): part for one, part in report.utilisation.items()
            },
            "counter_hours": report.counter_hours,
        }
        for part, report in zip(("recorded", "before", "after"), told.all, strict=True)
    }
    said = {"days": [one.day.isoformat() for one in chosen], **parts}
    if found is None:
        return said
    plan = {
        staffing.counter_label(post.counter_id, of): [
            staffing.hour_label(span) for at, span in enumerate(found.plan.cells) if at in post.cells
        ]
        for post in found.plan.posts
    }
    misses = [
        {
            "group": of.groups[miss.group_id].code if miss.group_id else None,
            "hour": miss.hour,
            "ninetieth": miss.minutes,
        }
        for miss in found.misses
    ]
    needs = [of.groups[group].code for group in found.needs]
    return {
        **said,
        "suggestion": {"plan": None if misses else plan, "misses": misses, "more_counters": needs},
    }
