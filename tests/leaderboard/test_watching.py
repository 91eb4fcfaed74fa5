"""Those who vote dishonestly are found among all others, and kept out until somebody has looked."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from math import exp
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from ai_model.models import AIModel
from feedback.models import Reason, Vote
from leaderboard.exclusions import Bonds, Known
from leaderboard.judging import judge_again
from leaderboard.loading import load
from leaderboard.models import Exclusion
from leaderboard.watching import watch, watch_imported
from tests.leaderboard.casting import Cast, cast_all, make_models, make_people, poll, reason_of, run, write_file
from user.models import User

pytestmark = pytest.mark.django_db

Voting = Callable[[AIModel, AIModel], Sequence[int]]
HONEST = 16
VOTES = 24


@pytest.fixture
def models() -> list[AIModel]:
    """The first one is the best."""
    return make_models(4)


def cast_votes(people: Sequence[User], models: list[AIModel], voting: Voting, **columns: str) -> list[Vote]:
    lots, now = Random(7), timezone.now()
    casts = []
    for person in people:
        for number in range(VOTES):
            left, right = lots.sample(models, 2)
            at = now - timedelta(hours=number)
            casts.append(Cast(person, (left, right), ranks=voting(left, right), at=at, columns=columns))
    return cast_all(casts)


def honestly(models: list[AIModel]) -> Voting:
    lots = Random(1)

    def vote(left: AIModel, right: AIModel) -> Sequence[int]:
        ahead = models.index(right) - models.index(left)
        return (1, 2) if lots.random() < 1 / (1 + 3.0**-ahead) else (2, 1)

    return vote


def contrarily(models: list[AIModel]) -> Voting:
    return lambda left, right: (2, 1) if models.index(left) < models.index(right) else (1, 2)


def willfully(models: list[AIModel], *, seed: int) -> Voting:
    lots = Random(seed)
    liking = {model: lots.gauss(0, 0.8) for model in models}
    return lambda left, right: (1, 2) if lots.random() < 1 / (1 + exp(liking[right] - liking[left])) else (2, 1)


def find() -> int:
    votes = load()
    known = Known()
    bonds = Bonds(votes)
    return watch(votes, bonds, known=known, reasons=judge_again(votes.own, bonds.find_excluded(known)))


def test_one_who_votes_against_all_others_is_excluded_and_nobody_else(models: list[AIModel]) -> None:
    honest, attacker = make_people(HONEST), make_people(1)
    cast_votes(honest, models, honestly(models))
    (vote, *_) = cast_votes(attacker, models, contrarily(models))

    run("rank")

    exclusion = Exclusion.objects.get(voters__user=attacker[0])
    assert (exclusion.status, exclusion.group) == ("pending", "person")
    assert exclusion.tests["p"] < 0.01
    assert exclusion.reason
    assert reason_of(vote) == Reason.EXCLUDED
    assert not Exclusion.objects.filter(voters__user__in=honest).exists()


def test_whoever_is_kept_out_is_not_found_again(models: list[AIModel]) -> None:
    cast_votes(make_people(HONEST), models, honestly(models))
    cast_votes(make_people(1), models, contrarily(models))

    assert (find(), find()) == (1, 0)


def test_whoever_was_cleared_is_not_found_for_the_same_votes(models: list[AIModel]) -> None:
    attacker = make_people(1)
    cast_votes(make_people(HONEST), models, honestly(models))
    cast_votes(attacker, models, contrarily(models))
    find()
    Exclusion.objects.get(voters__user=attacker[0]).decide(Exclusion.Status.LIFTED)

    assert find() == 0


def test_who_is_alone_is_not_judged_by_nobody(models: list[AIModel]) -> None:
    """That a model is better than others was not known before."""
    cast_votes(make_people(1), models, lambda left, right: (1, 2) if left == models[0] else (2, 1))

    assert find() == 0


def test_a_crowd_is_not_judged_by_the_few_others(models: list[AIModel]) -> None:
    """Half of all people are in one network, and prefer what is on the left a little: so few others do."""
    lots = Random(5)
    cast_votes(make_people(HONEST), models, honestly(models))
    cast_votes(make_people(HONEST), models, lambda *_: (1, 2) if lots.random() < 0.65 else (2, 1), network="all1")

    find()

    assert not Exclusion.objects.filter(key="all1").exists()


def test_many_who_cast_few_votes_from_one_network_are_found_together(models: list[AIModel]) -> None:
    crowd = make_people(12)
    cast_votes(make_people(HONEST), models, honestly(models))
    lots, contrary = Random(3), contrarily(models)
    casts = []
    for person in crowd:
        for _ in range(3):
            pair = lots.sample(models, 2)
            casts.append(Cast(person, pair, ranks=contrary(*pair), columns={"network": "bad0"}))
    cast_all(casts)

    find()

    exclusion = Exclusion.objects.get(key="bad0")
    assert exclusion.group == "network"
    assert set(exclusion.voters.values_list("user", flat=True)) == {person.pk for person in crowd}


def test_a_network_of_one_has_the_taste_of_one(models: list[AIModel]) -> None:
    """Everybody likes some models better than others do."""
    people = make_people(HONEST)
    for number, person in enumerate(people):
        for _ in range(3):
            cast_votes([person], models, willfully(models, seed=number), network=f"n{number}")

    find()

    # Whatever is found among the votes of other tests.
    assert not Exclusion.objects.filter(voters__user__in=people).exists()


def put_winners_left(row: Sequence[object]) -> Sequence[object]:
    left, right, winner, user = row
    return (right, left, "a", user) if winner == "b" else row


def look_at_file(path: Path, rows: Sequence[Sequence[object]]) -> int:
    run("import_votes", write_file(path, rows, header="left,right,winner,user"))
    votes = load()
    return len(watch_imported(votes, counts=~votes.is_own))


def test_a_file_that_puts_all_winners_left_makes_nobody_odd(tmp_path: Path) -> None:
    assert look_at_file(tmp_path / "winners.csv", [put_winners_left(row) for row in poll()]) == 0


def test_a_user_of_a_file_who_looks_at_the_side_is_found(tmp_path: Path) -> None:
    rows = [(*row[:2], "a", row[3]) if row[3] == "u7" else row for row in poll()]

    assert look_at_file(tmp_path / "sides.csv", rows) == 1


def test_a_file_says_nothing_about_the_sides_of_another(tmp_path: Path) -> None:
    run("import_votes", write_file(tmp_path / "shuffled.csv", poll(seed=2), header="left,right,winner,user"))

    assert look_at_file(tmp_path / "winners.csv", [put_winners_left(row) for row in poll()]) == 0
