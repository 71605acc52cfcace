"""Counters without gaps and version numbers of registers."""

from datetime import date

from django.db import connection, models

from motcua.base.transactions import let_go_early
from motcua.base.trips import asked


class Counter(models.Model):
    """The last number given in one series on one day."""

    series = models.CharField(max_length=80)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "day"], name="counter_one_per_series_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.day}: {self.last}"

    @classmethod
    def take(cls, series: str, *, day: date, count: int = 1) -> int:
        """Take the next `count` numbers of a series and return the first.

        The row stays locked until the transaction ends, and a rolled back transaction gives its numbers
        back: no number is doubled and none is skipped.
        """
        (last,) = cls._taken(series, day, count)[:1]
        return last - count + 1

    @classmethod
    def take_with_key(cls, series: str, *, day: date, model: type[models.Model]) -> tuple[int, int | None]:
        """Take the next number of a series, and the key of the row that will have it.

        With its key known, a row and those that point to it are written in one trip. No key where the database
        gives keys only with the rows.
        """
        if connection.vendor != "postgresql":
            return cls.take(series, day=day), None
        key = f", nextval(pg_get_serial_sequence('\"{model._meta.db_table}\"', 'id'))"
        last, key_of_row = cls._taken(series, day, 1, key)[:2]
        return last, key_of_row

    @staticmethod
    def _taken(series: str, day: date, count: int, more: str = "") -> tuple[int, ...]:
        (row,) = asked(
            "INSERT INTO base_counter (series, day, last) VALUES (%s, %s, %s) "
            "ON CONFLICT (series, day) DO UPDATE SET last = base_counter.last + excluded.last "
            f"RETURNING last{more}{let_go_early()}",
            [series, day.isoformat(), count],
        )
        return row


class RegisterVersion(models.Model):
    """The number that moves when a register held in process memory has changed."""

    name = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
