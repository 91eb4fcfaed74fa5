"""How somebody whose votes do not count speaks against it, and reads why."""

from typing import Any

from django.utils import timezone
from rest_framework.exceptions import ValidationError

from leaderboard.models import Exclusion
from user.models import User


def appeal(exclusion: Exclusion, words: str) -> None:
    """It may be said in better words as long as it is in force; whoever decides reads the last ones."""
    in_force = Exclusion.objects.in_force().filter(pk=exclusion.pk)
    exclusion.appeal, exclusion.appealed_at = words, timezone.now()
    if not in_force.update(appeal=exclusion.appeal, appealed_at=exclusion.appealed_at):
        raise ValidationError({"appeal": ["It has been lifted; these votes count again."]})


def everything_of(user: User) -> list[dict[str, Any]]:
    """For the person's own archive."""
    columns = ("status", "reason", "appeal", "note", "created_at", "appealed_at", "decided_at")
    return list(Exclusion.objects.of(user).values(*columns))
