"""S47: what was said, and by whom, is in no line of the log and no metric; and no client makes a series of its own."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from ai_model.models import AIModel
from ai_model.moderation.rulings import Ruling
from ai_model.providers.breaking import State
from ai_model.providers.errors import ProviderError
from ai_model.providers.events import Reason as End
from api.refusals import Code
from api.tallies import OTHER
from api.throttling import Deed
from feedback.models import Reason
from message.models import Failure
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.message.submitting import comes_true
from tests.people import Client, make_account, make_email
from tests.servers import Server, start_server
from tests.simulator.steps import Reset
from usage.models import Scope


def causes(kind: type[ProviderError] = ProviderError) -> set[str]:
    return {kind.__new__(kind).cause}.union(*(causes(each) for each in kind.__subclasses__()))


def one_of(*values: str) -> Callable[[str], bool]:
    return {OTHER, *map(str, values)}.__contains__


def is_known_model(name: str) -> bool:
    return AIModel.objects.filter(name=name).exists()


# Every label there is, and all that it can be.
LABELS: Mapping[str, Callable[[str], bool]] = {
    "code": one_of(*Code),
    "outcome": one_of(*End, *Failure, "stopped", *causes()),
    "model": is_known_model,
    "arena_breaker": one_of(*State),
    "verdict": one_of(*Reason.values),
    "ruling": one_of(*(f"{about}_{ruling}" for about in ("question", "answer") for ruling in Ruling)),
    "deed": one_of(*Deed),
    "room": one_of("process", "person"),
    "scope": one_of(*Scope.values),
    "what": one_of("run", "end"),
    "state": one_of("idle", "busy", "waiting", "speaking"),
    "threads": one_of("quick", "slow", "writing", "listening"),
    "le": lambda bound: re.fullmatch(r"\d+\.\d+|\+Inf", bound) is not None,
}


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with start_server(ARENA_LOG_FORMAT="json", ARENA_LOG_LEVEL="debug") as server:
        yield server


@pytest.fixture
def canaries() -> dict[str, str]:
    names = ("prompt", "answer", "half", "title", "search", "comment", "person", "wish", "path", "request")
    return {name: f"canary-{name}-{uuid4().hex}" for name in names}


@pytest.fixture
def owner(server: Server, database: None, canaries: dict[str, str]) -> Iterator[Client]:
    with make_account(server, display_name=canaries["person"]) as client:
        yield client


def read_metrics(server: Server) -> str:
    return httpx.get(f"{server.url}/metrics", trust_env=False).text


def found_in(text: str, words: Collection[str]) -> list[str]:
    return [word for word in words if word in text]


def converse(owner: Client, simulator: Simulator, canaries: Mapping[str, str]) -> None:
    """Well and badly, in every place where there is room for words."""
    well = simulator.make_model(say_in_turn(canaries["answer"]))
    ill = simulator.make_model((*say_in_turn(canaries["half"])[:-1], Reset()))
    session = seat(owner.user, well, ill)
    wishes = {"params": {"stop": [canaries["wish"]]}}
    with ask(owner, question(session, content=canaries["prompt"], **wishes)) as ear:
        ear.rest()
    owner.patch(f"/sessions/{session.pk}/", json={"title": canaries["title"]})
    owner.get("/sessions/", params={"search": canaries["search"]})
    message = session.messages.filter(participant="a").get()
    mark = {"message_id": str(message.pk), "feedback_type": "rating", "rating": 4, "comment": canaries["comment"]}
    owner.post("/feedback/", json=mark | {"session_id": str(session.pk)})
    owner.post(
        "/messages/stream/", content=f'{{"broken": "{canaries["prompt"]}', headers={"Content-Type": "application/json"}
    )


def test_s47_what_was_said_is_in_no_line_and_no_metric(
    owner: Client, server: Server, simulator: Simulator, canaries: dict[str, str]
) -> None:
    converse(owner, simulator, canaries)
    last = owner.get("/users/me/").headers["X-Request-Id"]
    assert comes_true(lambda: last in server.log.read_text())

    for text in (server.log.read_text(), read_metrics(server)):
        assert not found_in(text, canaries.values())
        assert not found_in(text, [str(owner.user.email), owner.headers["Authorization"].removeprefix("Bearer ")])


def test_s47_no_client_makes_a_series_or_a_label_of_its_own(
    owner: Client, server: Server, simulator: Simulator, canaries: dict[str, str]
) -> None:
    converse(owner, simulator, canaries)
    names = series_of(server)

    for path in (canaries["path"], f"api/{canaries['path']}", f"api/models/{canaries['path']}/"):
        owner.request(canaries["request"].upper()[:20], f"{server.url}/{path}")
        owner.get(f"{server.url}/{path}", headers={"X-Request-Id": canaries["request"], "Accept": canaries["wish"]})
    owner.post("/sessions/", json={"mode": canaries["wish"], "models": [canaries["path"]]})
    owner.post("/auth/login/", json={"email": make_email(), "password": canaries["wish"]})

    assert series_of(server) == names


def series_of(server: Server) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    """Ours; each label has a value that it may have."""
    samples = [each for family in text_string_to_metric_families(read_metrics(server)) for each in family.samples]
    ours = [sample for sample in samples if sample.name.startswith("arena_")]
    strange = [(name, value) for sample in ours for name, value in sample.labels.items() if not LABELS[name](value)]
    assert not strange
    return {(sample.name, tuple(sample.labels.items())) for sample in ours}
