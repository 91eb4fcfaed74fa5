"""Which votes count, as it is found out when they are cast."""

from datetime import timedelta

import pytest

from ai_model.models import AIModel
from feedback import verdicts
from feedback.facts import gather
from feedback.models import Reason, Verdict
from feedback.reviewing import review
from message.models import Message
from tests.conversations import reply
from tests.feedback.battles import cast, fight, model_of, question_of, reason_of, reply_of, vote
from tests.people import Client


def test_a_fair_vote_counts(owner: Client) -> None:
    turn = fight(owner.user)

    vote(owner, turn)

    assert reason_of(turn) == "fair"


def test_nobody_has_read_it_within_two_seconds(owner: Client) -> None:
    turn = fight(owner.user, read_for=timedelta(seconds=1))

    vote(owner, turn)

    assert reason_of(turn) == "too_soon"


def test_an_answer_made_again_is_not_the_first_one(owner: Client) -> None:
    turn = fight(owner.user)
    reply(turn, "a", "On second thoughts, the sea.")

    vote(owner, turn)

    assert reason_of(turn) == "regenerated"


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_an_answer_that_was_cut_is_not_judged(reason: str, owner: Client) -> None:
    turn = fight(owner.user)
    Message.objects.filter(pk=reply_of(turn, "b").pk).update(finish_reason=reason)

    vote(owner, turn)

    assert reason_of(turn) == "truncated"


def test_staff_do_not_count(owner: Client) -> None:
    owner.user.is_staff = True
    owner.user.save(update_fields=["is_staff"])
    turn = fight(owner.user)

    vote(owner, turn)

    assert reason_of(turn) == "staff"


def test_who_asks_for_names_does_not_count(owner: Client) -> None:
    turn = fight(owner.user, question="Which model are you?")

    vote(owner, turn)

    assert reason_of(turn) == "identity_asked"


def test_to_ask_before_is_as_bad(owner: Client) -> None:
    first = fight(owner.user, question="Who made you?")
    second = fight(owner.user, session=first.session)

    vote(owner, second)

    assert reason_of(second) == "identity_asked"


def test_an_answer_that_names_itself_is_not_blind(owner: Client) -> None:
    turn = fight(owner.user)
    AIModel.objects.filter(pk=model_of(turn, "b").pk).update(aliases=["Quillon"])
    turn.messages.filter(participant="b").delete()
    reply(turn, "b", "I am Quillon, and the sky is blue because of the air.")

    vote(owner, turn)

    assert reason_of(turn) == "identity_told"


def test_a_gate_out_of_order_loses_no_vote(owner: Client) -> None:
    """Here because of replies that are none."""
    turn = fight(owner.user)
    facts = gather(turn.session, question_of(turn), replies={"a": None}, voter=owner.user)  # type: ignore[dict-item]

    assert verdicts.judge(facts) is Reason.UNVERIFIED
    assert verdicts.categorise(facts) == []


def test_what_is_too_long_to_look_through_at_once_is_looked_through_later(owner: Client) -> None:
    first = fight(owner.user)
    for _ in range(3):
        reply(first, "a", "Blue. " * (255 * 1024 // 6))
    turn = fight(owner.user, session=first.session)
    vote(owner, turn)
    at_first = reason_of(turn)

    review()

    assert (at_first, reason_of(turn)) == ("unverified", "fair")


def test_what_was_deleted_is_not_looked_at_again(owner: Client) -> None:
    turn = fight(owner.user)
    cast(turn, reason=Reason.UNVERIFIED)
    owner.delete(f"/sessions/{turn.session_id}/")

    review()

    assert reason_of(turn) == "unverified"


def test_the_newest_verdict_is_the_one(owner: Client) -> None:
    turn = fight(owner.user)
    vote(owner, turn)
    cast = turn.votes.get()

    Verdict.of(cast.pk, Reason.CAPPED).save()

    assert reason_of(turn) == "capped"
    assert owner.get(f"/feedback/{cast.pk}/").json()["verdict"] == {"counts": False, "reason": "capped"}


def test_a_vote_knows_what_it_was_about(owner: Client) -> None:
    turn = fight(owner.user, question="Write a Python function that sorts a list.\n```python\ndef sort(a):\n```")

    vote(owner, turn)

    categories = turn.votes.get().categories
    assert {"coding", "first_turn", "language-en"} <= set(categories)
