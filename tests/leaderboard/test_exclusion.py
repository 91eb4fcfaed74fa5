"""GET and PATCH /leaderboard/exclusion/, and how staff decide."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from feedback.models import Verdict, Voter
from leaderboard.appealing import everything_of
from leaderboard.models import MAX_APPEAL, Exclusion
from tests.feedback.battles import cast, fight, reason_of
from tests.leaderboard.casting import Cast, cast_all, make_models, make_people, run
from tests.people import Client, make_email
from user.erasure import erase
from user.models import User

PATH = "/leaderboard/exclusion/"


def exclude(client: Client, **fields: Any) -> Exclusion:
    exclusion = Exclusion.objects.create(reason="17 of 20 votes are for slot 1 (0.002).", **fields)
    exclusion.voters.add(Voter.objects.of(client.user))
    return exclusion


def test_whose_votes_count_has_no_exclusion(owner: Client, stranger: Client) -> None:
    exclude(stranger)

    answers = owner.get(PATH), owner.patch(PATH, json={"appeal": "Why?"})

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 2


def test_who_is_excluded_is_told_why_and_may_speak_against_it(owner: Client) -> None:
    exclusion = exclude(owner)

    told = owner.get(PATH).json()
    answer = owner.patch(PATH, json={"appeal": "I like short answers."})

    assert (told["status"], told["reason"], told["appeal"]) == ("pending", exclusion.reason, "")
    assert answer.status_code == 200
    assert answer.json()["appeal"] == "I like short answers."
    assert owner.get(PATH).json() == answer.json()
    assert answer.json()["appealed_at"]


def test_guests_may_too(guest: Client) -> None:
    exclude(guest)

    assert guest.patch(PATH, json={"appeal": "It was me."}).json()["appeal"] == "It was me."


@pytest.mark.parametrize("body", [{}, {"appeal": ""}, {"appeal": 5}, {"appeal": "x" * (MAX_APPEAL + 1)}])
def test_an_appeal_has_words(body: dict[str, Any], owner: Client) -> None:
    exclude(owner)

    answer = owner.patch(PATH, json=body)

    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"appeal"})


def test_what_was_lifted_needs_no_appeal(owner: Client) -> None:
    exclude(owner, status="lifted", note="We were wrong.")

    assert owner.get(PATH).json()["note"] == "We were wrong."
    assert owner.patch(PATH, json={"appeal": "But why?"}).status_code == 400


def test_what_is_in_force_goes_before_what_was_lifted_later(owner: Client) -> None:
    exclude(owner, note="old", created_at=timezone.now() - timedelta(days=2))
    exclude(owner, note="in force", created_at=timezone.now() - timedelta(days=1))
    lifted = exclude(owner, status="lifted", note="We were wrong.")

    answer = owner.patch(PATH, json={"appeal": "I read from the left."})

    lifted.refresh_from_db()
    assert (answer.status_code, answer.json()["note"], lifted.appeal) == (200, "in force", "")


def test_who_joins_an_excluded_group_is_told_so_too(owner: Client, stranger: Client) -> None:
    network = uuid4().hex
    group = exclude(stranger, group="network", key=network)
    now, models, columns = timezone.now(), make_models(2), {"network": network}
    lifted = exclude(stranger, group="network", key=network, status="lifted", decided_at=now - timedelta(hours=1))
    (cleared,) = make_people(1)
    (vote, *_) = cast_all(
        [
            Cast(owner.user, models, columns=columns),
            Cast(stranger.user, models, columns=columns),
            Cast(cleared, models, columns=columns, at=now - timedelta(hours=2)),
        ]
    )

    run("rank", category=["overall"])

    assert owner.get(PATH).json()["reason"] == group.reason
    assert Verdict.objects.filter(vote=vote).latest("pk").reason == "excluded"
    assert not cleared.voters.get().exclusions.exists()
    assert lifted.voters.count() == 1


def test_nobody_is_asked_who_they_are(nobody: Client) -> None:
    assert nobody.get(PATH).status_code == 401


def test_it_is_among_all_my_data(owner: Client) -> None:
    exclude(owner)

    (told,) = everything_of(owner.user)

    assert told["status"] == "pending"


def test_what_an_erased_person_wrote_goes_and_the_exclusion_stays(owner: Client) -> None:
    exclusion = exclude(owner, appeal="It is me, Ann.")

    erase(owner.user)

    exclusion.refresh_from_db()
    assert exclusion.appeal == ""
    assert exclusion.voters.get().user is None


@pytest.fixture
def staff(database: None) -> Browser:
    browser = Browser()
    browser.force_login(User.objects.create_superuser(make_email()))
    return browser


def decide(staff: Browser, exclusion: Exclusion, action: str) -> None:
    address = reverse("admin:leaderboard_exclusion_changelist")
    staff.post(address, {"action": action, "_selected_action": [str(exclusion.pk)]}, follow=True)
    exclusion.refresh_from_db()


def test_staff_decide_and_the_next_ranking_follows(owner: Client, staff: Browser) -> None:
    turn = fight(owner.user)
    cast(turn)
    exclusion = exclude(owner)
    run("rank", category=["overall"])
    kept_out = reason_of(turn)

    decide(staff, exclusion, "lift")
    run("rank", category=["overall"])

    assert (kept_out, reason_of(turn)) == ("excluded", "fair")
    assert (exclusion.status, exclusion.decided_at is not None) == ("lifted", True)


def test_staff_see_the_tests_and_the_appeal_and_cannot_change_them(owner: Client, staff: Browser) -> None:
    exclusion = exclude(owner, tests={"slot": 0.002}, appeal="I read from the left.")
    address = reverse("admin:leaderboard_exclusion_change", args=[exclusion.pk])

    page = staff.get(address).content.decode()
    staff.post(address, {"note": "Looked at.", "reason": "Else.", "status": "lifted"})

    exclusion.refresh_from_db()
    assert "I read from the left." in page
    assert "0.002" in page
    assert (exclusion.note, exclusion.status) == ("Looked at.", "pending")
    assert exclusion.reason.startswith("17 of 20")


def test_an_exclusion_that_is_upheld_stays(owner: Client, staff: Browser) -> None:
    exclusion = exclude(owner)

    decide(staff, exclusion, "uphold")

    assert exclusion.status == "upheld"
