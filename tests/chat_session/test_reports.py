"""Whom to tell of a shared page, and how staff take it down."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import Settings

from chat_session.models import Session
from tests.conversations import make_session, say
from tests.message.submitting import at
from tests.people import Client, make_email
from tests.servers import Server, start_server
from user.models import User

MAIL, PAGE = "mailto:abuse@arena.example", "https://arena.example/report?from=arena"
SECURITY = "/.well-known/security.txt"


@pytest.fixture(scope="module")
def mailed(django_db_setup: None) -> Iterator[Server]:
    """Its operator reads mails."""
    with start_server("wsgi", ARENA_ABUSE_CONTACT=MAIL) as server:
        yield server


@pytest.fixture
def staff(database: None) -> Browser:
    browser = Browser()
    browser.force_login(User.objects.create_superuser(make_email()))
    return browser


def share(client: Client, title: str = "Look") -> Session:
    session = make_session(client.user, title=title)
    say(session, "Something nobody should read?", "x")
    session.share(session.pk.hex)
    return session


def shelf(name: str, *arguments: object) -> str:
    return reverse(f"admin:chat_session_session_{name}", args=arguments)


def test_a_report_by_mail_says_which_page_is_meant(owner: Client, nobody: Client, mailed: Server) -> None:
    session = share(owner)

    with at(mailed, nobody) as reader:
        told = reader.get(f"/shared/{session.share_token}/").json()["report_url"]

    parts = urlsplit(told)
    assert f"{parts.scheme}:{parts.path}" == MAIL
    assert parse_qs(parts.query)["subject"] == [f"Report of {mailed.url}/s/{session.share_token}"]


def test_a_page_for_reports_is_told_as_it_is(owner: Client, settings: Settings) -> None:
    settings.ARENA_ABUSE_CONTACT = PAGE

    assert share(owner).report_url == PAGE


def test_without_a_contact_there_is_none(owner: Client, nobody: Client) -> None:
    session = share(owner)

    told = nobody.get(f"/shared/{session.share_token}/").json()

    assert told["report_url"] is None
    assert nobody.get(str(nobody.base_url.join(SECURITY))).status_code == 404


@pytest.mark.parametrize("path", [SECURITY, f"{SECURITY}/"])
def test_who_looks_for_a_contact_finds_it(path: str, mailed: Server, nobody: Client) -> None:
    answer = nobody.get(f"{mailed.url}{path}")

    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    lasts = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (fields["Contact"], fields["Canonical"]) == (MAIL, f"{mailed.url}{SECURITY}")
    assert timedelta(days=30) < lasts < timedelta(days=365)
    assert nobody.post(f"{mailed.url}{path}").status_code == 405


def test_staff_see_what_is_shared_and_not_what_was_said(owner: Client, staff: Browser) -> None:
    shared, private = share(owner, "Shared by mistake"), make_session(owner.user, title="Nobody's business")

    pages = [staff.get(path).content.decode() for path in (shelf("changelist"), shelf("change", shared.pk))]

    assert all("Shared by mistake" in page for page in pages)
    assert not any("nobody should read" in page or "Nobody's business" in page for page in pages)
    assert staff.get(shelf("change", private.pk)).status_code == 302


def test_staff_take_a_link_back(owner: Client, nobody: Client, staff: Browser) -> None:
    session = share(owner)

    staff.post(shelf("changelist"), {"action": "take_back", "_selected_action": [str(session.pk)]})

    noted = LogEntry.objects.get(object_id=str(session.pk))
    assert nobody.get(f"/shared/{session.share_token}/").status_code == 404
    assert owner.get(f"/sessions/{session.pk}/").json()["session"]["is_public"] is False
    assert (noted.user.is_staff, noted.change_message) == (True, "The link was taken back.")


def test_staff_change_nothing_else(owner: Client, staff: Browser) -> None:
    session = share(owner)

    answers = [
        staff.post(shelf("change", session.pk), {"title": "Mine"}),
        staff.post(shelf("delete", session.pk), {"post": "yes"}),
        staff.post(shelf("add"), {"title": "Mine"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    session.refresh_from_db()
    assert (session.title, session.is_public) == ("Look", True)


def test_who_is_not_staff_sees_none_of_it(owner: Client) -> None:
    browser = Browser()
    browser.force_login(owner.user)

    answer = browser.get(shelf("changelist"))

    assert answer.status_code == 302
