"""What live runs have said so far, as rows: added to by whoever owns them, read by everybody else."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from message import withholding
from message.models import Journal, Message

# By side, in the order it was said: kinds with their text, or a whole call.
Said = Mapping[str, Sequence[tuple[str, Any]]]


class Entry(NamedTuple):
    """What was said in a run since the entry before it."""

    run: UUID
    number: int
    said: Said


class News(NamedTuple):
    """Of runs that are followed: what was added, in order, and which messages have ended."""

    entries: list[Entry]
    ended: list[UUID]


FIELDS = {"text": "content", "reasoning": "reasoning"}
# Whoever wipes or ends a run holds its row: what is added behind its back is not added.
APPEND = {
    "postgresql": """
        INSERT INTO message_journal (run_id, number, said)
        SELECT new.run, new.number, new.said FROM json_to_recordset(%s) AS new(run uuid, number int, said text)
        JOIN message_run ON message_run.id = new.run AND message_run.ended_at IS NULL
        FOR SHARE OF message_run
        ON CONFLICT DO NOTHING""",
    "sqlite": """
        INSERT OR IGNORE INTO message_journal (run_id, number, said)
        SELECT id, %s, %s FROM message_run WHERE id = %s AND ended_at IS NULL""",
}
READ = {
    "postgresql": """
        WITH followed(run, number) AS (SELECT * FROM unnest(%s::uuid[], %s::int[]))
        SELECT run_id, journal.number, said, NULL FROM followed JOIN message_journal AS journal
            ON run_id = run AND journal.number > followed.number
        UNION ALL SELECT run_id, NULL, NULL, message_message.id FROM followed JOIN message_message
            ON run_id = run AND status IN ('success', 'error', 'stopped')
        ORDER BY 1, 2""",
    # Not two joins: SQLite would read all messages through to make itself a filter.
    "sqlite": """
        WITH followed(run, number) AS (SELECT key, value FROM json_each(%s))
        SELECT run_id, journal.number, said, NULL FROM followed JOIN message_journal AS journal
            ON run_id = run AND journal.number > followed.number
        UNION ALL SELECT run_id, NULL, NULL, id FROM message_message
            WHERE run_id IN (SELECT run FROM followed) AND status IN ('success', 'error', 'stopped')
        ORDER BY 1, 2""",
}


def append(entries: Sequence[Entry]) -> None:
    """In one statement. An entry that is there already stays as it is; runs that are over take none."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Said stays a text for it: in JSON it would look into every word.
            rows = [{"run": run, "number": number, "said": _write(said)} for run, number, said in entries]
            cursor.execute(APPEND["postgresql"], [orjson.dumps(rows).decode()])
        else:
            cursor.executemany(APPEND["sqlite"], [(number, _write(said), run.hex) for run, number, said in entries])


def _write(said: Said) -> str:
    return orjson.dumps(said).decode()


def read_stops() -> list[tuple[UUID, str]]:
    """Sides that are asked to stop, in all workers: they are few. Several times a second, so by hand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT run_id, participant FROM message_message WHERE stop_asked_at IS NOT NULL")
        return [(_uuid(run), side) for run, side in cursor.fetchall()]


def read_news(followed: Mapping[UUID, int]) -> News:
    """All that stands behind these numbers. One query."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(READ["postgresql"], [list(followed), list(followed.values())])
        else:
            numbers = {run.hex: number for run, number in followed.items()}
            cursor.execute(READ["sqlite"], [orjson.dumps(numbers).decode()])
        rows = cursor.fetchall()
    entries = [Entry(_uuid(run), number, orjson.loads(said)) for run, number, said, message in rows if message is None]
    return News(entries, [_uuid(message) for *_, message in rows if message is not None])


def _uuid(key: UUID | str) -> UUID:
    """SQLite has no type for it."""
    return key if isinstance(key, UUID) else UUID(key)


def read(runs: Collection[UUID]) -> Iterator[tuple[UUID, Said]]:
    """Run by run, in order."""
    rows = Journal.objects.filter(run__in=runs).order_by("run", "number")
    for run, said in rows.values_list("run_id", "said"):
        yield run, orjson.loads(said)


def fold(messages: Sequence[Message]) -> list[Message]:
    """Those that are still being said get what they have said so far; of a battle at a pace, what may be shown of it.
    Who ends meanwhile has ended."""
    paced = withholding.find_runs(messages)
    live = [message.pk for message in messages if message.status in Message.LIVE or message.run_id in paced]
    if not live:
        return list(messages)
    said = list(read({message.run_id for message in messages if message.pk in live and message.run_id}))
    limits = withholding.find_limits(paced, said)
    now = {message.pk: message for message in Message.objects.filter(pk__in=live).told()}
    for message in now.values():
        if message.run_id in limits:
            withholding.withhold(message, limits[message.run_id])
    speaking = {(reply.run_id, reply.participant): reply for reply in now.values() if reply.status in Message.LIVE}
    for run, sides in said:
        for side, pieces in sides.items():
            if reply := speaking.get((run, side)):
                _add(reply, withholding.cut(reply, pieces, limit=limits[run]) if run in limits else pieces)
    return [now.get(message.pk, message) for message in messages]


def _add(reply: Message, pieces: Iterable[tuple[str, Any]]) -> None:
    for kind, what in pieces:
        if kind == "call":
            reply.tool_calls = [*reply.tool_calls, what]
        else:
            field = FIELDS[kind]
            setattr(reply, field, getattr(reply, field) + what)
