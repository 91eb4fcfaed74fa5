"""Verdicts that the ranking gives: what is asked of many votes together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.models import Reason, Verdict, Vote
from feedback.withdrawing import withdraw
from leaderboard.exclusions import Bonds, Known
from leaderboard.judging import judge_again, write_down
from leaderboard.loading import load
from leaderboard.models import Exclusion
from leaderboard.reading import as_stored
from tests.leaderboard.casting import Cast, cast_all, make_models, make_people, reason_of, reasons_of
from user.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_people(1)[0]


def judge() -> dict[str, str]:
    """What was found, by the id of the vote as the database has it."""
    votes = load()
    reasons = judge_again(votes.own, Bonds(votes).find_excluded(Known()))
    write_down(votes.own, reasons)
    return dict(zip(votes.own.ids, reasons, strict=True))


def cast_many(person: User, count: int, **columns: str) -> list[Vote]:
    models, end = make_models(2), timezone.now()
    return cast_all(
        Cast(person, models, at=end - timedelta(seconds=count - number), columns=columns) for number in range(count)
    )


def exclude(vote: Vote, status: str = "pending", **fields: object) -> Exclusion:
    exclusion = Exclusion.objects.create(status=status, reason="They are all for one model.", **fields)
    exclusion.voters.add(vote.voter)
    return exclusion


def test_of_too_many_in_an_hour_the_later_ones_do_not_count(person: User) -> None:
    votes = cast_many(person, 32)

    judge()

    assert [reason_of(vote) for vote in votes] == ["fair"] * 30 + ["capped"] * 2


def test_a_question_that_is_asked_again_and_again_counts_twenty_times() -> None:
    models = make_models(2)
    votes = cast_all(Cast(person, models, columns={"prompt": "f" * 32}) for person in make_people(23))

    judge()

    reasons = [reason_of(vote) for vote in votes]
    assert (reasons.count("fair"), reasons.count("repeated_prompt")) == (20, 3)


def test_which_of_them_count_does_not_depend_on_other_votes(person: User) -> None:
    models = make_models(2)
    votes = cast_all(Cast(each, models, columns={"prompt": "f" * 32}) for each in make_people(23))
    judge()
    before = [reasons_of(vote) for vote in votes]
    cast_many(person, 20)

    judge()

    assert [reasons_of(vote) for vote in votes] == before


def test_what_was_found_stays_found_and_is_written_once(person: User) -> None:
    votes = cast_many(person, 31)

    judge()
    judge()

    assert reasons_of(votes[-1]) == ["fair", "capped"]
    assert reasons_of(votes[0]) == ["fair"]


@pytest.mark.parametrize("reason", [Reason.TOO_SOON, Reason.NOT_BLIND, Reason.UNVERIFIED, Reason.WITHDRAWN])
def test_what_was_found_when_it_was_cast_stands(reason: Reason, person: User) -> None:
    (vote,) = cast_all([Cast(person, make_models(2), reason=reason)])
    exclude(vote)

    found = judge()

    assert found[as_stored(vote.pk)] == reason
    assert reasons_of(vote) == [reason]


def test_what_is_taken_back_while_votes_are_judged_stays_taken_back(person: User) -> None:
    vote = cast_many(person, 31)[-1]
    votes = load()
    reasons = judge_again(votes.own, Bonds(votes).find_excluded(Known()))
    withdraw(person, vote)

    write_down(votes.own, reasons)

    assert reasons_of(vote) == ["fair", "withdrawn"]


def test_votes_of_the_excluded_do_not_count_and_fill_no_cap(person: User) -> None:
    votes = cast_many(person, 31)
    exclusion = exclude(votes[0])

    judge()
    kept_out = {reason_of(vote) for vote in votes}
    exclusion.decide(Exclusion.Status.LIFTED)
    judge()

    assert kept_out == {"excluded"}
    assert [reason_of(vote) for vote in votes] == ["fair"] * 30 + ["capped"]


def test_what_is_cast_later_is_excluded_too(person: User) -> None:
    exclude(cast_many(person, 1)[0], status="upheld")
    (later,) = cast_many(person, 1)

    judge()

    assert reasons_of(later) == ["fair", "excluded"]


def test_an_excluded_guest_takes_that_into_the_account(person: User) -> None:
    (account,) = make_people(1)
    (vote,) = cast_many(person, 1)
    exclude(vote)
    person.voters.update(user=account)
    (later,) = cast_many(account, 1)

    judge()

    assert (reason_of(vote), reason_of(later)) == ("excluded", "excluded")


def test_of_a_network_only_what_came_from_it_is_excluded(person: User) -> None:
    (here,), (there,) = cast_many(person, 1, network="f00d"), cast_many(person, 1, network="cafe")
    exclude(here, group="network", key="f00d")

    judge()

    assert (reason_of(here), reason_of(there)) == ("excluded", "fair")


def test_who_was_cleared_once_can_be_excluded_for_what_they_do_later(person: User) -> None:
    (early,) = cast_many(person, 1)
    exclude(early).decide(Exclusion.Status.LIFTED)
    (later,) = cast_all([Cast(person, make_models(2), at=timezone.now() + timedelta(seconds=1))])
    exclude(early)

    judge()

    assert (reason_of(early), reason_of(later)) == ("fair", "excluded")


def test_every_verdict_says_by_its_reason_whether_it_counts(person: User) -> None:
    vote = cast_many(person, 31)[-1]

    judge()

    assert not Verdict.objects.filter(vote=vote).latest("pk").counts
