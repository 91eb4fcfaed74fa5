"""Which of our votes count: what is asked of many of them together, written down as verdicts where it is news."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from feedback.models import Reason, Verdict, Vote
from leaderboard.ballots import Key
from leaderboard.loading import Own
from leaderboard.maths.comparisons import Bools
from leaderboard.maths.gating import Cast, gate
from user.models import User

# What was found when a vote was cast stands, and so does that its voter took it back.
REVISABLE = (Reason.FAIR, Reason.CAPPED, Reason.REPEATED_PROMPT, Reason.EXCLUDED)
AT_ONCE = 500


def judge_again(own: Own, excluded: Bools) -> list[str]:
    """Why each vote counts now, or does not. What is excluded fills no cap."""
    reasons = [_revise(reason, excluded=out) for reason, out in zip(own.reason, excluded.tolist(), strict=True)]
    found = gate(_tell_casts(own, reasons))
    return [
        found[name].value if (name := _name(key)) in found else reason
        for key, reason in zip(own.ids, reasons, strict=True)
    ]


def _name(key: Key) -> str:
    """Of a vote, the same in every database: chance that is drawn by it is the same whatever else is there."""
    return str(key).replace("-", "")


def _revise(reason: str, *, excluded: bool) -> str:
    if reason not in REVISABLE:
        return reason
    return Reason.EXCLUDED.value if excluded else Reason.FAIR.value


def _tell_casts(own: Own, reasons: Sequence[str]) -> Iterator[Cast]:
    for number, reason in enumerate(reasons):
        if reason == Reason.FAIR:
            yield Cast(
                id=_name(own.ids[number]),
                user=str(own.user[number]),
                prefix=own.network[number],
                prompt=own.prompt[number],
                at=datetime.fromtimestamp(own.labels.moment[number], UTC),
            )


def write_down(own: Own, reasons: Sequence[str]) -> int:
    """How many verdicts are new."""
    news = [(key, Reason(now)) for key, before, now in zip(own.ids, own.reason, reasons, strict=True) if now != before]
    return sum(_write(news[first : first + AT_ONCE]) for first in range(0, len(news), AT_ONCE))


@transaction.atomic
def _write(news: Sequence[tuple[Key, Reason]]) -> int:
    """Whoever withdraws a vote at this moment has the last word: both hold the user's row first."""
    votes = Vote.objects.filter(pk__in=[key for key, _ in news])
    voters = User.objects.filter(pk__in=votes.values("voter__user")).order_by("pk")
    list(voters.select_for_update(no_key=True).values_list("pk"))
    newest = Verdict.objects.filter(vote=OuterRef("pk")).order_by("-pk").values("reason")[:1]
    known = dict(votes.annotate(verdict=Subquery(newest)).values_list("pk", "verdict"))
    reasons = {Vote._meta.pk.to_python(key): reason for key, reason in news}  # noqa: SLF001 -- Django's documented API
    return len(
        Verdict.objects.bulk_create(
            Verdict.of(pk, reason) for pk, reason in reasons.items() if known[pk] in REVISABLE and known[pk] != reason
        )
    )
