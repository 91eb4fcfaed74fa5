"""How a vote is taken back: by a row that says so. What was cast stays, and so does what it revealed."""

from django.db import transaction

from feedback.models import Reason, Verdict, Vote
from user.models import User


@transaction.atomic
def withdraw(user: User, vote: Vote) -> None:
    """Once, however often it is asked for."""
    user.hold()
    if not Verdict.objects.filter(vote=vote, reason=Reason.WITHDRAWN).exists():
        Verdict.of(vote.pk, Reason.WITHDRAWN).save()
