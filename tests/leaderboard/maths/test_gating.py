"""Nobody gets more votes than others by casting more."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from leaderboard.maths.gating import Cast, Reason, find_capped, gate, weigh_users
from tests.leaderboard.maths.rows import Row, gather_rows

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def cast(number: int, **changed: Any) -> Cast:
    """A minute after the one before, by somebody else, from elsewhere."""
    kept = {"user": f"user-{number}", "prefix": f"net-{number}", "prompt": f"prompt-{number}"}
    return Cast(id=f"{number:04}", **{"at": NOON + number * MINUTE, **kept, **changed})


def test_thirty_in_an_hour_count() -> None:
    casts = [cast(number, user="eager") for number in range(40)]

    assert gate(casts) == {f"{number:04}": Reason.CAPPED for number in range(30, 40)}


def test_an_hour_is_over_after_an_hour_whatever_the_clock_says() -> None:
    at_once = [cast(number, user="eager", at=NOON - MINUTE) for number in range(30)]
    before = cast(30, user="eager", at=NOON - MINUTE + HOUR - timedelta(seconds=1))
    after = cast(31, user="eager", at=NOON - MINUTE + HOUR)

    assert find_capped([*at_once, before, after]) == {before.id}


def test_what_does_not_count_takes_nobody_s_place() -> None:
    at_once = [cast(number, user="eager", at=NOON) for number in range(90)]
    later = [cast(number, user="eager", at=NOON + HOUR) for number in range(90, 120)]

    assert find_capped([*at_once, *later]) == {each.id for each in at_once[30:]}


def test_a_hundred_in_a_day_count() -> None:
    casts = [cast(number, user="steady", at=NOON + number * 5 * MINUTE) for number in range(200)]

    assert find_capped(casts) == {each.id for each in casts[100:]}


def test_two_hundred_of_one_network_count_in_a_day() -> None:
    casts = [cast(number, prefix="192.0.2.0/24") for number in range(203)]

    assert find_capped(casts) == {"0200", "0201", "0202"}


def test_others_are_not_concerned() -> None:
    casts = [cast(number, user="eager") for number in range(40)]
    neighbour = cast(999, at=NOON + 35 * MINUTE)

    assert neighbour.id not in gate([*casts, neighbour])


@pytest.mark.parametrize("unknown", ["prefix", "prompt"])
def test_what_is_not_known_has_no_limit(unknown: str) -> None:
    assert gate([cast(number, **{unknown: ""}) for number in range(300)]) == {}


def test_twenty_of_one_prompt_are_kept_by_chance() -> None:
    casts = [cast(number, prompt="the same") for number in range(100)]

    left = {each.id for each in casts} - gate(casts).keys()

    assert len(left) == 20
    assert left not in ({f"{number:04}" for number in numbers} for numbers in (range(20), range(80, 100)))
    assert set(gate(casts).values()) == {Reason.REPEATED_PROMPT}


def test_a_prompt_is_repeated_by_what_is_within_the_caps() -> None:
    casts = [cast(number, user="eager", prompt="the same", at=NOON) for number in range(40)]

    reasons = gate(casts)

    assert {each.id for each in casts[30:]} == {name for name, reason in reasons.items() if reason == Reason.CAPPED}
    assert list(reasons.values()).count(Reason.REPEATED_PROMPT) == 10


def test_the_order_of_rows_changes_nothing() -> None:
    random = Random(1)
    casts = [
        cast(number, user=random.choice("ab"), prompt=random.choice("pq"), at=NOON + random.randrange(400) * MINUTE)
        for number in range(200)
    ]

    reasons = gate(casts)

    assert {*reasons.values()} == {*Reason}
    assert gate(random.sample(casts, len(casts))) == reasons


def test_all_ballots_of_one_user_weigh_as_fifty_at_most() -> None:
    busy = [Row("A", "B", ballot=number, user="busy", weight=weight) for number in range(200) for weight in (1.0, 0.5)]
    quiet = [Row("A", "B", ballot=number, user="quiet") for number in range(200, 250)]

    weighed = weigh_users(gather_rows([*busy, *quiet]))

    assert weighed.weight[:400].tolist() == [0.25, 0.125] * 200
    assert weighed.weight[400:].tolist() == [1.0] * 50
    assert len(weigh_users(gather_rows([]))) == 0
