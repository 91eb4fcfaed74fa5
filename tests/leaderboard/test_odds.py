"""What the draw hears of the board."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from chat_session.drawing import read_odds
from chat_session.models import DrawOdds
from leaderboard.models import Board, Round
from leaderboard.ranking import check_when_due
from tests.conversations import make_model
from tests.leaderboard.casting import Cast, cast_all, make_models, make_people, run, write_file

pytestmark = pytest.mark.django_db


def test_the_draw_hears_of_models_that_are_offered(tmp_path: Path) -> None:
    model, retired = make_model(), make_model(is_active=False)
    rows = [(model.name, retired.name, "a"), (retired.name, model.name, "tie")] * 20
    run("import_votes", write_file(tmp_path / "votes.csv", rows))

    run("rank", category=["overall"])

    odds = read_odds()
    assert odds
    ballots = dict(zip(odds.models, odds.ballots, strict=True))
    assert ballots[model.name] == 40
    assert retired.name not in ballots


def test_the_draw_hears_of_a_board_that_the_nightly_check_has_made() -> None:
    models = make_models(2)
    cast_all(Cast(person, models) for person in make_people(40))
    run("rank")
    cast_all(Cast(person, models, ranks=(2, 1)) for person in make_people(40))
    Round.objects.update(checked_at=timezone.now() - timedelta(days=1))

    check_when_due()

    odds = read_odds()
    assert odds
    assert dict(zip(odds.models, odds.ballots, strict=True))[models[0].name] == 80


def test_odds_that_were_not_told_are_told_with_the_next_ranking() -> None:
    cast_all([Cast(make_people(1)[0], make_models(2))])
    run("rank", category=["overall"])
    old = Board.objects.get(category="overall", period="all_time").snapshot.created_at - timedelta(seconds=1)
    DrawOdds.objects.update(odds={}, updated_at=old)

    told = run("rank", category=["overall"])

    assert "0 boards are new" in told
    assert DrawOdds.objects.get().updated_at > old
    assert read_odds()
