"""What is given away of votes: all that boards are made of, and nothing of who cast them."""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from feedback.judgements import Kind
from feedback.models import Reason, Vote
from leaderboard.ballots import Ballot, Key, read_ballots
from leaderboard.maths.comparisons import Outcome
from leaderboard.maths.gating import FULL_BALLOTS
from leaderboard.models import ImportedPair
from leaderboard.naming import read_names
from leaderboard.reading import as_stored, rows_of

COLUMNS = (
    "left",
    "right",
    "winner",
    "user",
    "battle",
    "timestamp",
    "weight",
    "k",
    "kind",
    "left_sha256",
    "right_sha256",
    "reason",
    "categories",
)
WORDS = {Outcome.LEFT: "a", Outcome.RIGHT: "b", Outcome.TIE: "tie", Outcome.BOTH_BAD: "both_bad"}
# An imported pair as a ballot of its own: its kind and the ranks of its two models.
AS_BALLOT: Mapping[int, tuple[Kind, list[int]]] = {
    Outcome.LEFT: (Kind.BEST, [1, 2]),
    Outcome.RIGHT: (Kind.BEST, [2, 1]),
    Outcome.TIE: (Kind.TIE, [1, 1]),
    Outcome.BOTH_BAD: (Kind.ALL_BAD, [1, 1]),
}
IMPORTED_COLUMNS = (
    "left_id",
    "right_id",
    "outcome",
    "source_id",
    "user_label",
    "battle_label",
    "moment",
    "weight",
    "reason",
    "categories",
)


class Disguise:
    """Numbers for names: the same one for the same name in one file, and in no other. Nobody remembers them."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def number(self, *name: object) -> int:
        """Of as many bits as every spreadsheet keeps apart."""
        return int.from_bytes(blake2b(repr(name).encode(), key=self._key, digest_size=8).digest()) >> 11


class Export:
    """Row by row: what does not count is told on request, and weighs nothing."""

    def __init__(self, *, everything: bool) -> None:
        self.everything = everything
        self.names = {as_stored(pk): name for pk, name in read_names().items()}
        self.disguise = Disguise()
        # Of those who count, so that everybody's weight is known before the first row.
        self.cast: Counter[Key] = Counter(ballot.user for ballot in read_ballots() if ballot.reason == Reason.FAIR)

    def tell_pairs(self) -> Iterator[tuple[object, ...]]:
        for ballot in self._ballots():
            yield from self._tell_ballot(ballot)
        yield from map(self._tell_imported, self._imported())

    def tell_ballots(self) -> Iterator[dict[str, Any]]:
        yield from map(self._describe_ballot, self._ballots())
        yield from map(self._describe_imported, self._imported())

    def _ballots(self) -> Iterator[Ballot]:
        return (ballot for ballot in read_ballots() if self.everything or ballot.reason == Reason.FAIR)

    def _imported(self) -> Iterator[tuple[Any, ...]]:
        pairs = ImportedPair.objects.order_by("pk")
        return rows_of((pairs if self.everything else pairs.filter(weight__gt=0)).values_list(*IMPORTED_COLUMNS))

    def _weigh(self, ballot: Ballot) -> float:
        """Of each of its pairs, to the last bit as boards have it."""
        if ballot.reason != Reason.FAIR:
            return 0.0
        return ballot.weight * min(1.0, FULL_BALLOTS / self.cast[ballot.user])

    def _tell_ballot(self, ballot: Ballot) -> Iterator[tuple[object, ...]]:
        user, battle = self.disguise.number("own", ballot.user), self.disguise.number("own", ballot.id)
        weight, categories = self._weigh(ballot), " ".join(sorted(ballot.categories))
        for one, other, outcome in ballot.pairs:
            left, right = ballot.sides[one], ballot.sides[other]
            yield (
                self.names[left.model],
                self.names[right.model],
                WORDS[outcome],
                user,
                battle,
                _day(ballot.cast_at),
                repr(weight),
                len(ballot.sides),
                ballot.kind,
                left.sha256,
                right.sha256,
                ballot.reason,
                categories,
            )

    def _tell_imported(self, pair: tuple[Any, ...]) -> tuple[object, ...]:
        left, right, outcome, source, user, battle, moment, weight, reason, categories = pair
        kind, _ = AS_BALLOT[outcome]
        return (
            self.names[left],
            self.names[right],
            WORDS[outcome],
            self._disguise(source, "user", user),
            self._disguise(source, "battle", battle),
            _day(moment),
            repr(weight),
            "",
            kind,
            "",
            "",
            reason,
            categories,
        )

    def _disguise(self, source: int, kind: str, label: str) -> int | str:
        """Who is not named is somebody else each time."""
        return self.disguise.number(source, kind, label) if label else ""

    def _describe_ballot(self, ballot: Ballot) -> dict[str, Any]:
        return {
            "models": [self.names[side.model] for side in ballot.sides],
            "ranks": [side.rank for side in ballot.sides],
            "kind": ballot.kind,
            "sides": [side.participant for side in ballot.sides],
            "sha256": [side.sha256 for side in ballot.sides],
            "probability": ballot.probability,
            "counts": ballot.reason == Reason.FAIR,
            "reason": ballot.reason,
            "weight": self._weigh(ballot),
            "user": self.disguise.number("own", ballot.user),
            "battle": self.disguise.number("own", ballot.id),
            "day": _day(ballot.cast_at),
            "categories": sorted(ballot.categories),
        }

    def _describe_imported(self, pair: tuple[Any, ...]) -> dict[str, Any]:
        left, right, outcome, source, user, battle, moment, weight, reason, categories = pair
        kind, ranks = AS_BALLOT[outcome]
        return {
            "models": [self.names[left], self.names[right]],
            "ranks": ranks,
            "kind": kind,
            "sides": None,
            "sha256": None,
            "probability": None,
            "counts": weight > 0,
            "reason": reason,
            "weight": weight,
            "user": self._disguise(source, "user", user) or None,
            "battle": self._disguise(source, "battle", battle) or None,
            "day": _day(moment) or None,
            "categories": categories.split(),
        }


def count_steps() -> int:
    """At most so many rows or objects will be told, but for ballots of more than two."""
    return Vote.objects.count() + ImportedPair.objects.count()


def _day(moment: float | None) -> str:
    """No more of it: who knows when somebody voted could find out who that was."""
    return "" if moment is None else datetime.fromtimestamp(moment, UTC).date().isoformat()
