"""PATCH /sessions/{id}/"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from api.refusals import Refusal
from api.wiping import wipe
from chat_session.models import Session
from tests.conversations import make_session
from tests.people import Client


def test_a_session_is_renamed_and_pinned(owner: Client) -> None:
    session = make_session(owner.user, title="Old")

    renamed = owner.patch(f"/sessions/{session.pk}/", json={"title": "New"})
    pinned = owner.patch(f"/sessions/{session.pk}/", json={"is_pinned": True})

    row = Session.objects.get(pk=session.pk)
    assert (renamed.status_code, renamed.json()["title"], renamed.json()["is_pinned"]) == (200, "New", False)
    assert (pinned.status_code, pinned.json()["title"], pinned.json()["is_pinned"]) == (200, "New", True)
    assert (row.title, row.is_pinned, row.updated_at) == ("New", True, session.updated_at)


def test_an_empty_change_changes_nothing(owner: Client) -> None:
    session = make_session(owner.user, title="Same")

    answer = owner.patch(f"/sessions/{session.pk}/", json={})

    assert (answer.status_code, answer.json()["title"]) == (200, "Same")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "compare"),
        ("mode", "random"),
        ("size", 3),
        ("models", ["open/x"]),
        ("contenders", []),
        ("model_a_id", None),
        ("model_b_id", str(uuid4())),
    ],
)
def test_mode_and_models_never_change(owner: Client, name: str, value: Any) -> None:
    session = make_session(owner.user, "random")

    answer = owner.patch(f"/sessions/{session.pk}/", json={name: value, "title": "New"})

    row = Session.objects.get(pk=session.pk)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [name])
    assert (row.mode, row.title, row.is_blind) == ("random", "", True)


def test_what_only_the_server_knows_cannot_be_changed(owner: Client, stranger: Client) -> None:
    session = make_session(owner.user, "random")
    before = Session.objects.filter(pk=session.pk).values().get()
    wishes = {
        "id": str(uuid4()),
        "user": str(stranger.user.pk),
        "user_id": str(stranger.user.pk),
        "share_token": "mine",
        "is_public": True,
        "revealed_at": "2020-01-01T00:00:00Z",
        "message_count": 99,
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2020-01-01T00:00:00Z",
        "deleted_at": "2020-01-01T00:00:00Z",
        "fingerprint": "x",
    }

    answer = owner.patch(f"/sessions/{session.pk}/", json=wishes)

    assert answer.status_code == 200
    assert Session.objects.filter(pk=session.pk).values().get() == before


@pytest.mark.parametrize(
    ("name", "values"),
    [("title", [None, [], {}, True, "x" * 256]), ("is_pinned", [None, "maybe", 2, [], {}])],
)
def test_a_value_of_the_wrong_type_is_named(owner: Client, name: str, values: list[Any]) -> None:
    session = make_session(owner.user, title="Kept")

    for value in values:
        answer = owner.patch(f"/sessions/{session.pk}/", json={name: value})
        assert (answer.status_code, list(answer.json()["fields"])) == (400, [name])

    row = Session.objects.get(pk=session.pk)
    assert (row.title, row.is_pinned) == ("Kept", False)


@pytest.mark.parametrize("verb", ["GET", "PATCH", "DELETE"])
def test_a_foreign_session_a_deleted_one_and_none_look_alike(owner: Client, stranger: Client, verb: str) -> None:
    foreign = make_session(owner.user, title="Private")
    deleted = make_session(stranger.user, deleted_at=timezone.now())
    before = Session.objects.filter(pk=foreign.pk).values().get()

    answers = [
        stranger.request(verb, f"/sessions/{pk}/", json={"title": "Taken"}) for pk in (foreign.pk, deleted.pk, uuid4())
    ]

    told = [{name: text for name, text in answer.json().items() if name != "request_id"} for answer in answers]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert told[0] == told[1] == told[2]
    assert Session.objects.filter(pk=foreign.pk).values().get() == before


def test_a_wrong_field_is_told_before_a_missing_session(owner: Client) -> None:
    answer = owner.patch(f"/sessions/{uuid4()}/", json={"mode": "direct"})

    assert answer.status_code == 400


@pytest.mark.parametrize("identifier", ["1", "null", "undefined", "x" * 300, "%00", "%ff", "..%2f"])
def test_what_is_no_id_is_not_found(owner: Client, identifier: str) -> None:
    answers = [owner.request(verb, f"/sessions/{identifier}/") for verb in ("GET", "PATCH", "DELETE")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_nobody_changes_anything(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user)

    answers = [nobody.request(verb, f"/sessions/{session.pk}/") for verb in ("GET", "PATCH", "DELETE")]

    assert [answer.status_code for answer in answers] == [401, 401, 401]


def test_the_whole_is_not_put(owner: Client) -> None:
    session = make_session(owner.user)

    answer = owner.put(f"/sessions/{session.pk}/", json={"title": "New"})

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_a_change_that_comes_late_does_not_undo_a_reveal(owner: Client) -> None:
    """Read by one request, revealed by another meanwhile: the row keeps both changes."""
    session = make_session(owner.user, "random")
    Session.objects.filter(pk=session.pk).update(revealed_at=timezone.now())

    session.change(title="Late")

    row = Session.objects.get(pk=session.pk)
    assert (row.title, row.is_blind) == ("Late", False)


def test_a_change_that_comes_late_does_not_undo_a_deletion(owner: Client) -> None:
    session = make_session(owner.user, title="Secret")
    wipe(Session.objects.filter(pk=session.pk))

    for change in (lambda: session.change(title="Late"), lambda: session.share("late")):
        with pytest.raises(Refusal) as refused:
            change()
        assert refused.value.code == "not_found"

    row = Session.objects.get(pk=session.pk)
    assert (row.title, row.share_token) == ("", None)


def test_changes_at_the_same_time_as_a_deletion_bring_nothing_back(owner: Client) -> None:
    session = make_session(owner.user, title="Secret")
    path = f"/sessions/{session.pk}/"

    with ThreadPoolExecutor(8) as pool:
        changes = [pool.submit(owner.patch, path, json={"title": f"Secret {number}"}) for number in range(12)]
        changes += [pool.submit(owner.post, f"{path}share/") for _ in range(4)]
        changes.insert(4, pool.submit(owner.delete, path))
        statuses = {change.result().status_code for change in changes}

    row = Session.objects.get(pk=session.pk)
    assert statuses <= {200, 204, 404}
    assert (row.deleted_at is None, row.title, row.share_token) == (False, "", None)
