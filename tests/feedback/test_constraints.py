"""What the database refuses by itself, whatever the code does."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from feedback.models import Mark, Reason, Seal, Slot, Verdict, Vote
from message.models import Turn
from tests.feedback.battles import fight, question_of, reply_of, vote
from tests.people import Client

Change = Callable[[Vote], object]


@pytest.fixture
def voted(owner: Client) -> Vote:
    turn = fight(owner.user)
    vote(owner, turn)
    return Vote.objects.get(turn=turn)


def refuses(change: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


CHANGES: dict[str, Change] = {
    "another judgement": lambda vote: Vote.objects.filter(pk=vote.pk).update(kind="tie"),
    "another moment": lambda vote: Vote.objects.filter(pk=vote.pk).update(dwell_ms=1),
    "no vote": lambda vote: delete(Vote, vote),
    "another rank": lambda vote: vote.slots.update(rank=3),
    "another text": lambda vote: vote.slots.update(sha256="0" * 64),
    "one slot less": lambda vote: Slot.objects.filter(vote=vote, participant="a")._raw_delete("default"),
    "another verdict": lambda vote: vote.verdicts.update(counts=False, reason="capped"),
    "no verdict": lambda vote: vote.verdicts.all()._raw_delete("default"),
}


def delete(model: type[Vote], row: Vote) -> None:
    model.objects.filter(pk=row.pk)._raw_delete("default")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_was_judged_stays(change: Change, voted: Vote) -> None:
    assert refuses(lambda: change(voted))


def test_no_way_around_that_a_database_has_is_open(voted: Vote) -> None:
    """Another row in its place, or all rows at once."""
    table = "feedback_verdict"
    replaced = f"REPLACE INTO {table} SELECT * FROM {table} WHERE vote_id = '{voted.pk.hex}'"

    assert refuses(lambda: run(replaced if connection.vendor == "sqlite" else f"TRUNCATE {table} CASCADE"))


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_turn_has_one_vote(voted: Vote) -> None:
    turn = Turn.objects.get(pk=voted.turn_id)

    assert refuses(
        lambda: Vote.objects.create(
            voter=voted.voter,
            session=turn.session,
            turn=turn,
            question=question_of(turn),
            kind="tie",
            is_blind=True,
            dwell_ms=0,
        )
    )


def test_only_what_is_fair_counts(voted: Vote) -> None:
    assert refuses(lambda: voted.verdicts.create(counts=True, reason="capped"))
    assert refuses(lambda: voted.verdicts.create(counts=False, reason="fair"))
    assert refuses(lambda: voted.verdicts.create(counts=False, reason="mood"))


def test_a_vote_is_withdrawn_once(voted: Vote) -> None:
    Verdict.of(voted.pk, Reason.WITHDRAWN).save()

    assert refuses(lambda: Verdict.of(voted.pk, Reason.WITHDRAWN).save())


def test_a_side_stands_once_in_a_vote(voted: Vote) -> None:
    slot = voted.slots.get(participant="a")

    assert refuses(
        lambda: voted.slots.create(participant="a", message=slot.message, model=slot.model, sha256="", rank=1)
    )
    assert refuses(
        lambda: voted.slots.create(participant="c", message=slot.message, model=slot.model, sha256="", rank=9)
    )


def test_stars_are_one_to_five(owner: Client) -> None:
    reply = reply_of(fight(owner.user), "a")

    assert refuses(lambda: Mark.objects.create(user=owner.user, message=reply, rating=6))


def test_a_seal_stays(owner: Client) -> None:
    with transaction.atomic():
        seal = Seal.objects.create(day="2019-01-01", votes=0, verdicts=0, digest="0" * 64)

        assert refuses(lambda: Seal.objects.filter(pk=seal.pk).update(digest="1" * 64))
        assert refuses(lambda: Seal.objects.filter(pk=seal.pk)._raw_delete("default"))
        transaction.set_rollback(True)
