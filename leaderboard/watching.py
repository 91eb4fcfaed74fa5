"""How those are found whose votes are not honest: each person is tested against all others, then each group of them."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from leaderboard.exclusions import GROUPS, Bonds, Group, Known, keep_out
from leaderboard.loading import Numbers, Votes
from leaderboard.maths.boards import narrow_models
from leaderboard.maths.clusters import by_user
from leaderboard.maths.comparisons import Bools, Comparisons, Floats, Ints
from leaderboard.maths.excluding import (
    LEAST_OF_GROUP,
    LEAST_OF_USER,
    NOBODY,
    Slots,
    Suspect,
    find_slots,
    find_taste,
    suspect,
)
from leaderboard.weighing import FAIR

# Of all votes on the same models. With more of them a group is no conspiracy, but has a taste.
LARGEST_GROUP = 0.1


def watch(votes: Votes, bonds: Bonds, *, known: Known, reasons: Sequence[str]) -> int:
    """Of our own voters. Whoever is found is kept out from now on; how many there are."""
    counts = np.array([reason == FAIR for reason in reasons], np.bool_)
    persons, found = bonds.of[Group.PERSON], 0
    for group in (Group.PERSON, *GROUPS):
        names = bonds.of[group]
        members = _number(names, counts & ~bonds.find_cleared(group, known))
        for each in _test(votes, _spread(votes, members), counts=_spread(votes, counts, others=True), group=group):
            numbers = np.flatnonzero(members == each.user).tolist()
            keep_out(group, names[numbers[0]], each, voters={persons[number] for number in numbers})
            # Whoever is found spoils no further test.
            counts[numbers] = False
            found += 1
    return found


def watch_imported(votes: Votes, *, counts: Bools) -> set[int]:
    """The numbers of those users of files who are found."""
    members = np.where(votes.is_own, np.int32(NOBODY), votes.comparisons.user)
    return {each.user for each in _test(votes, members, counts=counts, group=Group.PERSON)}


def _number(names: Sequence[Hashable], among: Bools) -> Ints:
    """Of each of our votes, to whom it belongs."""
    numbers = Numbers()
    found = [numbers[name] if is_in and name else NOBODY for name, is_in in zip(names, among.tolist(), strict=True)]
    return np.array(found, np.int32)


def _spread(votes: Votes, own: Ints | Bools, *, others: int = NOBODY) -> Any:
    """From our votes to all pairs."""
    by_ballot = np.full(votes.comparisons.ballots, others, own.dtype)
    by_ballot[: len(votes.own)] = own
    return by_ballot[votes.comparisons.ballot]


def _test(votes: Votes, members: Ints, *, counts: Bools, group: str) -> list[Suspect]:
    """Of each pair: to whom it belongs, and whether it counts."""
    counted = narrow_models(votes.comparisons.take(counts))
    is_person = group == Group.PERSON
    members = members[counts] if is_person else _leave_crowds(counted, members[counts])
    if not (members != NOBODY).any():
        return []
    persons = replace(counted, user=np.where(votes.is_own[counts], counted.user, np.int32(NOBODY)))
    return suspect(
        replace(counted, user=members, users=int(members.max()) + 1),
        slots=_find_slots(votes),
        least=LEAST_OF_USER if is_person else LEAST_OF_GROUP,
        tastes=None if is_person else _find_tastes(persons, members),
    )


def _find_tastes(persons: Comparisons, members: Ints) -> Floats:
    """Of each group. The tastes of its persons cancel out, the more equally busy ones there are."""
    is_member = members != NOBODY
    bonds = np.stack([members[is_member], persons.user[is_member]])
    (group, _), pairs = np.unique(bonds, axis=1, return_counts=True)
    total = np.maximum(np.bincount(group, pairs), 1)
    return find_taste(persons) * np.bincount(group, pairs**2) / total**2


def _leave_crowds(counted: Comparisons, members: Ints) -> Ints:
    """A group that is too large is nobody here."""
    total = np.bincount(counted.left, minlength=len(counted.models))
    total += np.bincount(counted.right, minlength=len(counted.models))
    is_member = members != NOBODY
    cast = counted.take(is_member)
    clusters = by_user(replace(cast, user=members[is_member], users=int(members.max(initial=NOBODY)) + 1))
    ones = np.ones(len(cast))
    blocks = [votes.sum(axis=1) > LARGEST_GROUP * ((votes > 0) @ total) for votes in clusters.add_up(ones, ones)]
    # Nobody is the last one, who is no crowd.
    return np.where(np.concatenate([*blocks, [False]])[members], np.int32(NOBODY), members)


def _find_slots(votes: Votes) -> Slots:
    """In files the left one is the first of two, if it is chance or not; of larger ballots in them nothing is known."""
    slots = find_slots(votes.comparisons)
    slots.chosen[: len(votes.own)], slots.shown[: len(votes.own)] = votes.own.chosen, votes.own.shown
    files = _find_files(votes)
    for file in range(files.max(initial=NOBODY) + 1):
        chosen = slots.chosen[(files == file) & (slots.chosen >= 0)]
        slots.layout[files == file] = (chosen == 0).mean() if len(chosen) else 0.5
    return slots


def _find_files(votes: Votes) -> Ints:
    """Of each ballot; only those of users with a name have one."""
    numbers = Numbers()
    by_user = [numbers[name[0]] if isinstance(name, tuple) else NOBODY for name in votes.users]
    by_ballot = np.full(votes.comparisons.ballots, NOBODY, np.int32)
    by_ballot[votes.comparisons.ballot] = np.array(by_user, np.int32)[votes.comparisons.user]
    return by_ballot
