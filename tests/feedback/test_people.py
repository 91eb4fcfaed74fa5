"""What becomes of votes when a guest signs in, and when somebody goes."""

from feedback.models import Mark, Receipt, Vote, Voter
from tests.feedback.battles import ballot, fight, mark, reply_of, vote
from tests.people import PASSWORD, Client, make_email
from tests.tables import tables_with


def test_a_guest_brings_votes_and_ratings_along(guest: Client, nobody: Client) -> None:
    turn = fight(guest.user)
    given = [vote(guest, turn).json()["id"], mark(guest, reply_of(turn, "a"), rating=4).json()["id"]]

    token = nobody.post(
        "/auth/register/",
        json={"email": make_email(), "password": PASSWORD},
        headers={"X-Anonymous-Token": guest.headers["X-Anonymous-Token"]},
    ).json()["tokens"]["access"]

    listed = nobody.get("/feedback/", headers={"Authorization": f"Bearer {token}"}).json()
    assert {row["id"] for row in listed} == set(given)


def test_a_key_that_both_have_used_hinders_no_merge(owner: Client, guest: Client, nobody: Client) -> None:
    owner.user.set_password(PASSWORD)
    owner.user.save()
    key = {"Idempotency-Key": "the-same"}
    for client in (owner, guest):
        client.post("/feedback/", json=ballot(fight(client.user)), headers=key)
    owner.user.refresh_from_db()

    answer = nobody.post(
        "/auth/login/",
        json={"email": owner.user.email, "password": PASSWORD},
        headers={"X-Anonymous-Token": guest.headers["X-Anonymous-Token"]},
    )

    assert answer.status_code == 200, answer.text
    assert Receipt.objects.filter(user=owner.user).count() == 1


def test_votes_outlive_who_cast_them(owner: Client) -> None:
    turn = fight(owner.user)
    vote(owner, turn, preference="tie", comment="A remark of mine that nobody shall keep.", reasons=["my own word"])
    mark(owner, reply_of(turn, "a"), preference="like")
    person = owner.user.pk

    answer = owner.delete("/users/me/")

    assert answer.status_code == 204
    kept = Vote.objects.get(turn=turn)
    assert (kept.voter.user, kept.judgement.preference) == (None, "tie")
    assert not Mark.objects.filter(message__turn=turn).exists()
    assert not Voter.objects.filter(user=person).exists()
    assert tables_with("nobody shall keep") == tables_with("my own word") == set()
    assert tables_with(person.hex) | tables_with(str(person)) == set()


def test_all_my_data_has_my_votes(owner: Client) -> None:
    turn = fight(owner.user)
    given = vote(owner, turn, preference="model_b", comment="Better said.").json()

    told = owner.get("/users/me/data/").json()

    (row,) = told["feedback"]
    assert (row["id"], row["preference"], row["comment"]) == (given["id"], "model_b", "Better said.")
