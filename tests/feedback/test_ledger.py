"""The chain of daily seals: it holds, and it shows where something was changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from feedback import ledger
from feedback.models import Reason, Seal, Verdict, Vote
from message.models import Message
from tests.conversations import make_session, say
from tests.feedback.battles import cast
from tests.people import Client

# Long before anything else is voted on.
MONDAY = datetime(2020, 3, 2, 12, tzinfo=UTC)
SEAL = {"day", "votes", "verdicts", "previous", "digest", "sealed_at"}
DAYS = [MONDAY + timedelta(days=number) for number in range(3)]


@pytest.fixture
def ledger_of_three_days(owner: Client) -> Iterator[list[Vote]]:
    """Nothing of it stays: triggers would keep it for ever."""
    with transaction.atomic():
        yield [cast(say(make_session(owner.user, "random"), "Why?", "So.", "Thus."), at=day) for day in DAYS]
        transaction.set_rollback(True)


def seal_until(last: datetime) -> None:
    """As it would have been on the day after."""
    for day in (MONDAY.date() + timedelta(days=number) for number in range((last - MONDAY).days + 1)):
        ledger.seal_day(day)


def verify(*options: str) -> str:
    told = StringIO()
    call_command("verify_ledger", *options, stdout=told)
    return told.getvalue()


def test_days_are_sealed_one_after_the_other(ledger_of_three_days: list[Vote]) -> None:
    seal_until(DAYS[2])

    seals = list(Seal.objects.filter(day__lte=DAYS[2].date()))
    assert [(seal.votes, seal.verdicts) for seal in seals] == [(1, 1)] * 3
    assert [seal.previous for seal in seals] == ["", seals[0].digest, seals[1].digest]
    assert "The ledger holds: 3 days sealed" in verify()


def test_a_day_is_sealed_once(ledger_of_three_days: list[Vote]) -> None:
    assert ledger.seal_day(MONDAY.date())
    with transaction.atomic():
        assert not ledger.seal_day(MONDAY.date())


def test_every_day_that_is_over_is_to_be_sealed(ledger_of_three_days: list[Vote]) -> None:
    seal_until(DAYS[0])

    days = list(ledger.open_days())

    yesterday = (timezone.now() - ledger.GRACE).astimezone(UTC).date() - timedelta(days=1)
    assert (days[0], days[-1]) == (DAYS[1].date(), yesterday)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("feedback_vote", "kind = 'tie'"),
        ("feedback_vote", "dwell_ms = 1"),
        ("feedback_vote", "categories = '[\"coding\"]'"),
        ("feedback_vote", "prompt = 'x', network = 'y', device = 'z'"),
        ("feedback_slot", "rank = 3"),
        ("feedback_slot", f"sha256 = '{'0' * 64}'"),
        ("feedback_verdict", "reason = 'capped', counts = {false}"),
    ],
)
def test_a_change_of_a_sealed_day_is_found(table: str, change: str, ledger_of_three_days: list[Vote]) -> None:
    seal_until(DAYS[2])

    with_triggers_off(table, f"UPDATE {table} SET {change.format(false='false' if is_postgresql() else '0')}")

    with pytest.raises(CommandError, match="2020-03-02: its rows are not those that were sealed"):
        verify()


def test_a_vote_that_was_slipped_in_is_found(owner: Client, ledger_of_three_days: list[Vote]) -> None:
    seal_until(DAYS[2])
    session = make_session(owner.user, "random")

    cast(say(session, "And?", "Yes.", "No."), at=DAYS[1])

    with pytest.raises(CommandError, match="2020-03-03: 1 votes and 1 verdicts were sealed, 2 votes and 2 verdicts"):
        verify()


def test_what_is_slipped_in_before_the_first_day_is_found(owner: Client, ledger_of_three_days: list[Vote]) -> None:
    seal_until(DAYS[2])
    early = DAYS[0] - timedelta(days=4_000)

    Verdict.objects.create(vote=ledger_of_three_days[0], counts=False, reason=Reason.EXCLUDED, at=early)

    with pytest.raises(CommandError, match="2020-03-02: 1 votes and 1 verdicts were sealed, 1 votes and 2 verdicts"):
        verify()


def test_a_seal_that_somebody_has_kept_is_compared(nobody: Client, ledger_of_three_days: list[Vote]) -> None:
    seal_until(DAYS[2])
    kept = Seal.objects.get(day=DAYS[1].date())

    assert "The ledger holds" in verify("--expect", "2020-03-03", kept.digest)
    with pytest.raises(CommandError, match="2020-03-03: it is not sealed as expected"):
        verify("--expect", "2020-03-03", "0" * 64)
    with pytest.raises(CommandError, match="yesterday is no day"):
        verify("--expect", "yesterday", kept.digest)


def test_a_seal_has_all_that_a_vote_is() -> None:
    """What is not in it could be changed unseen."""
    told = {"id", "voter", "session", "turn", "question", "kind", "is_blind", "probability", "dwell_ms"}
    told |= {"prompt", "network", "device", "categories", "created_at"}

    assert {field.name for field in Vote._meta.get_fields() if not field.auto_created} == told


def test_everybody_may_read_the_seals(nobody: Client, owner: Client) -> None:
    listed = nobody.get("/feedback/seals/", params={"limit": 1})

    assert listed.status_code == 200
    assert all(row.keys() == SEAL for row in listed.json())


def test_a_text_that_is_not_what_was_judged_is_found(ledger_of_three_days: list[Vote]) -> None:
    judged = ledger_of_three_days[1].slots.get(participant="b").message_id

    with_triggers_off("message_message", "UPDATE message_message SET content = 'Else.' WHERE id = %s", judged)

    with pytest.raises(CommandError, match=f"vote {ledger_of_three_days[1].pk}: answer b is not the text"):
        verify()


def test_what_was_deleted_is_not_missed(ledger_of_three_days: list[Vote]) -> None:
    seal_until(DAYS[2])
    session = ledger_of_three_days[0].session
    session.change(deleted_at=timezone.now())
    Message.objects.filter(session=session).update(content="")

    assert "The ledger holds" in verify()


def with_triggers_off(table: str, statement: str, *values: UUID) -> None:
    """As somebody would who has the database itself."""
    with connection.cursor() as cursor:
        if is_postgresql():
            # Rows that were written in this transaction keep their table from being altered.
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement, [value if is_postgresql() else value.hex for value in values])
        if is_postgresql():
            cursor.execute("SET LOCAL session_replication_role = origin")


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"
