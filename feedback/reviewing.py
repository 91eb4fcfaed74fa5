"""How votes are looked at again that could not be checked when they were cast."""

from django.db import transaction

from feedback import verdicts
from feedback.facts import recall
from feedback.models import Reason, Verdict, Vote

AT_ONCE = 100


def review() -> int:
    """Part of the periodic work. What has been deleted meanwhile can never be checked, and never counts."""
    doubtful = Verdict.objects.filter(reason=Reason.UNVERIFIED).values("vote")
    votes = Vote.objects.told().filter(pk__in=doubtful, session__deleted_at=None, reason=Reason.UNVERIFIED)
    # In any order: those that cannot be checked today must not keep the others waiting.
    return sum(map(_look_again, votes.order_by("?")[:AT_ONCE]))


def _look_again(vote: Vote) -> bool:
    found = verdicts.judge(recall(vote))
    return found is not Reason.UNVERIFIED and settle(vote, found)


@transaction.atomic
def settle(vote: Vote, found: Reason) -> bool:
    """Unless it was taken back meanwhile: whoever does so holds the user first."""
    if vote.voter.user:
        vote.voter.user.hold()
    if Vote.objects.told().get(pk=vote.pk).reason != Reason.UNVERIFIED:
        return False
    Verdict.of(vote.pk, found).save()
    return True
