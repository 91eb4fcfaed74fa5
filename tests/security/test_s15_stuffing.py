"""S15: who votes like a machine is refused, and what came through before weighs nothing but is kept."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.models import Reason, Vote
from leaderboard.exclusions import Bonds, Known
from leaderboard.judging import judge_again, write_down
from leaderboard.loading import load
from leaderboard.weighing import weigh
from tests.feedback.battles import fight, reason_of, vote
from tests.leaderboard.casting import Cast, cast_all, make_models, make_people
from tests.limits import make_address, start_strict, statuses
from tests.message.submitting import at
from tests.people import Client, make_guest
from tests.servers import Server

VOTING, PEOPLE = 8, 2
AT_ONCE = timedelta(0)


@pytest.fixture(scope="module")
def strict(django_db_setup: None) -> Iterator[Server]:
    with start_strict(ARENA_RATE_VOTING=f"{VOTING}/h", ARENA_PEOPLE_PER_ADDRESS=str(PEOPLE)) as strict:
        yield strict


def test_s15_one_person_votes_so_often_and_no_more(strict: Server, owner: Client) -> None:
    turns = [fight(owner.user, read_for=AT_ONCE) for _ in range(VOTING + 5)]

    with at(strict, owner) as stuffer:
        stuffer.headers["X-Forwarded-For"] = make_address()
        answers = [vote(stuffer, turn) for turn in turns]

    kept = Vote.objects.filter(session__in=[turn.session_id for turn in turns])
    assert statuses(answers) == [201] * VOTING + [429] * 5
    assert kept.count() == VOTING
    assert {reason_of(turn) for turn in turns[:VOTING]} == {Reason.TOO_SOON}


def test_s15_guests_of_one_address_share_what_it_has(strict: Server, database: None) -> None:
    address = make_address()
    passed = 0

    for _ in range(2 * PEOPLE + 2):
        with make_guest(strict) as visitor:
            visitor.headers["X-Forwarded-For"] = address
            answers = [vote(visitor, fight(visitor.user)) for _ in range(VOTING // 2)]
        passed += statuses(answers).count(201)

    assert set(statuses(answers)) == {429}
    assert passed == PEOPLE * VOTING


@pytest.mark.django_db
def test_s15_what_is_stuffed_weighs_nothing_and_is_kept() -> None:
    models, now = make_models(2), timezone.now()
    (stuffer,), crowd = make_people(1), make_people(50)
    many = [Cast(stuffer, models, at=now - timedelta(seconds=second)) for second in range(40)]
    alike = [Cast(person, models, columns={"prompt": "f" * 32}) for person in crowd]
    votes = cast_all([*many, *alike])

    loaded = load()
    reasons = judge_again(loaded.own, Bonds(loaded).find_excluded(Known()))
    write_down(loaded.own, reasons)
    poll = weigh(loaded, reasons, gated={}, has_gates=False)

    told = Counter(reasons)
    assert (told[Reason.CAPPED], told[Reason.REPEATED_PROMPT]) == (10, 30)
    assert len(poll.counted.comparisons) == told[Reason.FAIR] == len(votes) - 40
    assert Counter(poll.excluded.reasons) == told - Counter({Reason.FAIR: told[Reason.FAIR]})
    assert Vote.objects.count() == len(votes)
