"""A counter that walks minute by minute, for checking the engine. It shares no code with it."""

from datetime import date, datetime, time, timedelta

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class MinuteCounter:
    def __init__(self, definition):
        self.versions = sorted(definition["versions"], key=lambda version: version["valid_from"])
        self.exceptions = {
            item["date"]: item.get("sessions", [])
            for version in self.versions
            for item in version.get("exceptions", [])
        }
        self.known = {}

    def open_minutes(self, day):
        """Return the set of minutes worked on a day."""
        if day not in self.known:
            self.known[day] = {
                minute
                for opens, closes in self._sessions(day)
                for minute in range(self._minute(opens), self._minute(closes))
            }
        return self.known[day]

    def is_open(self, moment):
        return moment.hour * 60 + moment.minute in self.open_minutes(moment.date())

    def start(self, moment):
        while not self.is_open(moment):
            moment += MINUTE
        return moment

    def minutes(self, moment, count):
        moment = self.start(moment)
        while count:
            count -= self.is_open(moment)
            moment += MINUTE
        return moment

    def between(self, since, until):
        count = 0
        while since < until:
            count += self.is_open(since)
            since += MINUTE
        return count

    def working_days(self, moment, count):
        start = self.start(moment)
        day = start.date()
        while count:
            day += DAY
            count -= bool(self.open_minutes(day))
        return self.land(day, start)

    def calendar_days(self, moment, count):
        start = self.start(moment)
        day = start.date() + count * DAY
        while not self.open_minutes(day):
            day += DAY
        return self.land(day, start)

    def same_day(self, moment, cutoff=15 * 60):
        start = self.start(moment)
        day = start.date()
        if day == moment.date() and moment.hour * 60 + moment.minute >= cutoff:
            day += DAY
            while not self.open_minutes(day):
                day += DAY
        return self.clock(day, max(self.open_minutes(day)) + 1)

    def land(self, day, start):
        minute = start.hour * 60 + start.minute
        worked = self.open_minutes(day)
        while minute not in worked and minute - 1 not in worked:
            if minute > max(worked):
                return self.clock(day, max(worked) + 1)
            minute += 1
        return self.clock(day, minute)

    def due(self, moment, amount, unit):
        if unit == "working_day":
            return self.working_days(moment, amount)
        if unit == "calendar_day":
            return self.calendar_days(moment, amount)
        if unit == "same_day":
            return self.same_day(moment)
        return self.minutes(moment, amount * 60 if unit == "working_hour" else amount)

    def _sessions(self, day):
        if day.isoformat() in self.exceptions:
            return self.exceptions[day.isoformat()]
        version = [item for item in self.versions if item["valid_from"] <= day.isoformat()][-1]
        return version["week"].get(WEEKDAYS[day.weekday()], [])

    @staticmethod
    def clock(day: date, minute: int):
        return datetime.combine(day, time()) + minute * MINUTE

    @staticmethod
    def _minute(text):
        return int(text[:2]) * 60 + int(text[3:])
