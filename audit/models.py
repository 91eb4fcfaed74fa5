"""What staff have done: rows that the database neither changes nor deletes."""

from typing import Any, ClassVar

from django.db import models


class StaffAct(models.Model):
    class Act(models.TextChoices):
        ADDED = "added"
        CHANGED = "changed"
        DELETED = "deleted"
        TRIED = "tried"
        ENTERED = "entered"
        FAILED = "failed", "failed to enter"

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    # No foreign key: the row stays as it is when the account has gone.
    who = models.UUIDField(null=True)
    act = models.CharField(max_length=10, choices=Act)
    kind = models.CharField("what", max_length=100, blank=True)
    key = models.CharField("which", max_length=64, blank=True)
    name = models.CharField(max_length=200, blank=True)
    # What of it: names of fields, never what is in them.
    details = models.JSONField(default=list, blank=True)
    request_id = models.CharField(max_length=128, blank=True)

    class Meta:
        ordering: ClassVar[list[Any]] = ["-at", "-id"]
        verbose_name = "act of staff"
        verbose_name_plural = "acts of staff"

    def __str__(self) -> str:
        return f"{self.act} {self.kind} {self.key}".strip()
