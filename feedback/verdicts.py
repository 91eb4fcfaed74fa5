"""Which votes count: the gates that are asked when a vote is cast. Those over many votes are asked by the ranking."""

import logging
from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db import transaction

from feedback import categories
from feedback.facts import Facts, TooMuch
from feedback.identities import asks_identity, names_itself
from feedback.models import Reason

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Sooner, nobody has read two answers.
LEAST_DWELL_MS = 2_000
# How an answer ends that was not allowed to end by itself.
CUT_SHORT = ("length", "content_filter")


def is_truncated(facts: Facts) -> bool:
    return any(reply.finish_reason in CUT_SHORT for reply in facts.replies.values())


def is_regenerated(facts: Facts) -> bool:
    return any(reply.version > 1 for reply in facts.replies.values())


def asked_identity(facts: Facts) -> bool:
    return any(map(asks_identity, facts.questions))


def told_identity(facts: Facts) -> bool:
    return any(names_itself(text, aliases=names) for text, names in facts.told)


# The first that holds is told.
GATES: Mapping[Reason, Callable[[Facts], bool]] = {
    Reason.NOT_BLIND: lambda facts: not facts.is_blind,
    Reason.STAFF: lambda facts: facts.is_staff,
    Reason.REGENERATED: is_regenerated,
    Reason.TRUNCATED: is_truncated,
    Reason.TOO_SOON: lambda facts: facts.dwell_ms < LEAST_DWELL_MS,
    Reason.IDENTITY_ASKED: asked_identity,
    Reason.IDENTITY_TOLD: told_identity,
}


def judge(facts: Facts) -> Reason:
    return next((reason for gate in GATES if (reason := _ask(gate, facts))), Reason.FAIR)


def _ask(gate: Reason, facts: Facts) -> Reason | None:
    """One that is out of order keeps no vote from being stored."""
    is_closed = attempt(lambda: GATES[gate](facts), otherwise=None)
    if is_closed is None:
        return Reason.UNVERIFIED
    return gate if is_closed else None


def categorise(facts: Facts) -> list[str]:
    def find() -> tuple[str, ...]:
        number = facts.question.turn.depth + 1
        return categories.categorise(facts.question.content, facts.answers, number_of_turn=number)

    none: tuple[str, ...] = ()
    return list(attempt(find, otherwise=none))


def attempt(work: Callable[[], T], *, otherwise: T) -> T:
    """In a savepoint: an error of the database shall not be one of the vote's own transaction."""
    try:
        with transaction.atomic():
            return work()
    except TooMuch:
        logger.info("a vote is looked through later")
    except Exception:
        logger.exception("a gate is out of order")
    return otherwise
