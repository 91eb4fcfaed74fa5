"""POST /auth/logout/"""

from api.refusals import Code
from tests.people import Client
from tests.user.answers import assert_refused, bearing
from user import tokens
from user.models import RefreshToken


def test_signing_out_ends_every_token_of_the_person(owner: Client, nobody: Client) -> None:
    elsewhere = bearing(tokens.issue_access(owner.user))
    tokens.issue_refresh(owner.user)

    answer = owner.post("/auth/logout/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert_refused(owner.get("/users/me/"), Code.UNAUTHENTICATED)
    assert_refused(nobody.get("/users/me/", headers=elsewhere), Code.UNAUTHENTICATED)
    assert not RefreshToken.objects.filter(user=owner.user).exists()


def test_a_guest_who_signs_out_is_not_found_again(guest: Client, nobody: Client) -> None:
    access = bearing(tokens.issue_access(guest.user))

    answer = guest.post("/auth/logout/")

    assert answer.status_code == 204
    assert_refused(guest.get("/users/me/"), Code.UNAUTHENTICATED)
    assert_refused(nobody.get("/users/me/", headers=access), Code.UNAUTHENTICATED)


def test_other_people_stay_signed_in(owner: Client, stranger: Client) -> None:
    stranger.post("/auth/logout/")

    assert owner.get("/users/me/").status_code == 200


def test_programs_go_on(owner: Client, nobody: Client) -> None:
    _, key = tokens.issue_key(owner.user, "program")

    owner.post("/auth/logout/")

    assert nobody.get("/users/me/", headers=bearing(key)).status_code == 200


def test_nobody_cannot_sign_out(nobody: Client) -> None:
    assert_refused(nobody.post("/auth/logout/"), Code.UNAUTHENTICATED)
