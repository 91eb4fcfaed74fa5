"""Every route, asked by its owner, a guest, a stranger and nobody. Made from the URL table: none can be forgotten."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from rest_framework.permissions import IsAdminUser

from ai_model.models import AIModel
from tests.addresses import METHODS, allowed, fill, routes, view_of
from tests.belongings import Belongings, make_and_delete, make_belongings, make_up
from tests.message.conftest import simulator
from tests.message.simulating import Simulator
from tests.people import Client
from tests.simulator.scenarios import speak
from tests.tables import find_changes, read_at_rest, rows_naming
from user.permissions import IsSignedIn

__all__ = ["simulator"]


@dataclass(frozen=True)
class Rule:
    """What a route is to people: which object of the owner's its path names, and how a good request looks."""

    names: Callable[[Belongings], dict[str, Any]] | None = None
    query: Callable[[Belongings], dict[str, Any]] = field(default=lambda mine: {})
    # What a good request says, which may be where it names the object.
    body: Callable[[Belongings], Mapping[str, Any]] = field(default=lambda mine: {})
    # With which methods it names it.
    methods: Collection[str] = METHODS
    is_public: bool = False


OF_SESSION = Rule(lambda mine: {"pk": mine.session.pk})
OF_MESSAGE = Rule(lambda mine: {"pk": mine.message.pk})
OF_RUN = Rule(lambda mine: {"pk": mine.message.run_id})
PUBLIC = Rule(is_public=True)
OWN = Rule()


def put(mine: Belongings) -> dict[str, Any]:
    return {"session_id": str(mine.session.pk), "messages": [{"role": "user", "content": "And now?"}]}


def judge(mine: Belongings) -> dict[str, Any]:
    named = {"session_id": str(mine.session.pk), "message_id": str(mine.question.pk)}
    return {"feedback_type": "preference", "preference": "tie", **named}


RULES = {
    "auth/anonymous/": PUBLIC,
    "auth/register/": PUBLIC,
    "auth/login/": PUBLIC,
    "auth/google/": PUBLIC,
    "auth/refresh/": PUBLIC,
    "auth/logout/": OWN,
    "auth/password/": OWN,
    "auth/keys/": OWN,
    "auth/keys/<uuid:pk>/": Rule(lambda mine: {"pk": mine.key.pk}),
    "users/me/": OWN,
    "users/me/data/": OWN,
    "models/": PUBLIC,
    "models/type/": PUBLIC,
    "models/<uuid:pk>/test/": OWN,
    "models/<path:reference>/": PUBLIC,
    "sessions/": OWN,
    "sessions/type/": OWN,
    "sessions/<uuid:pk>/": OF_SESSION,
    "sessions/<uuid:pk>/generate_title/": OF_SESSION,
    "sessions/<uuid:pk>/share/": OF_SESSION,
    "sessions/<uuid:pk>/unshare/": OF_SESSION,
    "sessions/<uuid:pk>/duplicate/": OF_SESSION,
    "sessions/<uuid:pk>/export/": OF_SESSION,
    "shared/<str:token>/": PUBLIC,
    "messages/": Rule(lambda mine: {}, lambda mine: {"session_id": mine.session.pk}),
    "messages/conversation_path/": Rule(
        lambda mine: {}, lambda mine: {"start_id": mine.message.pk, "end_id": mine.message.pk}
    ),
    "messages/<uuid:pk>/": OF_MESSAGE,
    "messages/<uuid:pk>/tree/": OF_MESSAGE,
    "messages/stream/": Rule(lambda mine: {}, body=put),
    "messages/stream/<uuid:pk>/stream/": OF_SESSION,
    "messages/<uuid:pk>/regenerate/": OF_MESSAGE,
    "messages/<uuid:pk>/branch/": Rule(
        lambda mine: {"pk": mine.question.pk}, body=lambda mine: {"content": "In other words?"}
    ),
    "messages/<uuid:pk>/stream/": OF_MESSAGE,
    "sessions/<uuid:pk>/stream/": OF_SESSION,
    "runs/<uuid:pk>/": OF_RUN,
    "runs/<uuid:pk>/stream/": OF_RUN,
    "runs/<uuid:pk>/stop/": OF_RUN,
    "usage/": OWN,
    "usage/export/": OWN,
    "feedback/": Rule(lambda mine: {}, body=judge, methods=("POST",)),
    "feedback/seals/": PUBLIC,
    "feedback/<uuid:pk>/": Rule(lambda mine: {"pk": mine.vote.pk}),
    "leaderboard/": PUBLIC,
    "leaderboard/llm/": PUBLIC,
    "leaderboard/pairs/": PUBLIC,
    "leaderboard/trends/": PUBLIC,
    "leaderboard/categories/": PUBLIC,
    "leaderboard/snapshots/": PUBLIC,
    "leaderboard/snapshots/<uuid:pk>/": PUBLIC,
    "leaderboard/exclusion/": OWN,
    "schema/": PUBLIC,
    "docs/": PUBLIC,
}
PEOPLE = ("owner", "stranger", "guest", "nobody")
# Headers that no two answers have in common.
CHANCE = {"date", "x-request-id"}
# So that a table that has come out empty is no success.
MANY = 20


def words_of(client: Client) -> tuple[str, str]:
    return str(client.user.pk), client.user.pk.hex


def is_for(person: str, route: str) -> bool:
    """None of the people here is staff, and guests hold no keys and have no password."""
    asked_of = view_of(route).cls.permission_classes
    return IsAdminUser not in asked_of and not (person == "guest" and IsSignedIn in asked_of)


def expect(person: str, method: str, route: str, *, is_there: bool) -> int:
    """What the URL table says; 200 stands for all that is well."""
    if method not in allowed(route):
        return 405
    if person == "nobody":
        return 401
    if not is_for(person, route):
        return 403
    return 200 if is_there else 404


def naming(*, verbs: Collection[str] = METHODS) -> Iterator[tuple[str, str]]:
    """Each method of each route that names something."""
    for route in routes():
        if RULES[route].names:
            yield from ((method, route) for method in allowed(route) if method in {*verbs} & {*RULES[route].methods})


def request(client: Client, method: str, route: str, *, of: Belongings) -> httpx.Response:
    rule = RULES[route]
    path = fill(route, **(rule.names(of) if rule.names else {}))
    return client.request(method, path, params=rule.query(of), json=rule.body(of))


def told(answer: httpx.Response) -> tuple[Any, ...]:
    """All but what differs from any answer to the next."""
    headers = {name: value for name, value in answer.headers.items() if name not in CHANCE}
    text = answer.text.replace(answer.headers["X-Request-Id"], "")
    return (200 if answer.is_success else answer.status_code), headers, text


@pytest.fixture
def models(simulator: Simulator, database: None) -> list[AIModel]:
    return [simulator.make_model(speak()) for _ in "ab"]


@pytest.fixture
def people(owner: Client, stranger: Client, guest: Client, nobody: Client) -> dict[str, Client]:
    return {"owner": owner, "stranger": stranger, "guest": guest, "nobody": nobody}


def test_every_route_has_a_rule() -> None:
    assert sorted(routes()) == sorted(RULES)


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_not_ones_own_is_not_there(person: str, people: dict[str, Client], models: list[AIModel]) -> None:
    """Whether it is another's, was deleted, or has never been: no word differs, and no row changes."""
    other = people["stranger" if person == "owner" else "owner"]
    absent = [make_belongings(other.user, *models), make_and_delete(people["owner"], *models), make_up()]
    before = read_at_rest()

    answers = {
        (method, route): [told(request(people[person], method, route, of=things)) for things in absent]
        for method, route in naming()
    }

    after = read_at_rest()
    assert {case: status for case, ((status, *_), *_) in answers.items()} == {
        case: expect(person, *case, is_there=False) for case in answers
    }
    assert {case: alike for case, alike in answers.items() if alike != alike[:1] * len(absent)} == {}
    assert {table for table in before if before[table] != after[table]} == set()
    assert len(answers) > MANY


@pytest.mark.parametrize("person", ["owner", "stranger", "guest"])
def test_what_is_ones_own_is_there(person: str, people: dict[str, Client], models: list[AIModel]) -> None:
    """Reading changes nothing; writing changes nothing of anybody else."""
    client = people[person]
    others = {
        name: make_belongings(who.user, *models) for name, who in people.items() if name not in (person, "nobody")
    }
    words = [word for name, things in others.items() for word in (*things.words(), *words_of(people[name]))]
    mine, theirs, before = make_belongings(client.user, *models), rows_naming(words), read_at_rest()

    reads = {case: request(client, *case, of=mine).status_code for case in naming(verbs=["GET"])}
    after = read_at_rest()
    writes = {
        case: request(client, *case, of=make_belongings(client.user, *models)).status_code
        for case in naming(verbs=["POST", "PUT", "PATCH", "DELETE"])
    }

    assert {case: status // 100 for case, status in (reads | writes).items()} == {
        case: expect(person, *case, is_there=True) // 100 for case in reads | writes
    }
    assert {table for table in before if before[table] != after[table]} == set()
    assert rows_naming(words) == theirs


@pytest.mark.parametrize("person", PEOPLE)
def test_methods_that_are_none_are_refused_before_anybody_is_asked(
    person: str, people: dict[str, Client], models: list[AIModel]
) -> None:
    mine, before = make_belongings(people["owner"].user, *models), read_at_rest()
    cases = [(method, route) for route in routes() for method in METHODS if method not in allowed(route)]

    answers = {case: request(people[person], *case, of=mine) for case in cases}

    assert {case: answer.status_code for case, answer in answers.items() if answer.status_code != 405} == {}
    assert {answer.json()["code"] for answer in answers.values()} == {"method_not_allowed"}
    assert find_changes(before) == {}


def test_nobody_is_asked_who_they_are(nobody: Client, database: None) -> None:
    private = [(method, route) for route in routes() if not RULES[route].is_public for method in allowed(route)]

    answers = {case: request(nobody, *case, of=make_up()) for case in private}

    assert {(answer.status_code, answer.headers.get("WWW-Authenticate")) for answer in answers.values()} == {
        (401, "Bearer")
    }


def test_what_is_listed_is_ones_own(owner: Client, stranger: Client, models: list[AIModel]) -> None:
    mine = make_belongings(owner.user, *models)
    needles = [str(thing.pk) for thing in (mine.session, mine.message, mine.key, owner.user)]
    own = [route for route, rule in RULES.items() if not rule.is_public and "GET" in allowed(route)]

    told_stranger, told_owner = ("".join(client.get(route).text for route in own) for client in (stranger, owner))

    assert [needle for needle in needles if needle in told_stranger] == []
    assert [needle for needle in needles if needle not in told_owner] == []
