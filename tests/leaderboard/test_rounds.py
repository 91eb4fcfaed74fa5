"""What is news to the ranking, and what it has written itself."""

import pytest

from leaderboard.rounds import look, look_again
from tests.leaderboard.casting import Cast, cast_all, make_models, make_people

pytestmark = pytest.mark.django_db


def cast_one() -> None:
    (person,) = make_people(1)
    cast_all([Cast(person, make_models(2))])


def test_what_others_write_meanwhile_is_news() -> None:
    cast_one()
    before = look()
    cast_one()
    cast_one()

    assert look_again(before, verdicts=1, exclusions=0) == before
    assert look_again(before, verdicts=2, exclusions=0) == look()
