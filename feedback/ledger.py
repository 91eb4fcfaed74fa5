"""How votes are sealed: each day's rows become one number with the day before in it, so that no past day can be changed
without every later number showing it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from django.db import IntegrityError
from django.db.models import Max, Min
from django.utils import timezone

from feedback.models import Seal, Slot, Verdict, Vote

# Whoever began before midnight has ended by then.
GRACE = timedelta(minutes=10)
AT_ONCE = 2_000
DAY = timedelta(days=1)
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sum:
    """What a day comes to."""

    votes: int
    verdicts: int
    digest: str


def seal_days() -> int:
    """Part of the periodic work: every day that is over and not sealed yet."""
    return sum(seal_day(day) for day in list(open_days()))


def open_days() -> Iterator[date]:
    """From the last seal, or the first vote, to the last day that is over; those without votes too."""
    last = Seal.objects.aggregate(day=Max("day"))["day"]
    over = (timezone.now() - GRACE).astimezone(UTC).date()
    if last is None:
        first = Vote.objects.aggregate(at=Min("created_at"))["at"]
        if first is None:
            return
        last = first.astimezone(UTC).date() - DAY
    day = last + DAY
    while day < over:
        yield day
        day += DAY


def seal_day(day: date) -> bool:
    previous = Seal.objects.order_by("-day").values_list("digest", flat=True).first() or ""
    total = sum_up(day, previous)
    try:
        Seal.objects.create(day=day, votes=total.votes, verdicts=total.verdicts, previous=previous, digest=total.digest)
    except IntegrityError:
        # Another process was faster.
        return False
    return True


def sum_up(day: date, previous: str) -> Sum:
    """The first one has everything before it, too: nothing lies outside."""
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) if previous else BEGINNING
    end = datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY
    votes = Vote.objects.filter(created_at__gte=begin, created_at__lt=end)
    verdicts = Verdict.objects.filter(at__gte=begin, at__lt=end)
    digest = hashlib.sha256(f"{previous} {day.isoformat()}\n".encode())
    counts = [_add(digest, rows) for rows in (_tell_votes(votes), _tell_verdicts(verdicts))]
    return Sum(counts[0], counts[1], digest.hexdigest())


def _add(digest: Any, rows: Iterator[list[Any]]) -> int:
    count = 0
    for row in rows:
        digest.update(orjson.dumps(row) + b"\n")
        count += 1
    return count


def _tell_votes(votes: Any) -> Iterator[list[Any]]:
    ordered = votes.order_by("pk").prefetch_related("slots").iterator(chunk_size=AT_ONCE)
    return (
        [
            vote.pk,
            vote.voter_id,
            vote.session_id,
            vote.turn_id,
            vote.question_id,
            vote.kind,
            vote.is_blind,
            vote.probability,
            vote.dwell_ms,
            vote.prompt,
            vote.network,
            vote.device,
            vote.categories,
            as_text(vote.created_at),
            [_tell_slot(slot) for slot in vote.slots.all()],
        ]
        for vote in ordered
    )


def _tell_slot(slot: Slot) -> list[Any]:
    return [slot.participant, slot.message_id, slot.model_id, slot.sha256, slot.rank]


def _tell_verdicts(verdicts: Any) -> Iterator[list[Any]]:
    rows = verdicts.order_by("pk").iterator(chunk_size=AT_ONCE)
    return ([row.pk, row.vote_id, row.counts, row.reason, as_text(row.at)] for row in rows)


def sum_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def as_text(moment: datetime) -> str:
    """The same on both databases, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, slots=True)
class Broken:
    """Where what is stored is not what was sealed or judged."""

    where: str
    what: str


def verify_days(seals: list[Seal]) -> Iterator[tuple[Seal, Broken | None]]:
    """One after the other, each with what is wrong with it."""
    previous = ""
    for seal in seals:
        total = sum_up(seal.day, previous)
        yield seal, _compare(seal, total, previous=previous)
        previous = seal.digest


def _compare(seal: Seal, total: Sum, *, previous: str) -> Broken | None:
    if seal.previous != previous:
        return Broken(str(seal.day), "it was not sealed after the day before it in this ledger")
    if (seal.votes, seal.verdicts) != (total.votes, total.verdicts):
        found = f"{total.votes} votes and {total.verdicts} verdicts"
        return Broken(str(seal.day), f"{seal.votes} votes and {seal.verdicts} verdicts were sealed, {found} are there")
    return None if seal.digest == total.digest else Broken(str(seal.day), "its rows are not those that were sealed")


def verify_texts() -> Iterator[Broken | None]:
    """Each answer that was judged, as long as it has not been deleted with its session: are these the bytes?"""
    slots = Slot.objects.filter(vote__session__deleted_at=None).order_by("pk")
    rows = slots.values_list("vote_id", "participant", "sha256", "message__content")
    for vote, side, sha256, text in rows.iterator(chunk_size=AT_ONCE):
        is_same = sum_of(text) == sha256
        yield None if is_same else Broken(f"vote {vote}", f"answer {side} is not the text that was judged")
