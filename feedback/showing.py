"""How votes and marks look from outside: rows of one shape."""

from collections.abc import Mapping
from typing import Any

from feedback.judgements import Kind
from feedback.models import Mark, Remark, Vote
from user.models import User


def everything_of(user: User) -> list[dict[str, Any]]:
    """All that a person has judged, for the person's own archive."""
    rows: list[Vote | Mark] = [*Vote.objects.of(user).told().order_by("created_at")]
    rows += Mark.objects.of(user).select_related("message").order_by("created_at")
    return [show(row) for row in rows]


def show(row: Vote | Mark) -> dict[str, Any]:
    return show_vote(row) if isinstance(row, Vote) else show_mark(row)


def show_vote(vote: Vote) -> dict[str, Any]:
    judgement = vote.judgement
    remark = getattr(vote, "remark", None) or Remark()
    return {
        "id": vote.pk,
        "session": vote.session_id,
        "message_id": vote.question_id,
        "feedback_type": "preference",
        "preference": judgement.preference,
        "ranking": judgement.groups if judgement.kind is Kind.RANKING else None,
        "best": judgement.best if judgement.kind is Kind.BEST else None,
        "rating": None,
        "reasons": remark.reasons,
        "comment": remark.comment,
        "replies": {slot.participant: {"id": slot.message_id, "sha256": slot.sha256} for slot in vote.slots.all()},
        "probability": vote.probability,
        "verdict": {"counts": vote.counts, "reason": vote.reason},
        "created_at": vote.created_at,
    }


def show_mark(mark: Mark) -> dict[str, Any]:
    said: Mapping[str, Any] = {
        "id": mark.pk,
        "session": mark.message.session_id,
        "message_id": mark.message_id,
        "feedback_type": "rating",
        "preference": mark.preference or None,
        "rating": mark.rating,
        "comment": mark.comment,
        "created_at": mark.created_at,
    }
    absent = dict.fromkeys(("ranking", "best", "replies", "probability", "verdict"))
    return {**said, **absent, "reasons": []}
