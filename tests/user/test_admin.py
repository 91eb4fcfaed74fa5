"""People in the admin, as staff see them with a browser"""

import re
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.conversations import make_session, say
from tests.limits import start_strict
from tests.people import PASSWORD, Client, make_email
from tests.servers import Server
from user import tokens
from user.models import User

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Browser(httpx.Client):
    """Keeps cookies, and sends with a form what its page has hidden in it."""

    def __init__(self, server: Server) -> None:
        super().__init__(base_url=f"{server.url}/admin/", timeout=10, trust_env=False)

    def submit(self, path: str, **fields: str) -> httpx.Response:
        hidden = dict(HIDDEN.findall(self.get(path).text))
        return self.post(path, data=hidden | fields)

    def enter(self, user: User) -> httpx.Response:
        return self.submit("login/", username=str(user.email), password=PASSWORD, next="/admin/")


@pytest.fixture
def browser(server: Server, database: None) -> Iterator[Browser]:
    with Browser(server) as browser:
        yield browser


@pytest.fixture(scope="module")
def staff(server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[Browser]:
    with django_db_blocker.unblock(), Browser(server) as browser:
        browser.enter(User.objects.create_superuser(make_email(), PASSWORD))
        connections.close_all()
        yield browser


def test_staff_see_people_without_their_secrets(staff: Browser, owner: Client, guest: Client) -> None:
    row, _ = tokens.issue_key(owner.user, "program")
    owner.user.identities.create(issuer="https://issuer.example", subject=uuid4().hex)
    paths = ["", "user/user/", f"user/user/?q={owner.user.email}", "user/user/add/", "user/user/?is_staff__exact=1"]
    paths += [f"user/user/{user.pk}/{page}/" for user in (owner.user, guest.user) for page in ("change", "history")]
    paths += [f"user/user/{owner.user.pk}/delete/", f"user/user/{owner.user.pk}/password/"]

    pages = {path: staff.get(path) for path in paths}

    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(paths, 200)
    text = "".join(page.text for page in pages.values())
    assert str(owner.user.email) in text
    assert row.hash not in text
    assert str(guest.user.guest_token_hash) not in text


def test_whoever_is_no_staff_does_not_come_in(browser: Browser, member: Client) -> None:
    entered = browser.enter(member.user)
    page = browser.get("user/user/")

    assert entered.status_code == 200
    assert "errornote" in entered.text
    assert (page.status_code, page.headers["Location"].startswith("/admin/login/")) == (302, True)


def test_the_admin_takes_no_bearer(browser: Browser, owner: Client) -> None:
    User.objects.filter(pk=owner.user.pk).update(is_staff=True, is_superuser=True)

    page = browser.get("user/user/", headers={"Authorization": owner.headers["Authorization"]})

    assert page.status_code == 302


def test_a_form_from_elsewhere_is_refused(staff: Browser, member: Client) -> None:
    form = {"username": str(member.user.email), "password": PASSWORD}

    answers = [staff.post("login/", data=form), staff.post(f"user/user/{member.user.pk}/delete/", data={"post": "yes"})]

    assert {answer.status_code for answer in answers} == {403}
    assert User.objects.filter(pk=member.user.pk).exists()


def test_cookies_of_the_admin_are_nobody_to_the_api(staff: Browser, server: Server) -> None:
    answer = staff.get(f"{server.url}/api/users/me/")

    assert answer.status_code == 401


def test_an_account_made_by_staff_is_found_by_its_address(staff: Browser, nobody: Client) -> None:
    email = f"Ada.{make_email()}"

    form = {"email": email, "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    made = staff.submit("user/user/add/", **form)

    assert made.status_code == 302
    answer = nobody.post("/auth/login/", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200


def test_a_password_set_by_staff_ends_all_tokens(staff: Browser, owner: Client) -> None:
    path = f"user/user/{owner.user.pk}/password/"

    changed = staff.submit(path, usable_password="true", password1=PASSWORD, password2=PASSWORD)

    assert changed.status_code == 302
    assert owner.get("/users/me/").status_code == 401


@pytest.mark.parametrize("way", ["page", "list"])
def test_people_deleted_by_staff_leave_no_text(staff: Browser, owner: Client, way: str) -> None:
    turn = say(make_session(owner.user), "One?", "One.")

    if way == "page":
        staff.submit(f"user/user/{owner.user.pk}/delete/", post="yes")
    else:
        chosen = {"action": "delete_selected", "_selected_action": str(owner.user.pk), "post": "yes"}
        staff.submit("user/user/", **chosen)

    assert not User.objects.filter(pk=owner.user.pk).exists()
    assert set(turn.messages.values_list("content", flat=True)) == {""}


def test_guessing_in_the_admin_is_slowed_too(member: Client) -> None:
    with start_strict() as strict, Browser(strict) as guesser:
        guesses = [guesser.submit("login/", username=str(member.user.email), password="wrong").text for _ in range(6)]

    assert all("Please enter the correct email" in page for page in guesses[:5])
    assert "Too many requests" in guesses[5]


def test_an_address_may_be_written_in_capitals_here_too(browser: Browser, database: None) -> None:
    chief = User.objects.create_superuser(make_email(), PASSWORD)

    answer = browser.submit("login/", username=str(chief.email).upper(), password=PASSWORD, next="/admin/")

    assert (answer.status_code, answer.headers.get("Location")) == (302, "/admin/")
