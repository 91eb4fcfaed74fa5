"""Votes at /metrics, by what their first verdict was."""

import httpx
import pytest

from feedback.models import Reason
from tests.feedback.battles import fight, vote
from tests.people import Client


def count(client: Client, reason: Reason) -> float:
    lines = httpx.get(client.base_url.join("/metrics"), trust_env=False).text.splitlines()
    series = f'arena_votes_total{{verdict="{reason}"}} '
    return next(float(line.split()[1]) for line in lines if line.startswith(series))


@pytest.mark.parametrize(("mode", "reason"), [("random", Reason.FAIR), ("compare", Reason.NOT_BLIND)])
def test_a_vote_is_counted_by_its_verdict_and_a_repeated_one_is_not(mode: str, reason: Reason, owner: Client) -> None:
    turn = fight(owner.user, mode=mode)
    before = count(owner, reason)

    answers = [vote(owner, turn), vote(owner, turn)]

    assert all(answer.is_success for answer in answers)
    assert count(owner, reason) == before + 1
