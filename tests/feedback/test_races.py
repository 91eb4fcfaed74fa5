"""Votes of one person at the same moment: one is stored, and all are told the same."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
from django.db import connections

from tests.feedback.battles import ballot, fight, votes_on
from tests.people import Client

AT_ONCE = 64


def vote_at_once(client: Client, bodies: list[dict[str, object]]) -> list[httpx.Response]:
    def send(body: dict[str, object]) -> httpx.Response:
        with httpx.Client(base_url=client.base_url, headers=client.headers, timeout=60, trust_env=False) as sender:
            return again_while_busy(sender, body)

    with ThreadPoolExecutor(len(bodies)) as threads:
        return list(threads.map(send, bodies))


def again_while_busy(sender: httpx.Client, body: dict[str, object]) -> httpx.Response:
    """A machine with more to do may not get to all of them in time, and says so."""
    for _ in range(20):
        answer = sender.post("/feedback/", json=body)
        if answer.status_code != 503:
            break
    return answer


def test_equal_votes_at_once_are_one_vote(owner: Client) -> None:
    turn = fight(owner.user)
    body = ballot(turn, preference="model_b")

    answers = vote_at_once(owner, [body] * AT_ONCE)

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: AT_ONCE - 1}
    assert len({answer.text for answer in answers}) == 1
    connections.close_all()
    assert len(votes_on(turn)) == 1


def test_different_votes_at_once_are_one_vote(owner: Client) -> None:
    turn = fight(owner.user)
    bodies = [ballot(turn, preference=word) for word in ("model_a", "model_b", "tie", "both_bad")] * 4

    answers = vote_at_once(owner, bodies)

    codes = Counter(answer.status_code for answer in answers)
    assert codes == {201: 1, 200: 3, 409: 12}
    assert {answer.json()["code"] for answer in answers if answer.is_error} == {"already_voted"}
    connections.close_all()
    assert len(votes_on(turn)) == 1
