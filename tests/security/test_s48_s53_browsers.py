"""S48, S53: pages of others read nothing with anybody's credentials, and no cache keeps an answer of ours."""

import pytest
from django.conf import settings

from tests.conversations import make_session
from tests.people import Client

STRANGE = [
    "null",
    "https://evil.example",
    "http://localhost.evil.example",
    "http://evil-localhost:3000",
    "http://127.0.0.1.evil.example",
    "http://localhost:3000.evil.example",
    "http://localhost@evil.example",
    "https://localhost:3000",
    "http://LOCALHOST.",
    "file://",
]


@pytest.mark.parametrize("origin", STRANGE)
def test_s48_no_strange_origin_is_echoed(origin: str, owner: Client) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}

    answers = [owner.options("/sessions/", headers=asked), owner.get("/sessions/", headers={"Origin": origin})]

    for answer in answers:
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "origin" in answer.headers["Vary"].lower()


@pytest.mark.parametrize("path", ["/admin", "/admin/", "/%61dmin", "/admin/login"])
def test_s48_no_page_of_an_allowed_origin_reads_the_admin(path: str, nobody: Client) -> None:
    answer = nobody.get(str(nobody.base_url.join(path)), headers={"Origin": "http://localhost:3000"})

    assert answer.status_code in (200, 302)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_s53_what_is_for_one_is_kept_by_nobody(owner: Client, stranger: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    paths = ["/users/me/", "/sessions/", f"/sessions/{session.pk}/"]

    mine = [owner.get(path) for path in paths]
    theirs = [stranger.get(path) for path in paths]
    theirs += [stranger.get(path, headers={"If-None-Match": "*"}) for path in paths]
    refused = [nobody.get(path) for path in paths]

    assert {answer.headers["Cache-Control"] for answer in (*mine, *theirs, *refused)} == {"no-store"}
    assert not any(name in answer.headers for answer in mine for name in ("ETag", "Last-Modified", "Age"))
    assert not any(str(session.pk) in answer.text or str(owner.user.pk) in answer.text for answer in theirs)
    assert {answer.status_code for answer in refused} == {401}


def test_s53_nginx_has_no_cache() -> None:
    text = (settings.BASE_DIR / "nginx/hybrid-nginx.conf").read_text(encoding="utf-8")

    assert "proxy_cache" not in text
    assert "proxy_store" not in text
