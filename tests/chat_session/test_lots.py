"""Lots are fair to every model and side, and their probability is told as it is."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import sqrt
from random import Random

import pytest
from django.conf import settings

from chat_session.lots import FLOOR, Lottery, draw
from chat_session.odds import Odds

DRAWS = 4000
ERRORS = 4


def name_models(count: int) -> list[str]:
    return [f"model-{number}" for number in range(count)]


def make_odds(count: int, *, new: Sequence[int] = (), seed: int = 1) -> Odds:
    """Most pairs are hardly worth anything."""
    random = Random(seed)
    overlap, gain = ([[random.random() ** 8 for _ in range(row)] for row in range(count)] for _ in range(2))
    established = [number not in new for number in range(count)]
    return Odds(name_models(count), [100 - 50 * (number in new) for number in range(count)], established, overlap, gain)


def make_families(names: Sequence[str], count: int) -> dict[str, str]:
    return {name: f"family-{number % count}" for number, name in enumerate(names)}


def find_shares(lottery: Lottery) -> list[float]:
    """In parts of a fair one."""
    models = range(len(lottery.names))
    pairs = {pair: lottery.find_probability(pair) for pair in combinations(models, 2)}
    return [sum(odds for pair, odds in pairs.items() if model in pair) * len(models) / 2 for model in models]


LOTTERIES = {
    "even": Lottery(Odds(), make_families(name_models(8), 8)),
    "established": Lottery(make_odds(8), make_families(name_models(8), 3)),
    "newcomers": Lottery(make_odds(8, new=(2, 5)), make_families(name_models(8), 7)),
    "families": Lottery(make_odds(8, new=(0,)), make_families(name_models(8), 6)),
    "unknown": Lottery(make_odds(6), make_families(name_models(8), 6)),
    "worthless": Lottery(
        Odds(name_models(2), [9, 9], [True, True], [[], [0.0]], [[], [0.0]]), {"model-0": "", "x": ""}
    ),
}


@pytest.fixture(params=LOTTERIES)
def lottery(request: pytest.FixtureRequest) -> Lottery:
    return LOTTERIES[request.param]


@pytest.mark.parametrize("size", [2, 3, 5])
def test_probabilities_of_all_that_can_be_drawn_make_one(lottery: Lottery, size: int) -> None:
    size = min(size, len(lottery.names))

    odds = [lottery.find_probability(models) for models in combinations(range(len(lottery.names)), size)]

    assert sum(odds) == pytest.approx(1)


def test_every_pair_can_be_drawn(lottery: Lottery) -> None:
    assert all(lottery.find_probability(pair) > 0 for pair in combinations(range(len(lottery.names)), 2))


def test_every_model_gets_most_of_its_fair_share(lottery: Lottery) -> None:
    assert min(find_shares(lottery)) >= FLOOR - 1e-9


@pytest.mark.parametrize("size", [2, 3])
def test_models_meet_as_often_as_is_told(lottery: Lottery, size: int) -> None:
    random, size = Random(2), min(size, len(lottery.names))
    drawn = [lottery.draw(size, random) for _ in range(DRAWS)]

    told = {frozenset(each.models): each.probability for each in drawn}
    seen = Counter(frozenset(each.models) for each in drawn)

    for models, probability in told.items():
        error = sqrt(DRAWS * probability * (1 - probability))
        assert abs(seen[models] - DRAWS * probability) <= ERRORS * error + 1


@pytest.mark.parametrize("size", [2, 4])
def test_every_model_is_in_every_slot_as_often(size: int) -> None:
    random = Random(3)
    drawn = [LOTTERIES["newcomers"].draw(size, random).models for _ in range(DRAWS)]

    slots = Counter((model, slot) for models in drawn for slot, model in enumerate(models))

    for model in name_models(8):
        total = sum(slots[model, slot] for slot in range(size))
        error = sqrt(total / size * (1 - 1 / size))
        assert all(abs(slots[model, slot] - total / size) <= ERRORS * error for slot in range(size))


def test_without_odds_all_are_even() -> None:
    models = make_families(name_models(6), 6)

    assert draw(None, models, size=2, random=Random(1)).probability == pytest.approx(1 / 15)
    assert draw(None, models, size=3, random=Random(1)).probability == pytest.approx(1 / 20)
    assert draw(None, models, size=6, random=Random(1)).probability == pytest.approx(1)


def test_what_is_likely_is_drawn_more_often() -> None:
    weights = [[], [1.0], [1.0, 2.0]]
    lottery = Lottery(Odds(name_models(3), [100] * 3, [True] * 3, weights, weights), make_families(name_models(3), 3))

    # 0.4 is shared out evenly, and 0.6 by weight.
    assert lottery.find_probability([1, 2]) == pytest.approx(0.4 / 3 + 0.6 * 2 / 4)


def test_nobody_stands_back_behind_a_model_that_cannot_be_drawn() -> None:
    odds, names = make_odds(6), name_models(5)
    without = Odds(names, odds.ballots[:5], odds.established[:5], odds.overlap[:5], odds.gain[:5])
    huge = Odds(odds.models, odds.ballots, odds.established, [*odds.overlap[:5], [1e9] * 5], odds.gain)

    families = make_families(names, 5)

    assert Lottery(huge, families).find_probability([0, 1]) == pytest.approx(
        Lottery(without, families).find_probability([0, 1])
    )


def test_a_newcomer_comes_first_in_four_of_ten() -> None:
    flat = [[1.0] * row for row in range(10)]
    odds = Odds(name_models(10), [100] * 9 + [20], [True] * 9 + [False], flat, flat)

    shares = find_shares(Lottery(odds, make_families(name_models(10), 10)))

    assert shares[9] / 5 == pytest.approx(0.4 + 0.6 / 5)


def test_of_newcomers_those_with_the_fewest_ballots_come_first() -> None:
    flat = [[1.0] * row for row in range(8)]
    odds = Odds(name_models(8), [100] * 6 + [20, 30], [True] * 6 + [False] * 2, flat, flat)
    named = make_families(name_models(8), 8)

    *known, fewest, more = find_shares(Lottery(odds, named))
    *_, newest = find_shares(Lottery(odds, named | {"unheard of": ""}))

    assert fewest > 2 * more
    assert more == pytest.approx(known[0])
    assert newest > 2


def test_who_is_not_known_weighs_as_the_average() -> None:
    odds = make_odds(6)
    lottery = Lottery(odds, make_families([*name_models(6), "unheard of"], 7))

    # Of 21 pairs it is in 6.
    assert lottery.pairs.shares[6] == pytest.approx(6 / 21)
    assert lottery.find_probability([0, 6]) == pytest.approx(lottery.find_probability([1, 6]), rel=0.5)


def test_who_joins_a_pair_is_of_another_family_while_there_is_one() -> None:
    many, few = (make_families(name_models(12), count) for count in (6, 5))
    random, odds = Random(4), make_odds(12)

    of_many = [Counter(many[model] for model in draw(odds, many, size=5, random=random).models) for _ in range(300)]
    of_few = [Counter(few[model] for model in draw(odds, few, size=5, random=random).models) for _ in range(300)]

    # The pair itself is of whatever families.
    assert {tuple(sorted(found.values())) for found in of_many} == {(1, 1, 1, 1, 1), (1, 1, 1, 2)}
    assert any(max(found.values()) > 2 for found in of_few)


def test_where_all_families_are_drawn_they_come_again() -> None:
    models = make_families(name_models(12), 6)

    drawn = draw(make_odds(12), models, size=8, random=Random(5)).models

    assert len({*drawn}) == 8
    assert {models[model] for model in drawn} == {*models.values()}


def test_odds_are_stored_as_they_are() -> None:
    odds, models = make_odds(6, new=(1,)), make_families(name_models(6), 6)

    stored = Odds.from_json(json.loads(json.dumps(odds.to_json())))

    assert stored.to_json() == odds.to_json()
    assert draw(stored, models, size=3, random=Random(6)) == draw(odds, models, size=3, random=Random(6))


def test_whoever_draws_needs_neither_arrays_nor_rows() -> None:
    seek = "import sys, chat_session.lots; print({'numpy', 'django'} & {*sys.modules})"

    found = subprocess.check_output([sys.executable, "-c", seek], cwd=settings.BASE_DIR, text=True)

    assert found == "set()\n"
