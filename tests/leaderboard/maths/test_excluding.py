"""Who wants to move the board is found, and nobody else."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng

from leaderboard.maths.comparisons import TURNED, Comparisons, Outcome
from leaderboard.maths.excluding import NOBODY, Slots, find_slots, find_taste, suspect
from tests.leaderboard.maths.polls import ask, draw_pairs, poll_ballots, poll_crowd, poll_tastes, spread_out
from tests.leaderboard.maths.rows import Row, gather_rows

USERS, EACH = 40, 80


@pytest.fixture
def honest() -> Comparisons:
    lots = default_rng(1)
    left, right = draw_pairs(8, USERS * EACH, lots=lots)
    return ask(spread_out(8), left, right, user=np.repeat(np.arange(USERS), EACH), lots=lots)


def turn(comparisons: Comparisons, users: Sequence[int]) -> Comparisons:
    """These vote for the other one."""
    is_theirs = np.isin(comparisons.user, users)
    return replace(comparisons, outcome=np.where(is_theirs, TURNED[comparisons.outcome], comparisons.outcome))


def promote(comparisons: Comparisons, user: int, model: int) -> Comparisons:
    is_theirs = comparisons.user == user
    outcome = np.where(is_theirs & (comparisons.left == model), Outcome.LEFT, comparisons.outcome)
    return replace(comparisons, outcome=np.where(is_theirs & (comparisons.right == model), Outcome.RIGHT, outcome))


def test_honest_people_are_left_alone(honest: Comparisons) -> None:
    assert suspect(honest) == []
    assert suspect(poll_crowd(default_rng(2)).comparisons) == []


@pytest.mark.parametrize(("seed", "taste"), [(1, 0.25), (1, 0.5), (2, 0.7), (3, 0.7)])
def test_people_with_a_mind_of_their_own_are_left_alone(seed: int, taste: float) -> None:
    assert suspect(poll_tastes(default_rng(seed), taste=taste).comparisons) == []


@pytest.mark.parametrize("taste", [0.0, 0.5])
def test_whoever_votes_against_everybody_is_found_among_all_tastes(taste: float) -> None:
    votes = poll_tastes(default_rng(4), taste=taste).comparisons

    assert [each.user for each in suspect(turn(votes, [3, 20, 41]))] == [3, 20, 41]


@pytest.mark.parametrize(("taste", "least", "most"), [(0.0, 0.0, 0.12), (0.25, 0.2, 0.3), (0.5, 0.4, 0.5)])
def test_taste_is_measured_by_all_though_some_are_not_honest(taste: float, least: float, most: float) -> None:
    """What was fitted to all is less far apart than their minds, and so is their taste."""
    votes = poll_tastes(default_rng(2), taste=taste).comparisons

    assert least <= find_taste(votes) ** 0.5 <= most
    assert find_taste(turn(votes, [3, 20, 41])) ** 0.5 <= most + 0.1


def test_nobody_tells_no_taste() -> None:
    assert find_taste(gather_rows([Row("A", "B", user=1)] * 9)) == 0


def test_taste_that_is_told_is_not_measured(honest: Comparisons) -> None:
    votes = promote(honest, 7, 1)

    assert [each.user for each in suspect(votes, tastes=np.zeros(USERS))] == [7]
    assert suspect(votes, tastes=np.full(USERS, 4.0)) == []


def test_pairs_of_one_ballot_are_not_taken_for_so_many_opinions() -> None:
    polls = [poll_ballots(default_rng(seed), users=30, size=6).comparisons for seed in range(4)]

    assert [suspect(poll) for poll in polls] == [[]] * 4


def test_whoever_promotes_a_model_is_found_with_the_reason(honest: Comparisons) -> None:
    [found] = suspect(promote(honest, 7, 1))

    assert found.user == 7
    assert found.tests.keys() == {"likelihood", "favourite", "slot"}
    assert found.p == 3 * min(found.tests.values()) == 3 * found.tests["favourite"] < 1e-4
    assert found.reason.startswith("model-001 got ")


def test_whoever_always_takes_the_left_one_is_found(honest: Comparisons) -> None:
    always = replace(honest, outcome=np.where(honest.user == 3, Outcome.LEFT, honest.outcome))

    [found] = suspect(always)

    assert (found.user, found.reason) == (3, "80 of 80 decisive votes are for slot 1 (p = 2e-24).")


def test_those_who_vote_together_do_not_hide_each_other(honest: Comparisons) -> None:
    """A fourth of all."""
    together = list(range(10))

    assert [each.user for each in suspect(turn(honest, together))] == together


def test_those_who_vote_together_make_nobody_else_look_odd(honest: Comparisons) -> None:
    votes = honest
    for user in range(12):
        votes = promote(votes, user, 0)

    assert [each.user for each in suspect(votes)] == list(range(12))


def test_whoever_made_a_model_what_it_is_is_compared_with_what_it_were_without(honest: Comparisons) -> None:
    votes = promote(honest, 8, 1)
    has_model = (votes.left == 1) | (votes.right == 1)
    of_others = np.flatnonzero(has_model & (votes.user != 8))

    sparse = votes.take(~np.isin(np.arange(len(votes)), of_others[30:]))

    assert [each.user for each in suspect(sparse)] == [8]


def test_few_honest_people_who_hardly_know_all_models_are_left_alone() -> None:
    for seed in range(10):
        lots = default_rng(seed)
        left, right = draw_pairs(10, 180, lots=lots)
        votes = ask(lots.permutation(spread_out(10)), left, right, user=np.repeat(np.arange(3), 60), lots=lots)

        assert suspect(votes) == []


def test_whoever_casts_less_than_ten_is_not_judged(honest: Comparisons) -> None:
    against = turn(honest, [5])
    rows = np.flatnonzero(against.user == 5)
    few, enough = (against.take(~np.isin(np.arange(len(against)), rows[count:])) for count in (9, 60))

    assert suspect(few) == []
    assert [each.user for each in suspect(enough)] == [5]
    assert suspect(enough, least=61) == []


def test_groups_are_found_whose_members_are_too_small_to_be(honest: Comparisons) -> None:
    """Rows of no group are votes like all others."""
    against = turn(honest, [5])
    split = replace(
        against, user=np.where(against.user == 5, USERS + against.ballot % 10, against.user).astype(np.int32)
    )
    group = np.where(split.user >= USERS, 2, np.where(split.user < 3, 0, NOBODY)).astype(np.int32)

    assert suspect(split) == []
    assert [each.user for each in suspect(replace(split, user=group, users=3), least=30)] == [2]


def test_rows_of_no_group_are_nobody_s(honest: Comparisons) -> None:
    against = turn(honest, [5])

    assert suspect(replace(against, user=np.where(against.user == 5, NOBODY, against.user).astype(np.int32))) == []


def test_slots_of_larger_ballots_are_told(honest: Comparisons) -> None:
    told = find_slots(honest)
    shown = np.full(honest.ballots, 4, np.int32)
    is_theirs = np.isin(np.arange(honest.ballots), honest.ballot[honest.user == 9])
    chosen = np.where(is_theirs, 2, np.arange(honest.ballots) % 4).astype(np.int32)

    assert {*told.shown} == {2}
    assert [each.user for each in suspect(honest, slots=Slots(chosen, shown, told.layout))] == [9]


def test_of_larger_ballots_no_slot_is_guessed() -> None:
    rows = [Row("A", "B", ballot=1), Row("A", "C", ballot=1), Row("B", "C", Outcome.RIGHT, ballot=2)]

    assert find_slots(gather_rows([*rows, Row("B", "C", Outcome.TIE, ballot=3)])).chosen.tolist() == [-1, 1, -1]


def test_neither_the_order_of_rows_nor_numbers_change_who_is_found(honest: Comparisons) -> None:
    votes, lots = promote(turn(honest, [2, 30]), 7, 1), default_rng(4)
    order: Any = lots.permutation(len(votes))
    users = lots.permutation(USERS).astype(np.int32)
    shuffled = replace(
        votes.take(order), user=users[votes.user[order]], ballot=lots.permutation(len(votes)).astype(np.int32)
    )

    found = {(users[each.user], round(np.log(each.p), 6)) for each in suspect(votes)}

    assert {(each.user, round(np.log(each.p), 6)) for each in suspect(shuffled)} == found
    assert len(found) == 3


def test_a_model_beside_itself_makes_nobody_odd(honest: Comparisons) -> None:
    mirrored = replace(honest, right=np.where(honest.user == 4, honest.left, honest.right))

    assert suspect(mirrored) == []


@pytest.mark.parametrize("rows", [[], [Row("A", "B")], [Row("A", "B", user=1)] * 50])
def test_of_hardly_any_votes_nobody_is_suspected(rows: list[Row]) -> None:
    assert [each for each in suspect(gather_rows(rows)) if "slot" not in each.reason] == []
