"""What the scheduler has fired."""

from django.db import models


class ScheduledRun(models.Model):
    """One due moment of one schedule. Its being unique is what makes due work run once."""

    name = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="due_moment_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at}"
