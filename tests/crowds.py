"""Tables as they become in years: filled in a few statements, and what a query does in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from chat_session.models import Contender, Session
from feedback.models import Mark, Slot, Verdict, Vote, Voter
from message.models import Message, Run, Turn
from tests.conversations import make_model, make_session, say
from user.models import APIKey, User

MANY = 100_000
LONG_TABLES = (
    "message_message",
    "message_run",
    "message_turn",
    "chat_session_contender",
    "chat_session_session",
    "user_apikey",
    "feedback_vote",
    "feedback_slot",
    "feedback_verdict",
    "feedback_mark",
)

WORDS = {
    "postgresql": {
        "numbers": "SELECT n FROM generate_series(2, {count}) AS series(n)",
        "uuid": "gen_random_uuid()",
        "moment": "now() - n * interval '1 second'",
        "text": "md5(random()::text)",
        "false": "false",
    },
    "sqlite": {
        "numbers": "WITH RECURSIVE series(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM series WHERE n < {count}) "
        "SELECT n FROM series",
        "uuid": "lower(hex(randomblob(16)))",
        "moment": "strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || n || ' seconds')",
        "text": "hex(randomblob(16))",
        "false": "0",
    },
}


def word(name: str) -> str:
    return WORDS[connection.vendor][name]


def stored(value: UUID) -> str:
    return f"'{value}'" if connection.vendor == "postgresql" else f"'{value.hex}'"


def insert(model: type[Model], source: str, **columns: str) -> None:
    """A row for each row of the source, in one statement; what is not said is the empty value of its column."""
    table = model._meta.db_table
    said = {**EMPTY.get(table, {}), **columns}
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(said)}) SELECT {', '.join(said.values())} FROM {source}")


EMPTY = {
    "chat_session_session": {"title": "''", "fingerprint": "''", "mode": "'direct'", "size": "1", "message_count": "0"},
    "chat_session_contender": {"participant": "'a'", "system_prompt": "''", "params": "'{}'"},
    "message_run": {"fingerprint": "''", "format": "''"},
    "feedback_vote": {
        **dict.fromkeys(("prompt", "network", "device"), "''"),
        "kind": "'tie'",
        "dwell_ms": "0",
        "categories": "'[]'",
    },
    "feedback_slot": {"participant": "'a'", "sha256": "''", "rank": "1"},
    "feedback_verdict": {"reason": "'capped'"},
    "feedback_mark": {"preference": "'like'", "comment": "''"},
    "message_message": {
        **dict.fromkeys(("content", "reasoning", "participant", "error_code", "finish_reason", "feedback"), "''"),
        **dict.fromkeys(("parent_message_ids", "tool_calls"), "'[]'"),
        "role": "'user'",
        "status": "'success'",
        "version": "1",
    },
}


def fill(user: User, count: int) -> Session:
    """A person with so many sessions and keys, and one session with so many turns."""
    told = make_session(user)
    say(told, "How many?")
    numbers = f"({word('numbers').format(count=count)}) AS numbers"
    mine, this = stored(user.pk), stored(told.pk)
    new = {"id": word("uuid"), "created_at": word("moment")}
    no = word("false")
    insert(Session, numbers, **new, user_id=mine, updated_at=word("moment"), is_pinned=no)
    others = f"chat_session_session WHERE user_id = {mine} AND id != {this}"
    insert(Contender, others, session_id="id", model_id=stored(make_model().pk))
    insert(Turn, numbers, **new, session_id=this, number="n", depth="n", is_copy=no)
    turns = f"message_turn WHERE session_id = {this} AND number > 1"
    same = dict.fromkeys(("id", "turn_id"), "id") | {"session_id": this, "created_at": "created_at"}
    insert(Run, turns, **same, user_id=mine, ended_at="created_at")
    said = same | {"turn_number": "number", "stem": "id"}
    insert(Message, turns, **said)
    reply = {"id": word("uuid"), "run_id": "id", "role": "'assistant'", "participant": "'a'"}
    insert(Message, turns, **said | reply)
    judge(user, this)
    insert(APIKey, numbers, **new, user_id=mine, name="'key'", hash=word("text"), ending="'last'")
    return told


def judge(user: User, session: str) -> None:
    """A vote on every turn of a session, and a mark on every reply."""
    voter, no = Voter.objects.create(user=user, signed_up_at=user.created_at), word("false")
    asked = f"message_message WHERE session_id = {session} AND participant = '' AND turn_number > 1"
    same = {"id": "id", "session_id": "session_id", "created_at": "created_at"}
    insert(Vote, asked, **same, voter_id=stored(voter.pk), turn_id="turn_id", question_id="id", is_blind=no)
    votes = f"feedback_vote WHERE session_id = {session}"
    model = stored(make_model().pk)
    insert(Slot, votes, vote_id="id", message_id="question_id", model_id=model)
    insert(Verdict, votes, vote_id="id", counts=no, at="created_at")
    replies = f"message_message WHERE session_id = {session} AND participant = 'a' AND turn_number > 1"
    marked = {"id": word("uuid"), "user_id": stored(user.pk), "message_id": "id", "created_at": "created_at"}
    insert(Mark, replies, **marked)


def growing_steps(statement: str) -> list[str]:
    """Steps that grow with the table: those that read all of it, or sort what an index would have kept in order."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            steps = [detail for *_, detail in cursor.fetchall()]
            # Few are left of a filter by date, so those may be sorted; so may what belongs to one page.
            is_list = "LIMIT" in statement and '"created_at" <' not in statement
            return [step for step in steps if grows(step, is_list=is_list)]
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        (plan,) = cursor.fetchone()
        return list(walk(plan[0]["Plan"]))


@contextmanager
def counted_steps() -> Iterator[list[None]]:
    """Of SQLite's machine, a hundred in each: what it explains of a query with values may differ from what it does."""
    rounds: list[None] = []
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: rounds.append(None), 100)
    try:
        yield rounds
    finally:
        connection.connection.set_progress_handler(None, 0)


def walk(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in LONG_TABLES:
        yield f"Seq Scan on {plan['Relation Name']}"
    if "Sort" in plan["Node Type"] and plan["Plan Rows"] > MANY / 100:
        yield f"{plan['Node Type']} of {plan['Plan Rows']} rows"
    if (
        plan.get("Rows Removed by Filter", 0) > MANY / 100
        and "mode" not in plan["Filter"]
        and "created_at" not in plan["Filter"]
    ):
        # One who looks for what is not there reads all of their own; nobody else does.
        yield f"{plan['Node Type']} throws away {plan['Rows Removed by Filter']} rows"
    for below in plan.get("Plans", []):
        yield from walk(below)


def grows(step: str, *, is_list: bool) -> bool:
    if step.startswith("SCAN"):
        return any(table in step.split() for table in LONG_TABLES)
    return is_list and step.startswith("USE TEMP")
