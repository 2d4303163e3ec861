"""Running numbers of official documents."""

from django.db import models


class NumberSequence(models.Model):
    """The last number given out in one series and year, e.g. supervision letters of 2026."""

    series = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_sequence_a_year")]

    def __str__(self) -> str:
        return f"{self.series} {self.year} {self.last}"
