"""Counters without gaps and version numbers of registers."""

from datetime import date

from django.db import connection, models


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
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO base_counter (series, day, last) VALUES (%s, %s, %s) "
                "ON CONFLICT (series, day) DO UPDATE SET last = base_counter.last + excluded.last "
                "RETURNING last",
                [series, day.isoformat(), count],
            )
            return cursor.fetchone()[0] - count + 1


class RegisterVersion(models.Model):
    """The number that moves when a register held in process memory has changed."""

    name = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
