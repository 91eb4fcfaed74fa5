"""The command that makes boards anew, and what the snapshots of them hold."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ai_model.models import AIModel
from feedback.models import Reason
from leaderboard.models import Board, Import, Period, Snapshot
from leaderboard.ranking import judge, renew_all
from leaderboard.rounds import look
from tests.conversations import make_model
from tests.leaderboard.casting import (
    ESTABLISHING,
    Cast,
    cast_all,
    hold_poll,
    make_models,
    make_people,
    poll,
    run,
    write_file,
)

pytestmark = pytest.mark.django_db


def shown(category: str, period: str = "all_time") -> Snapshot:
    return Board.objects.get(category=category, period=period).snapshot


def names_of(snapshot: Snapshot) -> list[str]:
    return [row["model"] for row in snapshot.rows]


def add(folder: Path, *rows: tuple[object, ...], header: str) -> None:
    run("import_votes", write_file(folder / f"{uuid4().hex}.csv", rows, header=header))


def test_a_board_tells_who_is_better(tmp_path: Path) -> None:
    category, best_first = hold_poll(tmp_path)

    told = run("rank", category=[category])

    snapshot = shown(category)
    assert f"{category} all_time: 5 models" in told
    assert names_of(snapshot) == best_first
    assert [row["status"] for row in snapshot.rows] == ["established"] * 5
    assert sum(row["rating"] for row in snapshot.rows) / 5 == pytest.approx(1000)
    assert all(row["lower"] < row["rating"] < row["upper"] for row in snapshot.rows)
    assert sum(row["votes"] for row in snapshot.rows) == 2 * ESTABLISHING
    assert snapshot.facts["ballots"] == ESTABLISHING
    assert snapshot.facts["users"] == 40


def test_a_category_with_few_established_models_has_no_board(tmp_path: Path) -> None:
    category, _ = hold_poll(tmp_path, models=4)

    run("rank", category=[category])

    assert not Board.objects.filter(category=category).exists()


def test_nothing_new_is_no_new_snapshot(tmp_path: Path) -> None:
    category, _ = hold_poll(tmp_path)
    run("rank", category=[category])
    before = shown(category)

    told = run("rank", category=[category])

    assert "0 boards are new" in told
    assert shown(category) == before


def test_another_vote_is_another_snapshot(tmp_path: Path) -> None:
    category, best_first = hold_poll(tmp_path)
    run("rank", category=[category])
    before = shown(category)

    add(tmp_path, (*best_first[:2], "b", category), header="left,right,winner,categories")
    run("rank", category=[category])

    assert shown(category).input_hash != before.input_hash
    assert Snapshot.objects.filter(category=category, period="all_time").count() == 2


def test_what_is_told_of_a_model_is_news_too(tmp_path: Path) -> None:
    category, best_first = hold_poll(tmp_path)
    run("rank", category=[category])
    AIModel.objects.filter(model_code=best_first[0]).update(license="MIT")

    run("rank", category=[category])

    assert shown(category).rows[0]["license"] == "MIT"


def test_a_period_holds_what_is_young_enough(tmp_path: Path) -> None:
    now = timezone.now()
    old, young = (now - timedelta(days=20)).isoformat(), (now - timedelta(hours=2)).isoformat()
    category, best_first = hold_poll(tmp_path, timestamp=young)
    header = "left,right,winner,categories,timestamp"
    add(tmp_path, *((*best_first[:2], "a", category, old) for _ in range(50)), header=header)

    run("rank", category=[category])

    ballots = {
        period: shown(category, period).facts["ballots"] for period in ("daily", "weekly", "monthly", "all_time")
    }
    assert ballots == {
        "daily": ESTABLISHING,
        "weekly": ESTABLISHING,
        "monthly": ESTABLISHING + 50,
        "all_time": ESTABLISHING + 50,
    }


def test_what_is_yet_to_come_is_on_no_board_of_a_period(tmp_path: Path) -> None:
    now = timezone.now()
    category, best_first = hold_poll(tmp_path, timestamp=(now - timedelta(hours=2)).isoformat())
    future = (now + timedelta(days=300)).isoformat()
    add(tmp_path, (*best_first[:2], "a", category, future), header="left,right,winner,categories,timestamp")

    run("rank", category=[category])

    ballots = [shown(category, period).facts["ballots"] for period in ("daily", "monthly", "all_time")]
    assert ballots == [ESTABLISHING, ESTABLISHING, ESTABLISHING + 1]


def test_votes_that_are_forgotten_leave_the_board(tmp_path: Path) -> None:
    category, _ = hold_poll(tmp_path)
    run("rank", category=[category])

    run("import_votes", forget=Import.objects.latest("pk").pk)
    run("rank", category=[category])

    assert shown(category).rows == []


def test_a_hidden_model_that_is_offered_no_more_is_retired(tmp_path: Path) -> None:
    category, best_first = hold_poll(tmp_path)
    model = make_model()
    add(tmp_path, (best_first[0], model.name, "a", category), header="left,right,winner,categories")
    run("rank", category=[category])
    AIModel.objects.filter(pk=model.pk).update(is_active=False)

    told = [run("rank", category=[category]), run("rank", category=[category])]

    facts = shown(category).facts
    assert [entry["id"] for entry in facts["hidden"]] == [entry["id"] for entry in facts["retired"]] == [str(model.pk)]
    assert ["0 boards are new" in text for text in told] == [False, True]


def test_a_board_that_fails_keeps_no_other_waiting(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    category, _ = hold_poll(tmp_path)
    edition = judge(timezone.now(), look(), has_gates=False, tests=False).edition
    # There is no such period.
    places: list[Any] = [(category, "hourly"), (category, Period.ALL_TIME)]

    renewed = renew_all(edition, places, step=lambda line: None)

    assert renewed == 1
    assert len(shown(category).rows) == 5
    assert f"the board {category} hourly could not be made" in caplog.text


def test_words_that_few_votes_have_are_no_board(tmp_path: Path) -> None:
    category, best_first = hold_poll(tmp_path)
    words = [f"{category}-{number}" for number in range(300)]
    add(tmp_path, *((*best_first[:2], "a", word) for word in words), header="left,right,winner,categories")

    told = run("rank", category=[category, *words])

    assert category in told
    assert not any(word in told for word in words)


def test_a_rating_changes_since_yesterday(tmp_path: Path) -> None:
    category, best_first = hold_poll(tmp_path)
    run("rank", category=[category])
    first = shown(category)
    yesterday = Snapshot(**{name: getattr(first, name) for name in COLUMNS}, created_at=first.created_at - DAY)
    yesterday.rows[0] |= {"rating": first.rows[0]["rating"] - 7}
    yesterday.save(force_insert=True)

    add(tmp_path, (*best_first[1:3], "tie", category), header="left,right,winner,categories")
    run("rank", category=[category])

    changes = [row["rating_change"] for row in shown(category).rows]
    assert changes[0] == pytest.approx(7, abs=0.5)
    assert abs(changes[3]) < 0.5
    assert first.rows[0]["rating_change"] == 0


DAY = timedelta(days=1, minutes=1)
COLUMNS = ("category", "period", "input_hash", "method", "facts", "rows", "pairs")


@pytest.mark.parametrize(
    "change",
    [lambda rows: rows.update(input_hash="0" * 64), lambda rows: rows._raw_delete("default")],
    ids=["changed", "deleted"],
)
def test_a_snapshot_stays(change: Any, tmp_path: Path) -> None:
    category, _ = hold_poll(tmp_path)
    run("rank", category=[category])

    with pytest.raises(IntegrityError), transaction.atomic():
        change(Snapshot.objects.filter(category=category))


def test_what_does_not_count_is_told_by_reason_and_counted_in_another_way() -> None:
    category, models, people = uuid4().hex[:20], make_models(5), make_people(40)
    columns = {"categories": [category]}
    casts = [
        Cast(
            people[number % 40],
            (models[int(str(row[0])[-1])], models[int(str(row[1])[-1])]),
            ranks=RANKS[str(row[2])],
            kind="tie" if row[2] == "tie" else "best",
            columns=columns,
        )
        for number, row in enumerate(poll(1_100))
    ]
    spoilt = [Cast(people[0], (models[4], models[0]), reason=Reason.TOO_SOON, columns=columns) for _ in range(9)]
    cast_all([*casts, *spoilt])

    run("rank", category=[category])

    facts = shown(category).facts
    assert facts["ballots"] == 1_100
    assert facts["excluded"] == {"too_soon": 9}
    assert facts["if_all_counted"]["first_place_holds"]
    assert 0 < facts["if_all_counted"]["largest_shift"] < 30


RANKS = {"a": (1, 2), "b": (2, 1), "tie": (1, 1)}
