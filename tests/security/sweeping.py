"""Everything that can be done with an arena that holds secrets, well and badly, by everybody."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from itertools import cycle
from uuid import uuid4

import httpx
from django.conf import settings
from django.core.management import call_command

from ai_model.models import Provider
from chat_session.models import Session
from tests.ai_model.rows import make_name
from tests.feedback.battles import fight
from tests.message.asking import question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.people import PASSWORD, Client, make_email
from tests.security.failing_models import make_failing, ways_to_tell
from tests.security.planting import Canary, plant
from tests.security.witnessing import Witness, witnessing
from tests.servers import start_server
from user import tokens
from user.models import User

VARIABLE = "SWEPT_PROVIDER_KEY"
PAGES = ("/", "/live/", "/health/", "/ready/", "/metrics/", "/api/schema/", "/api/docs/", "/api/nowhere/", "/admin/")
LISTS = ("/users/me/", "/users/me/data/", "/sessions/", "/models/", "/leaderboard/", "/feedback/", "/usage/")
SHELVES = ("", "user/user/", "ai_model/provider/", "ai_model/aimodel/", "leaderboard/exclusion/")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass
class Sweep:
    witness: Witness
    simulator: Simulator
    canaries: dict[str, Canary]
    is_asynchronous: bool
    clients: dict[str, Client] = field(default_factory=dict)
    # The owner's.
    sessions: list[Session] = field(default_factory=list)

    @property
    def log(self) -> bytes:
        return self.witness.server.log.read_bytes()

    def value(self, name: str) -> str:
        return self.canaries[name].value

    def give(self, name: str, value: str, *seen_by: str, is_stored: bool = False) -> str:
        self.canaries[name] = Canary(value, seen_by, is_stored)
        return value


def environment_of(canaries: dict[str, Canary]) -> dict[str, str]:
    """The tests' own key is a former one, so that their tokens are good."""
    return {
        VARIABLE: canaries["key in the environment"].value,
        "SECRET_KEY": canaries["SECRET_KEY"].value,
        "SECRET_KEY_FALLBACKS": f"{settings.SECRET_KEY},{canaries['former SECRET_KEY'].value}",
        "ARENA_VAULT_KEYS": canaries["key of the vault"].value,
        "ARENA_MODERATION_KEY": canaries["key of the moderation"].value,
        "DATABASE_PASSWORD": canaries["password of the database"].value,
        "ARENA_LOG_LEVEL": "debug",
        "ARENA_THROTTLES": "off",
    }


@contextmanager
def sweep(simulator: Simulator, container: str = "asgi", **told: str) -> Iterator[Sweep]:
    """Everything has been done, to a server that may be asked more."""
    canaries = plant()
    with start_server(container, **environment_of(canaries), **told) as server, witnessing(server) as witness:
        swept = Sweep(witness, simulator, canaries, container == "asgi")
        for do in (come_in, stumble, ask_well, ask_in_vain, judge, look_around, administer, try_doors):
            do(swept)
        yield swept


def come_in(swept: Sweep) -> None:
    """Each gets what only they may see."""
    for person in ("nobody", "guest", "owner", "stranger", "staff"):
        swept.clients[person] = swept.witness.client(person)
    entered = swept.clients["guest"].post("/auth/anonymous/", json={}).json()
    token = swept.give("token of the guest", entered["anonymous_token"], "guest")
    swept.clients["guest"].headers["X-Anonymous-Token"] = token
    register(swept, swept.clients["owner"])
    user = User.objects.create_user(make_email())
    swept.clients["stranger"].headers["Authorization"] = f"Bearer {tokens.issue_access(user)}"
    enter_admin(swept)


def register(swept: Sweep, owner: Client) -> None:
    person = {"email": swept.value("e-mail"), "password": swept.value("password"), "display_name": swept.value("name")}
    pair = owner.post("/auth/register/", json=person).json()["tokens"]
    access = swept.give("access token", pair["access"], "owner")
    swept.give("refresh token", pair["refresh"], "owner")
    owner.headers["Authorization"] = f"Bearer {access}"
    owner.known_user = User.objects.get(email=swept.value("e-mail"))
    swept.give("API key", owner.post("/auth/keys/", json={"name": "program"}).json()["key"], "owner")


def enter_admin(swept: Sweep) -> None:
    user = User.objects.create_superuser(make_email(), PASSWORD)
    swept.clients["staff"].headers["Authorization"] = f"Bearer {tokens.issue_access(user)}"
    for person, password in (("nobody", swept.value("wrong password")), ("staff", PASSWORD)):
        submit(swept.clients[person], "login/", username=str(user.email), password=password, next="/admin/")


def submit(client: Client, path: str, **fields: str) -> httpx.Response:
    address = client.base_url.join(f"/admin/{path}")
    page = client.get(address)
    return client.post(address, data=dict(HIDDEN.findall(page.text)) | fields)


def stumble(swept: Sweep) -> None:
    """Secrets where they do not belong, in requests that are no good."""
    nobody = swept.clients["nobody"]
    owned = {"email": swept.value("e-mail"), "password": swept.value("wrong password")}
    nobody.post("/auth/login/", json=owned)
    nobody.post("/auth/login/", json=owned | {"password": [swept.value("password")]})
    nobody.post("/auth/register/", json=owned | {"password": swept.value("password")})
    nobody.post("/auth/refresh/", json={"refresh": swept.value("refresh token")[:-1]})
    nobody.post("/auth/google/", json={"id_token": swept.value("ID token")})
    nobody.post("/auth/login/", content=f'{{"password": "{swept.value("body that is no JSON")}')
    nobody.post("/auth/login/", json=[swept.value("password")])
    nobody.post("/auth/login/", data={"password": swept.value("password")})
    swept.clients["owner"].post("/auth/password/", json={"old": swept.value("wrong password"), "new": "1"})
    for name in ("access token", "refresh token", "API key", "token of the guest"):
        nobody.get("/nowhere/", params={"token": swept.value(name)})
        nobody.get(f"/sessions/{uuid4()}/stream/", params={"anonymous_token": swept.value(name)})
        nobody.get("/users/me/", headers={"Authorization": f"Basic {swept.value(name)}"})


def ask_well(swept: Sweep) -> None:
    owner = swept.clients["owner"]
    model = swept.simulator.make_model(say_in_turn(swept.value("answer")))
    chosen = {"model": model.name, "system_prompt": swept.value("system prompt")}
    made = owner.post("/sessions/", json={"mode": "direct", "contenders": [chosen], "title": swept.value("title")})
    session = Session.objects.get(pk=made.json()["id"])
    swept.sessions.append(session)
    once = {"Idempotency-Key": swept.value("Idempotency-Key").replace('"', "'")}
    for content in (swept.value("prompt"), "Something else"):
        owner.post("/messages/stream/", json=question(session, content), headers=once)
    shared = seat(owner.user, model)
    token = owner.post(f"/sessions/{shared.pk}/share/").json()["share_token"]
    swept.give("token of a link", token, "owner", "nobody", is_stored=True)
    swept.clients["nobody"].get(f"/shared/{token}/")
    swept.clients["nobody"].get(f"/shared/{token[:-1]}/")


def ask_in_vain(swept: Sweep) -> None:
    """Providers of every dialect tell the key that they were sent, in every way. A synchronous process asks nobody."""
    if not swept.is_asynchronous:
        return
    owner, staff = swept.clients["owner"], swept.clients["staff"]
    sessions = list(seat_failing(swept))
    swept.sessions += sessions
    asked = [question(session, swept.value("prompt")) for session in sessions]
    tried = [session.contenders.get(participant="a").model_id for session in sessions]
    # Some are waited for, as they may come to themselves.
    with ThreadPoolExecutor(len(sessions)) as threads:
        list(threads.map(lambda body: owner.post("/messages/stream/", json=body), asked))
        list(threads.map(lambda model: staff.post(f"/models/{model}/test/", json={}), tried))


def seat_failing(swept: Sweep) -> Iterator[Session]:
    keys = cycle([("key in the environment", VARIABLE), ("key in the vault", "")])
    for way, (name, variable) in zip(ways_to_tell(""), keys, strict=False):
        key = swept.value(name)
        told = ways_to_tell(key)[way]
        models = make_failing(swept.simulator, told, variable=variable, stored="" if variable else key)
        yield seat(swept.clients["owner"].user, *models)


def judge(swept: Sweep) -> None:
    owner = swept.clients["owner"]
    turn = fight(owner.user, swept.value("answer"), "Another.", question=swept.value("prompt"))
    swept.sessions.append(turn.session)
    about = {"session_id": str(turn.session_id), "message_id": str(turn.messages.get(role="user").pk)}
    said = {"feedback_type": "preference", "preference": "model_a", "comment": swept.value("comment")}
    owner.post("/feedback/", json=about | said)
    swept.clients["stranger"].post("/feedback/", json=about | said)


def look_around(swept: Sweep) -> None:
    for client in swept.clients.values():
        for path in LISTS:
            client.get(path)
    for client in (swept.clients["nobody"], swept.clients["staff"]):
        for page in PAGES:
            client.get(client.base_url.join(page))


def try_doors(swept: Sweep) -> None:
    """What is the owner's, asked for by everybody."""
    for client, session in ((client, session) for client in swept.clients.values() for session in swept.sessions):
        for form in ("json", "markdown", "txt"):
            client.get(f"/sessions/{session.pk}/export/", params={"as": form})
        client.get(f"/sessions/{session.pk}/")
        client.get("/messages/", params={"session_id": str(session.pk)})
        client.post(f"/sessions/{session.pk}/duplicate/", json={})


def administer(swept: Sweep) -> None:
    """Pages of staff, with those of a provider whose key is stored."""
    provider = Provider(name=make_name(), dialect="openai-chat", base_url="https://api.example", api_key_env=VARIABLE)
    provider.store_key(swept.value("key in the vault"))
    provider.save()
    for client in (swept.clients["staff"], swept.clients["owner"]):
        for page in (*SHELVES, f"ai_model/provider/{provider.pk}/change/"):
            client.get(client.base_url.join(f"/admin/{page}"))


def export_votes() -> bytes:
    call_command("rank", verbosity=0)
    told = StringIO()
    for form in ("csv", "jsonl"):
        call_command("export_votes", "--all", "--as", form, stdout=told)
    return told.getvalue().encode()
