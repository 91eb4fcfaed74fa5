"""Whose votes are kept out: by rows that a person decides on, and by bonds, which are what votes have in common."""

from collections.abc import Hashable, Iterable, Mapping
from math import inf

import numpy as np
from django.db import models, transaction
from django.db.models.functions import Coalesce

from feedback.models import Voter
from leaderboard.ballots import Key
from leaderboard.loading import Votes
from leaderboard.maths.comparisons import Bools
from leaderboard.maths.excluding import Suspect
from leaderboard.models import Exclusion
from leaderboard.reading import as_stored

Group = Exclusion.Group
GROUPS = (Group.NETWORK, Group.DEVICE, Group.HOUR)


class Bonds:
    """By kind of group, to which one each of our votes belongs; "" where it belongs to none."""

    def __init__(self, votes: Votes) -> None:
        own = votes.own
        self.cast_at = own.labels.moment
        self.of: Mapping[str, list[Hashable]] = {
            Group.PERSON: [votes.users[user] for user in own.user.tolist()],
            Group.NETWORK: list(own.network),
            Group.DEVICE: list(own.device),
            Group.HOUR: [f"{moment:.0f}" for moment in own.signed_up_at.tolist()],
        }

    def find_excluded(self, known: "Known") -> Bools:
        """Of each vote, whether an exclusion is in force that it was not cleared from."""
        excluded = np.zeros(len(self.cast_at), np.bool_)
        for group, names in self.of.items():
            if concerned := known.in_force[group]:
                is_in = np.array([name in concerned for name in names], np.bool_)
                excluded |= is_in & ~self.find_cleared(group, known)
        return excluded

    def find_cleared(self, group: str, known: "Known") -> Bools:
        """Cast before a person has looked and found nothing."""
        until = known.cleared[group]
        moments = [until.get(name, -inf) for name in self.of[group]] if until else [-inf]
        return self.cast_at <= np.array(moments)

    def find_members(self, group: str, known: "Known") -> Mapping[Hashable, set[Key]]:
        """By the name of each excluded group, those who have cast in it what was not cleared."""
        members: dict[Hashable, set[Key]] = {name: set() for name in known.in_force[group]}
        if members:
            cleared = self.find_cleared(group, known).tolist()
            for name, person, is_cleared in zip(self.of[group], self.of[Group.PERSON], cleared, strict=True):
                if name in members and not is_cleared:
                    members[name].add(person)
        return members


class Known:
    """What has been found and decided. Kinds of groups, with the names of groups."""

    def __init__(self) -> None:
        self.in_force: dict[str, set[Hashable]] = {group: set() for group in Group}
        self.cleared: dict[str, dict[Hashable, float]] = {group: {} for group in Group}
        columns = ("group", "key", Coalesce("voters__user", "voters"), "status", "decided_at")
        for group, key, person, status, decided_at in Exclusion.objects.values_list(*columns):
            name = key if group != Group.PERSON else person and as_stored(person)
            if status != Exclusion.Status.LIFTED:
                self.in_force[group].add(name)
            elif decided_at:
                self.cleared[group][name] = max(decided_at.timestamp(), self.cleared[group].get(name, -inf))


@transaction.atomic
def keep_out(group: str, name: Hashable, suspect: Suspect, *, voters: Iterable[Key]) -> None:
    """Until a person has looked."""
    exclusion = Exclusion.objects.create(
        group=group,
        key="" if group == Group.PERSON else str(name),
        reason=suspect.reason[:400],
        tests={"p": suspect.p, **suspect.tests},
    )
    exclusion.voters.set(_find_voters(voters))


def take_in(bonds: Bonds, known: Known) -> None:
    """Who has joined an excluded group since: their votes do not count either, so they are to be told why."""
    for group in GROUPS:
        for name, people in bonds.find_members(group, known).items():
            for exclusion in Exclusion.objects.in_force().filter(group=group, key=name):
                exclusion.voters.add(*_find_voters(people))


def _find_voters(people: Iterable[Key]) -> models.QuerySet[Voter]:
    people = list(people)
    return Voter.objects.filter(models.Q(user__in=people) | models.Q(user=None, pk__in=people))
