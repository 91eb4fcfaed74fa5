"""What boards can be made of: our own votes and those of files, as columns of pairs, and by what they are parted."""

from array import array
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import nan
from sys import intern
from typing import Any

import numpy as np

from feedback.models import Reason
from leaderboard.ballots import Ballot, Key, read_ballots
from leaderboard.maths.boards import Labels
from leaderboard.maths.comparisons import Bools, Comparisons, Floats, Ints
from leaderboard.models import ImportedPair
from leaderboard.naming import read_names
from leaderboard.reading import as_stored, rows_of, unhurried

PAIR_COLUMNS = (
    "source_id",
    "left_id",
    "right_id",
    "outcome",
    "user_label",
    "battle_label",
    "moment",
    "weight",
    "categories",
)


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """Our own votes, whatever their verdict: a row is a vote, and its number is that of its ballot."""

    ids: tuple[Key, ...]
    # As the comparisons number them.
    user: Ints
    signed_up_at: Floats
    prompt: tuple[str, ...]
    network: tuple[str, ...]
    device: tuple[str, ...]
    reason: tuple[str, ...]
    # Which of the sides was preferred, -1 if not one alone, and how many there were.
    chosen: Ints
    shown: Ints
    labels: Labels

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """All that has ever been compared and was not withdrawn, but what weighs nothing in its file."""

    # Each pair weighs 2/k, or what its file says.
    comparisons: Comparisons
    labels: Labels
    # Whose numbers the users are: of our own ones, their ids.
    users: tuple[Hashable, ...]
    own: Own

    @property
    def is_own(self) -> Bools:
        """Of each pair."""
        return self.comparisons.ballot < len(self.own)


class Numbers(dict[Hashable, int]):
    """Counts names off as they come."""

    def __missing__(self, name: Hashable) -> int:
        number = self[name] = len(self)
        return number


class Pairs:
    """Those of all votes, while they are read."""

    def __init__(self) -> None:
        names = read_names()
        self.names = tuple(sorted(set(names.values())))
        places = {name: place for place, name in enumerate(self.names)}
        self.models = {as_stored(pk): places[name] for pk, name in names.items()}
        self.users, self.ballots, self.sets = Numbers(), Numbers(), Numbers()
        self.left, self.right, self.outcome = array("i"), array("i"), array("b")
        self.weight, self.moment = array("d"), array("d")
        self.ballot, self.user, self.categories = array("i"), array("i"), array("i")

    def add_ballot(self, ballot: Ballot, *, number: int, user: int, categories: int) -> None:
        for left, right, outcome in ballot.pairs:
            self.left.append(self.models[ballot.sides[left].model])
            self.right.append(self.models[ballot.sides[right].model])
            self.outcome.append(outcome)
            self.weight.append(ballot.weight)
            self.moment.append(ballot.cast_at)
            self.ballot.append(number)
            self.user.append(user)
            self.categories.append(categories)

    def add_imported(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Labels mean something inside their file. Who is not named is somebody else each time, and a battle likewise;
        what several people have judged is a ballot of each."""
        for source, left, right, outcome, user, battle, moment, weight, categories in rows:
            number = self.ballots[(source, battle, user) if battle else len(self.ballots)]
            self.left.append(self.models[left])
            self.right.append(self.models[right])
            self.outcome.append(outcome)
            self.weight.append(weight)
            self.moment.append(nan if moment is None else moment)
            self.ballot.append(number)
            self.user.append(self.users[(source, user) if user else number])
            self.categories.append(self.sets[categories])

    def close(self) -> Comparisons:
        return Comparisons(
            models=self.names,
            left=np.frombuffer(self.left, np.int32),
            right=np.frombuffer(self.right, np.int32),
            outcome=np.frombuffer(self.outcome, np.int8),
            weight=np.frombuffer(self.weight, np.float64),
            ballot=np.frombuffer(self.ballot, np.int32),
            user=np.frombuffer(self.user, np.int32),
            ballots=len(self.ballots),
            users=len(self.users),
        )


class Ballots:
    """Our own votes, while they are read."""

    def __init__(self) -> None:
        self.ids: list[Key] = []
        self.user, self.categories = array("i"), array("i")
        self.chosen, self.shown = array("i"), array("i")
        self.cast_at, self.signed_up_at = array("d"), array("d")
        self.prompt: list[str] = []
        self.network: list[str] = []
        self.device: list[str] = []
        self.reason: list[str] = []

    def add(self, ballot: Ballot, *, user: int, categories: int) -> None:
        self.ids.append(ballot.id)
        self.user.append(user)
        self.categories.append(categories)
        self.chosen.append(ballot.chosen)
        self.shown.append(len(ballot.sides))
        self.cast_at.append(ballot.cast_at)
        self.signed_up_at.append(ballot.signed_up_at)
        self.prompt.append(ballot.prompt)
        self.network.append(intern(ballot.network))
        self.device.append(intern(ballot.device))
        self.reason.append(intern(ballot.reason))

    def close(self, sets: tuple[frozenset[str], ...]) -> Own:
        return Own(
            ids=tuple(self.ids),
            user=np.frombuffer(self.user, np.int32),
            signed_up_at=np.frombuffer(self.signed_up_at, np.float64),
            prompt=tuple(self.prompt),
            network=tuple(self.network),
            device=tuple(self.device),
            reason=tuple(self.reason),
            chosen=np.frombuffer(self.chosen, np.int32),
            shown=np.frombuffer(self.shown, np.int32),
            labels=Labels(np.frombuffer(self.cast_at, np.float64), np.frombuffer(self.categories, np.int32), sets),
        )


def load() -> Votes:
    pairs, own = Pairs(), Ballots()
    with unhurried():
        _read_own(pairs, own)
        pairs.add_imported(rows_of(ImportedPair.objects.filter(weight__gt=0).values_list(*PAIR_COLUMNS)))
    sets = tuple(map(_as_words, pairs.sets))
    return Votes(
        comparisons=pairs.close(),
        labels=Labels(np.frombuffer(pairs.moment, np.float64), np.frombuffer(pairs.categories, np.int32), sets),
        users=tuple(pairs.users),
        own=own.close(sets),
    )


def _read_own(pairs: Pairs, own: Ballots) -> None:
    for ballot in read_ballots():
        user, categories = pairs.users[ballot.user], pairs.sets[ballot.categories]
        own.add(ballot, user=user, categories=categories)
        number = pairs.ballots[ballot.id]
        if ballot.reason != Reason.WITHDRAWN:
            pairs.add_ballot(ballot, number=number, user=user, categories=categories)


def _as_words(categories: Hashable) -> frozenset[str]:
    return frozenset(categories.split()) if isinstance(categories, str) else frozenset(categories)  # type: ignore[call-overload]
