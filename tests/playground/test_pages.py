"""What every page is sent with: its policy, its language, and refusals of what is no way to ask for it."""

from collections.abc import Iterator

import httpx
import pytest

from playground.languages import LANGUAGES, table
from tests.conversations import make_model, make_session, say
from tests.people import Client
from tests.servers import Server, start_server

PAGES = ["/", "/leaderboard", "/leaderboard/", "/model/nobody/knows", "/s/nothing"]


@pytest.fixture(scope="module")
def bare(django_db_setup: None) -> Iterator[Server]:
    with start_server(ARENA_API_PREFIX="") as server:
        yield server


def get(nobody: Client, path: str, **headers: str) -> httpx.Response:
    return nobody.get(str(nobody.base_url.copy_with(path=path)), headers=headers)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_lets_in_no_file_but_ours(path: str, nobody: Client) -> None:
    policy = get(nobody, path).headers["Content-Security-Policy"].split("; ")

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not any("unsafe" in rule or "*" in rule for rule in policy)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_stands_in_a_page_that_its_policy_would_refuse(path: str, nobody: Client) -> None:
    page = get(nobody, path).text

    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count('type="application/json"') + page.count('<script type="module" src=')


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_only_read(path: str, nobody: Client) -> None:
    address = str(nobody.base_url.copy_with(path=path))

    head, post = nobody.head(address), nobody.post(address, json={})

    assert (head.status_code, head.text) == (get(nobody, path).status_code, "")
    assert (post.status_code, post.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ["/model/nobody/knows", "/s/nothing", "/s/%00", "/model/%00"])
def test_what_is_not_there_is_a_page_too(path: str, nobody: Client) -> None:
    missing = get(nobody, path)

    assert missing.status_code == 404
    assert missing.headers["Content-Type"].startswith("text/html")
    assert table("en")["missing"] in missing.text


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"Accept-Language": "fr-CA,en;q=0.5"}, "fr"),
        ({"Accept-Language": "de, hi;q=0.9, en;q=0.8"}, "hi"),
        ({"Accept-Language": "en;q=0.1, pt-BR"}, "pt"),
        ({"Accept-Language": "*"}, "en"),
        ({"Accept-Language": "x" * 5_000}, "en"),
        ({"Accept-Language": "fr", "Cookie": "language=hi"}, "hi"),
        ({"Accept-Language": "fr", "Cookie": "language=../../etc/passwd"}, "fr"),
    ],
)
def test_a_page_is_in_the_language_that_was_asked_for(headers: dict[str, str], language: str, nobody: Client) -> None:
    page = get(nobody, "/", **headers)

    assert f'<html lang="{language}"' in page.text
    assert page.headers["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in page.headers["Vary"].split(",")}


def test_a_shared_page_tells_those_who_preview_links_what_it_is(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user, "compare", title='Peaches & "quotes" <b>')
    say(session, "Where do they grow?", "On trees.", "In the South.")
    link = owner.post(f"/sessions/{session.pk}/share/", json={}).json()["share_url"]

    page = nobody.get(link).text

    assert "<title>Peaches &amp; &quot;quotes&quot; &lt;b&gt; · Arena</title>" in page
    assert 'property="og:title" content="Peaches &amp; &quot;quotes&quot; &lt;b&gt;"' in page
    assert "Where do they grow?" in page
    assert "On trees." in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_battle_that_is_blind_is_shared_without_its_names(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user, "random")
    say(session, "Who?", "Me.", "I.")
    link = owner.post(f"/sessions/{session.pk}/share/", json={}).json()["share_url"]

    page = nobody.get(link).text

    assert "Model A" in page
    for contender in session.contenders.select_related("model"):
        assert contender.model.display_name not in page
        assert contender.model.name not in page


def test_a_model_page_is_entitled(nobody: Client, database: None) -> None:
    model = make_model(display_name="<Peach> 4", description="Grows.")

    page = get(nobody, f"/model/{model.name}").text

    assert "<title>&lt;Peach&gt; 4 · Arena</title>" in page
    assert 'content="Grows."' in page


def test_where_the_api_is_at_the_root_there_are_no_pages(bare: Server) -> None:
    with Client(bare) as client:
        assert [client.get(f"{bare.url}{path}").status_code for path in ("/s/nothing", "/model/a/b")] == [404, 404]
        assert client.get(f"{bare.url}/leaderboard/").headers["Content-Type"] == "application/json"


def test_there_is_a_page_in_every_language() -> None:
    assert set(LANGUAGES) == {"en", "hi", "pt", "fr"}
