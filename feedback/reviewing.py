"""How votes are looked at again that could not be checked when they were cast."""

from feedback import verdicts
from feedback.facts import recall
from feedback.models import Reason, Verdict, Vote

AT_ONCE = 100


def review() -> int:
    """Part of the periodic work. What has been deleted meanwhile can never be checked, and never counts."""
    doubtful = Verdict.objects.filter(reason=Reason.UNVERIFIED).values("vote")
    votes = Vote.objects.told().filter(pk__in=doubtful, session__deleted_at=None, reason=Reason.UNVERIFIED)
    return sum(map(_look_again, votes.order_by("created_at")[:AT_ONCE]))


def _look_again(vote: Vote) -> bool:
    found = verdicts.judge(recall(vote))
    if found is Reason.UNVERIFIED:
        return False
    Verdict.of(vote.pk, found).save()
    return True
