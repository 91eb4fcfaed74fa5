"""Votes are odd if they differ from what all others let expect, and only then."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from leaderboard.maths.comparisons import Floats
from leaderboard.maths.suspicion import Conduct, Others, Sign, examine, examine_slots, find_tie_rate, open_case

STRENGTHS = np.linspace(-1, 1, 6)
MODELS = ("A", "B", "C", "D", "E", "F")
TIE_RATE = 0.2
# There is hardly a doubt.
OTHERS = Others(STRENGTHS, np.eye(6) * 1e-9, TIE_RATE)


def make_conduct(lots: Generator, *, ballots: int = 60, tie_rate: float = TIE_RATE) -> Conduct:
    """Of somebody who votes like all others."""
    pairs = np.sort(lots.permuted(np.tile(np.arange(6), (ballots, 1)), axis=1)[:, :2], axis=1)
    first, second = pairs.T.astype(np.int32)
    chance = 1 / (1 + np.exp(STRENGTHS[second] - STRENGTHS[first]))
    tie, luck = 4 * tie_rate * chance * (1 - chance), lots.random(ballots)
    share = np.where(luck < chance - tie / 2, 1.0, np.where(luck < chance + tie / 2, 0.5, 0.0))
    is_left = lots.random(ballots) < 0.5
    chosen = np.where(share == 0.5, -1, np.where(is_left, share == 0, share == 1)).astype(np.int32)
    return Conduct(first, second, share, chosen, np.full(ballots, 2, np.int32))


def look_at(conduct: Conduct, others: Others = OTHERS) -> dict[str, Sign]:
    return {sign.test: sign for sign in examine(conduct, others, models=MODELS)}


def promote(conduct: Conduct, model: int, share: float = 1.0) -> Floats:
    return np.where(conduct.first == model, share, np.where(conduct.second == model, 1 - share, conduct.share))


def test_ties_and_chances_are_those_of_the_specification() -> None:
    first, second, chosen, shown = np.array([[0], [3], [-1], [2]], np.int32)
    conduct = Conduct(first, second, np.array([0.5]), chosen, shown)
    p = 1 / (1 + np.exp(STRENGTHS[3] - STRENGTHS[0]))

    expected = open_case(conduct, OTHERS, models=MODELS).expected

    rate = (1 + 20 * 0.2) / (4 * p * (1 - p) + 20)
    assert expected.tie[0] == pytest.approx(4 * rate * p * (1 - p))
    assert expected.win[0] == pytest.approx(p - expected.tie[0] / 2)
    assert expected.loss[0] == pytest.approx(1 - p - expected.tie[0] / 2)
    assert expected.share[0] == pytest.approx(p)
    assert expected.variance[0] == pytest.approx(p * (1 - p) * (1 - rate))


def test_a_rate_of_ties_leaves_room_for_winners() -> None:
    assert find_tie_rate(3, 10) == 0.3
    assert find_tie_rate(9, 10) == 0.5
    assert find_tie_rate(0, 0) == 0


def test_whoever_votes_like_all_others_looks_odd_no_more_often_than_chance_has_it() -> None:
    lots = default_rng(1)

    looks = [look_at(make_conduct(lots)) for _ in range(200)]

    for test in ("likelihood", "favourite", "slot"):
        p_values = np.array([signs[test].p for signs in looks])
        assert np.count_nonzero(p_values <= 0.05) <= 20
        assert np.count_nonzero(p_values <= 0.5) <= 130


def test_of_many_votes_all_are_simulated() -> None:
    signs = look_at(make_conduct(default_rng(10), ballots=900))

    assert min(sign.p for sign in signs.values()) > 0.01


def test_whoever_votes_against_all_others_is_told_from_their_likelihood() -> None:
    conduct = make_conduct(default_rng(2))

    signs = look_at(replace(conduct, share=1 - conduct.share))

    assert signs["likelihood"].p < 1e-6
    assert signs["likelihood"].reason.startswith(
        "60 votes contradict those of all others more than chance allows (p = "
    )
    assert look_at(conduct)["likelihood"].p > 0.05


def test_whoever_throws_dice_is_told_from_their_likelihood() -> None:
    lots = default_rng(3)
    conduct = make_conduct(lots, ballots=200)

    assert look_at(replace(conduct, share=lots.choice([0, 0.5, 1.0], 200)))["likelihood"].p < 1e-4


@pytest.mark.parametrize(("model", "share"), [("B", 1.0), ("F", 0.0)])
def test_whoever_lifts_or_sinks_a_model_is_told_from_what_it_got(model: str, share: float) -> None:
    conduct = make_conduct(default_rng(4))

    sign = look_at(replace(conduct, share=promote(conduct, MODELS.index(model), share)))["favourite"]

    among = np.count_nonzero((conduct.first == MODELS.index(model)) | (conduct.second == MODELS.index(model)))
    assert sign.p < 1e-3
    assert sign.reason.startswith(f"{model} got {share * among:g} of {among} votes, ")


def test_a_model_that_hardly_occurs_is_nobody_s_favourite() -> None:
    conduct = make_conduct(default_rng(5), ballots=4)

    assert look_at(conduct).keys() == {"likelihood", "slot"}


def test_to_tie_often_or_never_is_not_odd() -> None:
    lots = default_rng(6)

    looks = [look_at(make_conduct(lots, ballots=150, tie_rate=rate)) for rate in (0.0, 0.45) for _ in range(30)]

    assert min(min(sign.p for sign in signs.values()) for signs in looks) > 1e-3


def test_a_tie_is_half_a_win() -> None:
    conduct = make_conduct(default_rng(6))
    even = replace(OTHERS, strengths=np.zeros(6))

    assert look_at(replace(conduct, share=np.full(60, 0.5)), even)["favourite"].p == 1


def test_whoever_differs_from_what_others_hardly_know_is_not_odd() -> None:
    conduct = make_conduct(default_rng(4))
    against = replace(conduct, share=promote(conduct, 0))

    unsure = replace(OTHERS, covariance=4 * np.eye(6))

    assert look_at(against)["favourite"].p < 1e-6
    assert look_at(against, unsure)["favourite"].p > 0.01
    assert look_at(against, unsure)["likelihood"].p > 10 * look_at(against)["likelihood"].p


def test_whoever_differs_as_tastes_do_is_not_odd() -> None:
    conduct = make_conduct(default_rng(4))
    against = replace(conduct, share=promote(conduct, 2))

    own = replace(OTHERS, taste=2.0)

    assert look_at(against)["favourite"].p < 1e-3
    assert look_at(against, own)["favourite"].p > 0.01


def test_minds_of_their_own_are_together_what_all_others_are() -> None:
    others = replace(OTHERS, taste=0.5)

    minds = others.draw_minds(default_rng(11), 50_000)

    between = 1 / (1 + np.exp(minds[0] - minds))
    assert minds.std(axis=1) == pytest.approx(np.full(6, 0.5**0.5), rel=0.02)
    assert between.mean(axis=1) == pytest.approx(1 / (1 + np.exp(STRENGTHS[0] - STRENGTHS)), abs=0.015)


def test_where_it_is_decided_it_takes_more_to_tell() -> None:
    """Of 2,000 hardly one goes so far, which could be one in a thousand or in ten thousand."""
    conduct = make_conduct(default_rng(4))
    against = replace(conduct, share=promote(conduct, 2))

    p = look_at(against, replace(OTHERS, taste=0.3))["favourite"].p

    assert (20_001 * p) == pytest.approx(round(20_001 * p))
    assert 1 / 20_001 < p < 1 / 250


def test_beyond_all_that_is_simulated_the_normal_law_goes_on() -> None:
    few, many = (make_conduct(default_rng(7), ballots=ballots) for ballots in (200, 400))

    less, more = (look_at(replace(each, share=promote(each, 0)))["favourite"].p for each in (few, many))

    assert more < less / 1e6 < less < 1 / 2001


def test_the_order_of_votes_changes_nothing_but_the_luck_of_the_simulation() -> None:
    conduct = make_conduct(default_rng(8))
    order = default_rng(9).permutation(len(conduct))
    shuffled = Conduct(conduct.first[order], conduct.second[order], conduct.share[order], conduct.chosen, conduct.shown)

    one, other = look_at(conduct), look_at(shuffled)

    assert one["favourite"].p == pytest.approx(other["favourite"].p, abs=0.15)
    assert one["likelihood"].p == pytest.approx(other["likelihood"].p, abs=0.15)


def choose(chosen: list[int], shown: int | list[int]) -> Conduct:
    columns = np.array([chosen, shown if isinstance(shown, list) else [shown] * len(chosen)], np.int32)
    nothing = np.zeros(len(chosen), np.int32)
    return Conduct(nothing, nothing, nothing.astype(float), columns[0], columns[1])


def test_the_side_of_a_pair_is_a_coin() -> None:
    sign = examine_slots(choose([0] * 37 + [1] * 3 + [-1] * 10, 2))

    assert sign.p == pytest.approx(2 * (9880 + 780 + 40 + 1) / 2**40)
    assert sign.reason == "37 of 40 decisive votes are for slot 1 (p = 2e-08)."


def test_a_side_that_everybody_prefers_is_no_coin_s() -> None:
    """The winner is always on the left in some files."""
    left = replace(choose([0] * 37 + [1] * 3, 2), layout=1.0)
    right = replace(choose([0] * 3 + [1] * 37, 2), layout=1.0)

    assert examine_slots(left).p == 1
    assert examine_slots(right).p == pytest.approx(2 * (9880 + 780 + 40 + 1) / 2**40)


def test_the_slot_of_a_larger_ballot_is_a_die() -> None:
    even, odd = examine_slots(choose([0, 1, 2, 3] * 10, 4)), examine_slots(choose([0, 1, 2, 3] * 5 + [2] * 20, 4))

    assert even.p == 1
    assert odd.p == pytest.approx(1.38e-6, rel=0.01)


def test_ballots_of_all_sizes_are_looked_at_together() -> None:
    pairs, larger = choose([0] * 12, 2), choose([0] * 9, 3)
    both = choose([0] * 21, [2] * 12 + [3] * 9)

    assert examine_slots(both).p == pytest.approx(2 * min(examine_slots(pairs).p, examine_slots(larger).p))
    assert examine_slots(choose([-1] * 5, 2)).p == 1
