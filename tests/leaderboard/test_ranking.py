"""The periodic ranking, and what it tells others: the draw, and whoever looks after the arena."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from ai_model.models import AIModel
from leaderboard.alone import alone
from leaderboard.management.commands import rank as command
from leaderboard.models import Board, Round, Snapshot
from leaderboard.ranking import check_when_due, rank_when_due
from tests.leaderboard.casting import (
    Cast,
    cast_all,
    hold_poll,
    make_models,
    make_people,
    poll,
    reasons_of,
    run,
    write_file,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def another_ranks() -> Iterator[None]:
    """With a connection of its own, as another process has."""
    is_ranking, is_over = Event(), Event()

    def rank() -> None:
        with alone():
            is_ranking.set()
            is_over.wait(10)
        connection.close()

    thread = Thread(target=rank)
    thread.start()
    is_ranking.wait(10)
    yield
    is_over.set()
    thread.join()


@pytest.fixture
def ranked() -> None:
    """Everything so far, whoever has cast it."""
    run("rank")
    Round.objects.update(tested_at=timezone.now(), checked_at=timezone.now())


def pass_time(**span: int) -> None:
    past = timedelta(**span)
    row = Round.objects.get()
    moments = {name: getattr(row, name) for name in ("at", "whole_at", "tested_at", "checked_at")}
    Round.objects.update(**{name: moment and moment - past for name, moment in moments.items()})


def overall() -> Snapshot:
    return Board.objects.get(category="overall", period="all_time").snapshot


def cast_one() -> None:
    (person,) = make_people(1)
    cast_all([Cast(person, make_models(2))])


def test_votes_are_ranked_soon_but_not_at_once(ranked: None) -> None:
    cast_one()
    at_once = rank_when_due()
    pass_time(minutes=5)

    assert (at_once, rank_when_due()) == (0, 1)


def test_without_anything_new_nothing_is_done(ranked: None) -> None:
    pass_time(minutes=5)
    before = Round.objects.get().at

    assert rank_when_due() == 0
    assert Round.objects.get().at == before


def test_what_a_round_has_written_itself_is_no_news(ranked: None) -> None:
    (person,) = make_people(1)
    models, now = make_models(2), timezone.now()
    votes = cast_all(Cast(person, models, at=now - timedelta(seconds=31 - number)) for number in range(31))
    pass_time(minutes=5)
    rank_when_due()
    pass_time(minutes=5)
    before = Round.objects.get().at

    rank_when_due()

    assert reasons_of(votes[-1]) == ["fair", "capped"]
    assert Round.objects.get().at == before


def test_other_boards_wait_an_hour(ranked: None, tmp_path: Path) -> None:
    category, _ = hold_poll(tmp_path)
    pass_time(minutes=5)
    rank_when_due()
    early = Board.objects.filter(category=category).exists()
    pass_time(hours=1)

    rank_when_due()

    assert (early, Board.objects.filter(category=category).exists()) == (False, True)


def test_a_new_day_is_a_reason_of_its_own(ranked: None) -> None:
    pass_time(days=1)

    rank_when_due()

    assert Round.objects.get().at.date() == timezone.now().date()


def test_models_that_are_no_longer_offered_are_told_with_a_day(tmp_path: Path) -> None:
    """In a category of their own: others have been voted on in the same database."""
    models, category = make_models(5), f"retired-{uuid4().hex[:8]}"
    names = [model.name for model in models]
    rows = [(names[place(left)], names[place(right)], *rest) for left, right, *rest in poll(categories=category)]
    run("import_votes", write_file(tmp_path / "votes.csv", rows, header="left,right,winner,user,categories"))
    AIModel.objects.filter(pk=models[2].pk).update(is_active=False)

    run("rank", category=[category])

    (told,) = Board.objects.get(category=category, period="all_time").snapshot.facts["retired"]
    today = timezone.now().date().isoformat()
    assert told == {"id": str(models[2].pk), "name": names[2], "model": models[2].display_name, "since": today}


def place(name: object) -> int:
    return int(str(name).rsplit(maxsplit=1)[1])


def test_votes_of_files_pass_the_gates_only_when_they_are_to(tmp_path: Path) -> None:
    now = timezone.now()
    names = (f"one {uuid4()}", f"other {uuid4()}")
    rows = [(*names, "ab"[number % 2], "ann", (now - timedelta(seconds=number)).isoformat()) for number in range(40)]
    run("import_votes", write_file(tmp_path / "votes.csv", rows, header="left,right,winner,user,timestamp"))

    run("rank", category=["overall"])
    as_given = overall()
    run("rank", category=["overall"], gates=True)
    gated = overall()

    assert gated.facts["ballots"] == as_given.facts["ballots"] - 10
    assert gated.facts["excluded"]["capped"] == as_given.facts["excluded"].get("capped", 0) + 10
    assert (as_given.method["gates_on_imports"], gated.method["gates_on_imports"]) == (False, True)


def test_the_periodic_work_ranks_as_it_was_last_told(ranked: None) -> None:
    run("rank", gates=True)
    cast_one()
    pass_time(minutes=5)

    rank_when_due()

    assert overall().method["gates_on_imports"]


def test_intervals_are_checked_once_a_night(tmp_path: Path) -> None:
    run("import_votes", write_file(tmp_path / "votes.csv", poll(300), header="left,right,winner,user"))
    run("rank")
    Round.objects.update(checked_at=timezone.now() - timedelta(days=1))

    checked = check_when_due(), check_when_due()

    found = overall().facts["self_check"]
    assert checked == (1, 0)
    assert 0.5 < found["ratio"] < 2
    assert found["is_alarming"] is False or found["effective_users"] >= 30


def test_only_one_ranks_at_a_time(another_ranks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "PATIENCE_SECONDS", 0.3)
    cast_one()

    with pytest.raises(CommandError, match="Another process is ranking"):
        run("rank")
    assert rank_when_due() == 0
    assert check_when_due() == 0


def test_whoever_has_ranked_lets_others(ranked: None) -> None:
    with pytest.raises(ZeroDivisionError), alone():
        raise ZeroDivisionError

    with alone():
        pass
