"""How often somebody may do something, as an answer tells it."""

from collections.abc import Iterator

import pytest

from tests.limits import HEADERS, come_from, limits_of, make_address, make_network, start_strict, statuses
from tests.message.submitting import at, refusal
from tests.people import Client
from tests.servers import Server

READING, CHANGING, HAULING, ENTERING, VISITING = 12, 6, 2, 4, 3
PEOPLE = 3


@pytest.fixture(scope="module")
def strict(django_db_setup: None) -> Iterator[Server]:
    told = {
        "ARENA_RATE_READING": f"{READING}/h",
        "ARENA_RATE_CHANGING": f"{CHANGING}/h",
        "ARENA_RATE_HAULING": f"{HAULING}/h",
        "ARENA_RATE_ENTERING": f"{ENTERING}/h",
        "ARENA_RATE_VISITING": f"{VISITING}/h",
        "ARENA_PEOPLE_PER_ADDRESS": str(PEOPLE),
    }
    with start_strict(**told) as strict:
        yield strict


@pytest.fixture
def person(strict: Server, owner: Client) -> Iterator[Client]:
    with at(strict, owner) as person:
        person.headers["X-Forwarded-For"] = make_address()
        yield person


@pytest.fixture
def other(strict: Server, stranger: Client) -> Iterator[Client]:
    with at(strict, stranger) as other:
        other.headers["X-Forwarded-For"] = make_address()
        yield other


def test_an_answer_says_what_is_left(person: Client) -> None:
    first, second = (limits_of(person.get("/users/me/")) for _ in range(2))

    assert first == [READING, READING - 1, 3600 // READING]
    assert second[:2] == [READING, READING - 2]
    assert second[2] == pytest.approx(2 * 3600 / READING, abs=10)


def test_who_asks_too_often_is_told_when_to_come_again(person: Client, other: Client) -> None:
    passed = [person.get("/users/me/") for _ in range(READING)]
    refused = person.get("/users/me/")

    assert statuses(passed) == [200] * READING
    assert refusal(refused) == (429, "throttled")
    assert limits_of(refused)[:2] == [READING, 0]
    assert int(refused.headers["Retry-After"]) == pytest.approx(3600 / READING, abs=10)
    assert other.get("/users/me/").is_success


def test_deeds_have_allowances_of_their_own(person: Client) -> None:
    changes = [person.patch("/users/me/", json={}) for _ in range(CHANGING + 1)]
    exports = [person.get("/users/me/data/") for _ in range(HAULING + 1)]

    assert statuses(changes) == [200] * CHANGING + [429]
    assert statuses(exports) == [200] * HAULING + [429]
    assert person.get("/users/me/").is_success


def test_a_guest_has_half(strict: Server, guest: Client) -> None:
    with at(strict, guest) as visitor:
        answers = [visitor.get("/users/me/") for _ in range(READING // 2 + 1)]

    assert statuses(answers) == [200] * (READING // 2) + [429]


@pytest.mark.parametrize("neighbour", [":1::2", ":1::1"])
def test_an_address_is_what_one_machine_may_have(neighbour: str, strict: Server) -> None:
    """A machine may choose among all addresses of its /64."""
    network = make_network()
    with come_from(strict, f"{network}:1::1") as client, come_from(strict, f"{network}{neighbour}") as same:
        answers = [client.get("/models/") for _ in range(PEOPLE * READING)]
        refused = same.get("/models/")
    with come_from(strict, f"{network}:2::1") as elsewhere:
        answers.append(elsewhere.get("/models/"))

    assert set(statuses(answers)) == {200}
    assert refusal(refused) == (429, "throttled")


def test_people_who_share_an_address_do_not_suffer_from_each_other(person: Client, other: Client) -> None:
    other.headers["X-Forwarded-For"] = person.headers["X-Forwarded-For"]

    spent = [person.get("/users/me/") for _ in range(READING + 5)]

    assert spent[-1].status_code == 429
    assert other.get("/users/me/").is_success


@pytest.mark.parametrize("path", ["register", "login", "google", "refresh"])
def test_coming_in_is_counted_by_address(path: str, strict: Server) -> None:
    with come_from(strict, make_address()) as visitor, come_from(strict, make_address()) as elsewhere:
        answers = [visitor.post(f"/auth/{path}/", json={}) for _ in range(ENTERING + 1)]
        let_in = elsewhere.post(f"/auth/{path}/", json={})

    assert statuses(answers) == [400] * ENTERING + [429]
    assert let_in.status_code == 400


def test_who_decides_where_requests_go_is_never_refused(strict: Server) -> None:
    with come_from(strict, make_address()) as balancer:
        answers = [
            balancer.get(f"{strict.url}/{path}/") for path in ("health", "ready") for _ in range(PEOPLE * READING + 1)
        ]

    assert set(statuses(answers)) == {200}
    assert not any(name in answer.headers for answer in answers for name in HEADERS)


def test_what_is_wrong_with_a_request_is_told_first(strict: Server, person: Client) -> None:
    while person.get("/users/me/").is_success:
        pass
    with come_from(strict, person.headers["X-Forwarded-For"]) as nobody:
        unknown = nobody.get("/users/me/")

    assert refusal(unknown) == (401, "unauthenticated")
    assert refusal(person.put("/users/me/")) == (405, "method_not_allowed")
    assert refusal(person.get("/nowhere/")) == (404, "not_found")
    assert refusal(person.get("/users/me/")) == (429, "throttled")


def test_a_page_of_another_origin_may_read_all_of_it(person: Client) -> None:
    answer = person.get("/users/me/", headers={"Origin": "http://localhost:3000"})

    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {*HEADERS, "Retry-After"} <= {*exposed}
