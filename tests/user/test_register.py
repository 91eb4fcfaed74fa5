"""POST /auth/register/"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from api.refusals import Code
from tests.people import PASSWORD, Client, make_email
from tests.user.answers import ACCOUNT, assert_refused, assert_wrong_fields, bearing
from user.models import User


def register(client: Client, **fields: Any) -> httpx.Response:
    return client.post("/auth/register/", json={"email": make_email(), "password": PASSWORD} | fields)


def test_an_account_comes_with_its_tokens(nobody: Client) -> None:
    email = make_email()

    answer = register(nobody, email=email, display_name="Ada")

    entry = answer.json()
    assert answer.status_code == 201
    assert entry.keys() == {"user", "tokens"}
    assert entry["user"].keys() == ACCOUNT
    assert entry["tokens"].keys() == {"access", "refresh"}
    shown = {"email": email, "display_name": "Ada", "is_anonymous": False, "preferences": {}}
    assert entry["user"] | shown == entry["user"]
    assert nobody.get("/users/me/", headers=bearing(entry["tokens"]["access"])).json() == entry["user"]


def test_a_password_is_stored_hashed(nobody: Client, database: None) -> None:
    entry = register(nobody).json()

    user = User.objects.get(pk=entry["user"]["id"])
    assert PASSWORD not in user.password
    assert user.check_password(PASSWORD)


def test_nobody_registers_as_staff(nobody: Client, database: None) -> None:
    entry = register(nobody, is_staff=True, is_superuser=True, preferences={"share": True}).json()

    user = User.objects.get(pk=entry["user"]["id"])
    assert (user.is_staff, user.is_superuser, user.preferences) == (False, False, {})


def test_an_address_has_one_account_however_it_is_written(nobody: Client, database: None) -> None:
    email = User.objects.create_user(make_email()).email or ""

    same = register(nobody, email=email)
    louder = register(nobody, email=email.upper())

    assert_refused(same, Code.EMAIL_TAKEN)
    assert_refused(louder, Code.EMAIL_TAKEN)


def test_of_two_at_once_one_gets_the_address(nobody: Client, database: None) -> None:
    email = make_email()

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(lambda _: register(nobody, email=email), range(2)))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert [answer.json()["code"] for answer in answers if answer.status_code == 409] == ["email_taken"]
    assert User.objects.filter(email=email).count() == 1


@pytest.mark.parametrize("password", ["short1", "password", "", None, 12345678, ["a"], "x" * 1001])
def test_a_weak_or_shapeless_password_is_refused(nobody: Client, password: object) -> None:
    answer = register(nobody, password=password)

    assert_wrong_fields(answer, "password")


def test_a_password_is_not_the_address(nobody: Client) -> None:
    email = make_email()

    answer = register(nobody, email=email, password=email)

    assert_wrong_fields(answer, "password")


# The last one has 254 letters, and more of them once they are small.
@pytest.mark.parametrize("email", ["", None, "ada", "@example.org", 5, ["a@b.org"], f"{'a' * 191}@{'İ' * 58}.org"])
def test_what_is_no_address_is_refused(nobody: Client, email: object) -> None:
    answer = register(nobody, email=email)

    assert_wrong_fields(answer, "email")


def test_all_that_is_missing_is_named(nobody: Client) -> None:
    answer = nobody.post("/auth/register/", json={})

    assert_wrong_fields(answer, "email", "password")


def test_nul_is_refused_wherever_it_stands(nobody: Client) -> None:
    answers = [register(nobody, **{name: "a\0b"}) for name in ("email", "password", "display_name")]

    for answer in answers:
        assert_refused(answer, Code.INVALID)
