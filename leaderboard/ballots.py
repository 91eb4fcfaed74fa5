"""How our own votes are read through, each with what it compared, why it counts or does not, and whose it is."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from feedback.judgements import CHOSEN, Kind
from feedback.models import Slot, Verdict, Vote
from leaderboard.maths.comparisons import Outcome, pairs_of
from leaderboard.reading import rows_of

# As the database has them: text or an object, and only to be compared or sent back.
Key = Any

VOTE_COLUMNS = (
    "pk",
    "whose",
    "kind",
    "created_at",
    "prompt",
    "network",
    "device",
    "voter__signed_up_at",
    "categories",
    "probability",
    "verdict",
)
SLOT_COLUMNS = ("vote_id", "participant", "model_id", "rank", "sha256")


class Side(NamedTuple):
    vote: Key
    participant: str
    model: Key
    rank: int
    sha256: str


class Ballot(NamedTuple):
    """A million of these are made at once, so they are tuples."""

    id: Key
    # The user if there is one, else the voter.
    user: Key
    kind: Kind
    cast_at: float
    prompt: str
    network: str
    device: str
    signed_up_at: float
    categories: frozenset[str]
    probability: float | None
    reason: str
    sides: tuple[Side, ...]

    @property
    def pairs(self) -> list[tuple[int, int, Outcome]]:
        return pairs_of_ranks(self.kind, tuple(side.rank for side in self.sides))

    @property
    def chosen(self) -> int:
        """The place of the one side that was preferred to all others, -1 if there is none."""
        best = [place for place, side in enumerate(self.sides) if side.rank == CHOSEN]
        return best[0] if len(best) == 1 and len(self.sides) > 1 else -1

    @property
    def weight(self) -> float:
        """Of each pair: all of them together tell what one of two models would, times the models but one."""
        return 2 / len(self.sides)


pairs_of_ranks = lru_cache(maxsize=10_000)(pairs_of)


def read_ballots() -> Iterator[Ballot]:
    """All of them, whatever their verdict, in the order of their ids."""
    newest = Verdict.objects.filter(vote=OuterRef("pk")).order_by("-pk").values("reason")[:1]
    told = Vote.objects.annotate(verdict=Subquery(newest), whose=Coalesce("voter__user", "voter"))
    votes = rows_of(told.order_by("pk").values_list(*VOTE_COLUMNS))
    slots = rows_of(Slot.objects.order_by("vote", "participant").values_list(*SLOT_COLUMNS))
    return map(_make, _side_by_side(votes, slots))


def _side_by_side(votes: Iterable[Any], slots: Iterable[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Each vote with its slots: both are in the order of votes. One that was cast between the two readings is left."""
    groups = groupby(slots, key=itemgetter(0))
    known: tuple[Any, Iterable[Any]] | None = next(groups, None)
    for vote in votes:
        while known and known[0] < vote[0]:
            known = next(groups, None)
        if known and known[0] == vote[0]:
            yield vote, list(known[1])


def _make(found: tuple[Any, list[Any]]) -> Ballot:
    (pk, user, kind, cast_at, prompt, network, device, signed_up_at, categories, probability, reason), slots = found
    return Ballot(
        id=pk,
        user=user,
        kind=Kind(kind),
        cast_at=_as_seconds(cast_at),
        prompt=prompt,
        network=network,
        device=device,
        signed_up_at=_as_seconds(signed_up_at),
        categories=_as_words(categories),
        probability=probability,
        reason=reason,
        sides=tuple(Side(*slot) for slot in slots),
    )


def _as_seconds(moment: str | datetime) -> float:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return moment.timestamp()


@lru_cache(maxsize=10_000)
def _as_words(categories: str) -> frozenset[str]:
    return frozenset(json.loads(categories))
