"""Forms of the admin: none is taken from another site's page, and a session is what its cookie says and no longer."""

from collections.abc import Iterator

import httpx
import pytest
from django.contrib import admin

from tests.ai_model.rows import make_provider
from tests.people import PASSWORD, Client, make_email
from tests.servers import Server
from tests.user.test_admin import Browser
from user.models import User

EVIL = {"Origin": "https://evil.example", "Referer": "https://evil.example/"}


@pytest.fixture
def chief(database: None) -> User:
    return User.objects.create_superuser(make_email(), PASSWORD)


@pytest.fixture
def staff(server: Server, chief: User) -> Iterator[Browser]:
    with Browser(server) as browser:
        browser.enter(chief)
        yield browser


def forms_of(pk: int) -> list[str]:
    """Every page that takes a form, and what each list does with the chosen ones."""
    pages = [f"{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    each = [f"{page}{name}" for page in pages for name in ("", "add/", f"{pk}/change/", f"{pk}/delete/")]
    return [*each, "login/", "logout/", "password_change/"]


@pytest.mark.parametrize("headers", [{}, EVIL], ids=["without a token", "from another site"])
def test_no_form_is_taken_without_a_token_of_its_own_page(staff: Browser, headers: dict[str, str]) -> None:
    provider = make_provider()

    answers = {
        path: staff.post(path, data={"post": "yes", "name": "mine"}, headers=headers) for path in forms_of(provider.pk)
    }

    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 403} == {}
    provider.refresh_from_db()


def test_a_token_does_not_help_another_site(staff: Browser) -> None:
    provider = make_provider()
    staff.get(f"ai_model/provider/{provider.pk}/delete/")
    form = {"post": "yes", "csrfmiddlewaretoken": staff.cookies["csrftoken"]}

    answer = staff.post(f"ai_model/provider/{provider.pk}/delete/", data=form, headers=EVIL)

    assert answer.status_code == 403
    provider.refresh_from_db()


def test_a_session_is_new_after_signing_in_and_gone_after_leaving(server: Server, chief: User) -> None:
    with Browser(server) as browser:
        browser.cookies.set("sessionid", "planted", domain=browser.base_url.host, path="/")
        entered = browser.enter(chief)
        session = browser.cookies["sessionid"]
        kept = httpx.Cookies({"sessionid": session})
        left = browser.post("logout/", data={"csrfmiddlewaretoken": browser.cookies["csrftoken"]})

        with httpx.Client(cookies=kept, trust_env=False) as old:
            again = old.get(f"{server.url}/admin/")

    cookie = next(line for line in entered.headers.get_list("set-cookie") if line.startswith("sessionid="))
    assert session != "planted"
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert left.status_code == 200
    assert (again.status_code, again.headers["Location"]) == (302, "/admin/login/?next=/admin/")


def test_no_cookie_is_anybody_to_the_api(staff: Browser, server: Server, nobody: Client) -> None:
    answer = staff.get(f"{server.url}/api/users/me/")

    assert answer.status_code == 401
    assert "Set-Cookie" not in nobody.get("/models/").headers
