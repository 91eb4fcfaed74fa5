"""What is read of a conversation before its next turn: as much as the sides can hear, however long it is."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ai_model.providers.prompts import Said
from message.hearing import FAR, recall
from message.models import Turn
from tests.conversations import make_session, say, talk_at_length
from tests.people import Client

ALL = {"a": 1_000_000}
READ = "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"


def measure_steps(work: Callable[[], object]) -> int:
    """How many steps of its machine SQLite takes, in tens."""
    steps = []
    # Who returns nothing lets it go on.
    connection.connection.set_progress_handler(lambda: steps.append(1), 10)
    work()
    connection.connection.set_progress_handler(None, 0)
    return len(steps)


def measure_rows(work: Callable[[], object]) -> int:
    """How many rows PostgreSQL reads, of tables and through indexes."""
    before = count_read()
    work()
    return count_read() - before


def count_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"{READ} WHERE relname LIKE 'message_%%'")
        return int(cursor.fetchone()[0])


def measure(leaf: Turn) -> tuple[int, int]:
    """How many queries it takes to recall what fits into a small window, and how much work those are."""
    weigh = {"sqlite": measure_steps, "postgresql": measure_rows}[connection.vendor]
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        work = weigh(lambda: recall(leaf, {"a": 200}))
    return len([query for query in captured.captured_queries if "pg_stat" not in query["sql"]]), work


def test_a_small_window_costs_the_same_however_long_a_conversation_is(owner: Client) -> None:
    short, long = [talk_at_length(make_session(owner.user), count)[-1] for count in (100, 5_000)]

    (queries, work), (queries_of_long, work_of_long) = measure(short), measure(long)

    assert queries == queries_of_long == 1
    assert 0 < work_of_long <= work * 1.5


def texts(leaf: Turn | None, rooms: dict[str, int]) -> dict[str, list[str]]:
    with transaction.atomic():
        return {side: [said.text for said in heard] for side, heard in recall(leaf, rooms).items()}


def test_before_the_first_turn_nothing_was_said(database: None) -> None:
    assert recall(None, {"a": 100, "b": 0}) == {"a": (), "b": ()}


def test_a_conversation_is_recalled_in_its_order(owner: Client) -> None:
    leaf = say(session := make_session(owner.user, "compare"), "One?", "a1", "b1", "a1 again")
    leaf = say(session, "Two?", "a2", "b2", after=leaf)

    with transaction.atomic():
        heard = recall(leaf, {"a": 1000, "b": 1000})

    asked = [Said("user", "One?"), Said("user", "Two?")]
    assert heard == {
        "a": (asked[0], Said("assistant", "a1 again"), asked[1], Said("assistant", "a2")),
        "b": (asked[0], Said("assistant", "b1"), asked[1], Said("assistant", "b2")),
    }


def test_more_turns_than_are_read_at_once_are_all_recalled(owner: Client) -> None:
    leaf = talk_at_length(make_session(owner.user), 700)[-1]

    heard = texts(leaf, ALL)["a"]

    assert heard == [word for number in range(1, 701) for word in (f"{number}?", f"{number}a")]


def test_whoever_has_no_room_hears_nothing_and_takes_nothing_from_others(owner: Client) -> None:
    leaf = say(make_session(owner.user, "compare"), "One?", "a1", "b1")

    assert texts(leaf, {"a": -5, "b": 100}) == {"a": [], "b": ["One?", "b1"]}


@pytest.mark.parametrize("between", [1, FAR - 1, FAR, FAR + 1, 3 * FAR])
def test_a_branch_hears_its_own_path_however_far_back_it_begins(between: int, owner: Client) -> None:
    session = make_session(owner.user)
    root = say(session, "Root?", "root")
    side = root
    for number in range(between):
        side = say(session, f"Aside {number}?", "aside", after=side)
    right = say(session, "Right?", "right", after=root)
    leaf = say(session, "Further?", "further", after=right)

    assert texts(leaf, ALL)["a"] == ["Root?", "root", "Right?", "right", "Further?", "further"]
    assert texts(side, ALL)["a"][:4] == ["Root?", "root", "Aside 0?", "aside"]
    assert len(texts(side, ALL)["a"]) == 2 * (between + 1)


def test_far_branches_take_a_query_each_and_no_more(owner: Client) -> None:
    session = make_session(owner.user)
    root = say(session, "Root?", "root")
    for number in range(2 * FAR):
        say(session, f"Aside {number}?", "aside", after=root)
    leaf = say(session, "Right?", "right", after=root)

    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        heard = recall(leaf, ALL)

    assert [said.text for said in heard["a"]] == ["Root?", "root", "Right?", "right"]
    assert len(captured) == 2
