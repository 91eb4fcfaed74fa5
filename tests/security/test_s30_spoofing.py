"""S30: what a client says of itself counts for nothing, where there is no proxy to say it (with one: tests/hybrid)."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.conversations import make_session
from tests.limits import start_strict, statuses
from tests.message.submitting import at, refusal
from tests.people import Client
from tests.servers import Server, start_server

ENTERING, ROUNDS = 10, 100
# Believed by nobody here: it is no proxy of ours that asks.
ELSEWHERE = "192.0.2.1"
PUBLIC = "https://arena.example.org"


def spoof(number: int) -> dict[str, str]:
    address = f"198.51.100.{number}"
    return {
        "X-Forwarded-For": f"{address}, 203.0.113.{number}",
        "Forwarded": f"for={address};proto=https;host=evil.example",
        "X-Real-IP": address,
        "X-Client-IP": address,
        "True-Client-IP": address,
        "CF-Connecting-IP": address,
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
    }


@pytest.fixture(scope="module", params=["asgi", "wsgi"])
def direct(request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[Server]:
    told = {"ARENA_RATE_ENTERING": f"{ENTERING}/h", "ARENA_THROTTLES": "on", "FORWARDED_ALLOW_IPS": ELSEWHERE}
    with start_server(request.param, **told) as direct:
        yield direct


def test_s30_who_changes_its_address_is_one_all_the_same(direct: Server) -> None:
    with Client(direct) as client:
        answers = [client.post("/auth/refresh/", json={}, headers=spoof(number)) for number in range(ROUNDS)]

    assert statuses(answers) == [400] * ENTERING + [429] * (ROUNDS - ENTERING)


def test_s30_links_are_to_where_we_are(direct: Server, owner: Client) -> None:
    session = make_session(owner.user)

    with at(direct, owner) as client:
        shared = [client.post(f"/sessions/{session.pk}/share/", headers=spoof(1)).json()["share_url"]]
        local = {"Host": direct.url.replace("http://127.0.0.1", "localhost")}
        shared.append(client.post(f"/sessions/{session.pk}/share/", headers=local).json()["share_url"])

    assert all(url.startswith(f"{direct.url}/s/") for url in shared)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""])
def test_s30_a_host_that_is_not_ours_is_refused(host: str, direct: Server, owner: Client) -> None:
    with at(direct, owner) as client:
        answer = client.get("/users/me/", headers={"Host": host})

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


def test_s30_who_comes_without_tls_is_sent_to_it_whatever_it_says(django_db_setup: None) -> None:
    told = {"ARENA_PUBLIC_URL": PUBLIC, "FORWARDED_ALLOW_IPS": ELSEWHERE}
    with start_strict(**told) as server, Client(server) as client:
        answer = client.get(f"/shared/{uuid4()}/", headers=spoof(1))

    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("https://")


def test_s30_a_proxy_is_believed_for_whom_it_has_seen_and_no_further(django_db_setup: None) -> None:
    """What stands before the last address of the header was sent by the client."""
    told = {"ARENA_RATE_ENTERING": f"{ENTERING}/h", "FORWARDED_ALLOW_IPS": "127.0.0.1"}
    named = [{"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"} for number in range(ROUNDS)]
    with start_strict(**told) as behind, Client(behind) as proxy:
        answers = [proxy.post("/auth/refresh/", json={}, headers=headers) for headers in named]
        other = proxy.post("/auth/refresh/", json={}, headers={"X-Forwarded-For": "203.0.113.8"})

    assert statuses(answers).count(400) == ENTERING
    assert refusal(other) == (400, "invalid")
