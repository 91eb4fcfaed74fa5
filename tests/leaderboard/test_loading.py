"""What votes become: rows of ours, and pairs of files, as columns."""

from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from feedback.models import Reason, Voter
from leaderboard.loading import Votes, load
from leaderboard.maths.comparisons import Comparisons, Outcome
from tests.leaderboard.casting import Cast, cast_all, make_models, make_people, run, write_file

pytestmark = pytest.mark.django_db


def pairs_among(votes: Votes, *names: str) -> Comparisons:
    places = [place for place, name in enumerate(votes.comparisons.models) if name in names]
    return votes.comparisons.take(np.isin(votes.comparisons.left, places))


def told(comparisons: Comparisons) -> list[tuple[str, str, Outcome, float]]:
    names = comparisons.models
    columns = (comparisons.left, comparisons.right, comparisons.outcome, comparisons.weight)
    return [
        (names[left], names[right], Outcome(outcome), weight)
        for left, right, outcome, weight in zip(*(column.tolist() for column in columns), strict=True)
    ]


def test_the_best_of_three_is_two_pairs_that_weigh_less() -> None:
    (person,), models = make_people(1), make_models(3)
    cast_all([Cast(person, models, ranks=(2, 1, 2))])

    found = pairs_among(load(), *(model.name for model in models))

    assert told(found) == [
        (models[0].name, models[1].name, Outcome.RIGHT, 2 / 3),
        (models[1].name, models[2].name, Outcome.LEFT, 2 / 3),
    ]
    assert len(set(found.ballot.tolist())) == 1


@pytest.mark.parametrize(
    ("kind", "ranks", "outcomes"),
    [
        ("best", (1, 2), [Outcome.LEFT]),
        ("tie", (1, 1), [Outcome.TIE]),
        ("all_bad", (1, 1), [Outcome.BOTH_BAD]),
        ("ranking", (2, 1, 2), [Outcome.RIGHT, Outcome.TIE, Outcome.LEFT]),
    ],
)
def test_every_kind_of_judgement_is_pairs(kind: str, ranks: tuple[int, ...], outcomes: list[Outcome]) -> None:
    (person,), models = make_people(1), make_models(len(ranks))
    cast_all([Cast(person, models, ranks=ranks, kind=kind)])

    found = pairs_among(load(), *(model.name for model in models))

    assert [outcome for _, _, outcome, _ in told(found)] == outcomes


def test_a_person_is_one_however_many_voters_they_were() -> None:
    (person, guest), models = make_people(2), make_models(2)
    cast_all([Cast(person, models), Cast(guest, models)])
    Voter.objects.filter(user=guest).update(user=person)

    found = pairs_among(load(), *(model.name for model in models))

    assert len(set(found.user.tolist())) == 1


def test_an_erased_person_is_still_somebody() -> None:
    people, models = make_people(2), make_models(2)
    cast_all([Cast(person, models) for person in people for _ in range(2)])
    Voter.objects.filter(user__in=people).update(user=None)

    found = pairs_among(load(), *(model.name for model in models))

    assert len(set(found.user.tolist())) == 2


def test_what_was_withdrawn_is_not_read_and_what_does_not_count_is() -> None:
    (person,), models = make_people(1), make_models(2)
    cast_all(
        [Cast(person, models, reason=Reason.WITHDRAWN), Cast(person, models, ranks=(2, 1), reason=Reason.TOO_SOON)]
    )

    found = pairs_among(load(), *(model.name for model in models))

    assert [outcome for _, _, outcome, _ in told(found)] == [Outcome.RIGHT]


def test_labels_mean_something_in_their_file_alone(tmp_path: Path) -> None:
    one, other = f"x {uuid4()}", f"y {uuid4()}"
    rows = [(one, other, "a", "ann", "7"), (one, other, "b", "ann", "7"), (one, other, "a", "bob", "7")]
    header = "left,right,winner,user,battle"
    run("import_votes", write_file(tmp_path / "one.csv", rows, header=header))
    run("import_votes", write_file(tmp_path / "two.csv", rows[:1], header=header))

    found = pairs_among(load(), one, other)

    assert [found.user[0] == user for user in found.user] == [True, True, False, False]
    # Of what several people have judged each has a ballot.
    assert [found.ballot[0] == ballot for ballot in found.ballot] == [True, True, False, False]


def test_who_is_not_named_is_somebody_else_each_time(tmp_path: Path) -> None:
    one, other = f"x {uuid4()}", f"y {uuid4()}"
    run("import_votes", write_file(tmp_path / "votes.csv", [(one, other, "a")] * 3))

    found = pairs_among(load(), one, other)

    assert len(set(found.user.tolist())) == len(set(found.ballot.tolist())) == 3


def test_what_weighs_nothing_is_left_out(tmp_path: Path) -> None:
    one, other = f"x {uuid4()}", f"y {uuid4()}"
    rows = [(one, other, "a", 0), (one, other, "b", 0.25)]
    run("import_votes", write_file(tmp_path / "votes.csv", rows, header="left,right,winner,weight"))

    assert [weight for *_, weight in told(pairs_among(load(), one, other))] == [0.25]
