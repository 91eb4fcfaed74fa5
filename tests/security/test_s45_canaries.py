"""S45: a secret that is planted anywhere is found nowhere else, however it is spelled: in no answer to people who may
not see it, in no log, metric, page, export or row."""

import hashlib
import json
import os
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote, quote_plus

import pytest
from django.conf import settings
from django.utils.html import escape
from pytest_django import DjangoDbBlocker

from ai_model.providers.table import DIALECTS
from message.models import Message
from tests.conversations import make_model
from tests.message.asking import seat
from tests.message.simulating import Simulator
from tests.message.submitting import comes_true
from tests.outages import Way
from tests.people import Client
from tests.security.failing_models import ways_to_tell
from tests.security.planting import PEOPLE, hidden_from, hum, never_stored, plant, sing, values
from tests.security.spellings import SPELLINGS, find
from tests.security.sweeping import Sweep, environment_of, export_votes, sweep
from tests.servers import Server, start_server
from tests.tables import read_tables

CRASHING = "tests.security.crashing_application:application"
CONFIGURED = ("password of the database", "SECRET_KEY", "former SECRET_KEY", "key of the vault")
UNUSABLE: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "no port": ("check", {"DATABASE_URL": "postgresql://arena:{secret}@127.0.0.1:x/arena"}),
    "no database of ours": ("check", {"DATABASE_URL": "mysql://arena:{secret}@127.0.0.1/arena"}),
    "nobody there": ("migrate", {"DATABASE_URL": "postgresql://arena:{secret}@127.0.0.1:9/arena"}),
    "no vault key": ("check", {"ARENA_VAULT_KEYS": "{secret}"}),
}
# Whoever writes a text with a secret in it writes it so.
WRITERS: Mapping[str, Callable[[str], str | bytes]] = {
    "plain": str,
    "small": str.lower,
    "capital": str.upper,
    "percent": quote_plus,
    "percent twice": lambda text: quote(quote_plus(text)),
    "JSON": lambda text: json.dumps({"error": text}),
    "JSON twice": lambda text: json.dumps(json.dumps({"error": text})),
    "JSON numbers": lambda text: "".join(f"\\u{ord(letter):04X}" for letter in text),
    "HTML": escape,
    "HTML numbers": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "base64": lambda text: b64encode(text.encode()),
    "base64url": lambda text: urlsafe_b64encode(text.encode()).rstrip(b"="),
    "hex": lambda text: text.encode().hex().upper(),
    "quoted-printable": lambda text: text.translate({ord(sign): f"={ord(sign):02X}" for sign in "=\t"}),
    "SHA-256": lambda text: hashlib.sha256(text.encode()).hexdigest(),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("around", ["", "1", "22", "333"])
def test_s45_the_sweep_finds_what_is_there(spelling: str, around: str) -> None:
    secret, other = sing("visible"), sing("other")

    written = WRITERS[spelling](secret if spelling == "SHA-256" else f"{around}{secret}.{around}")

    text = written if isinstance(written, bytes) else str(written).encode()
    found = find({"visible": secret, "other": other}, b"Then came " + text + b" and more.")
    assert ("visible", spelling) in found
    assert {name for name, _ in found} == {"visible"}


def test_s45_there_are_fifteen_spellings() -> None:
    assert len(SPELLINGS) == 15


@pytest.fixture(scope="module", params=["asgi", "wsgi"])
def swept(
    request: pytest.FixtureRequest, django_db_setup: None, simulator: Simulator, django_db_blocker: DjangoDbBlocker
) -> Iterator[Sweep]:
    """Of both kinds of process and of log, one of them as developers run it."""
    told = {"asgi": {"ARENA_LOG_FORMAT": "json"}, "wsgi": {"ARENA_LOG_FORMAT": "text", "DEBUG": "on"}}[request.param]
    with django_db_blocker.unblock(), sweep(simulator, request.param, **told) as swept:
        yield swept


def test_s45_nobody_is_told_what_is_not_theirs(swept: Sweep) -> None:
    found = {person: find(hidden_from(swept.canaries, person), swept.witness.all_told_to(person)) for person in PEOPLE}

    assert found == {person: set() for person in PEOPLE}
    assert ("prompt", "JSON") in find(values(swept.canaries), swept.witness.all_told_to("owner"))


def test_s45_no_log_holds_any_of_it(swept: Sweep) -> None:
    log = swept.log

    assert find(values(swept.canaries), log) == set()
    assert b"/api/nowhere/" in log


def test_s45_no_row_holds_what_opens_doors(swept: Sweep) -> None:
    # Tokens lie there as their sums, and nobody guesses one.
    stored = repr(read_tables()).encode()

    assert find(never_stored(swept.canaries), stored, without=["SHA-256"]) == set()
    assert find({"e-mail": swept.value("e-mail")}, stored)


def test_s45_no_vote_that_is_given_away_tells_it(swept: Sweep) -> None:
    told = export_votes()

    assert told.count(b"\n") > 1
    # The sums of answers are given away on purpose: who has the answers can tell that they are the same.
    assert find(values(swept.canaries), told, without=["SHA-256"]) == set()


def test_s45_what_providers_said_was_heard(swept: Sweep) -> None:
    """Or there would have been nothing to keep."""
    errors = Message.objects.filter(session__in=swept.sessions, status=Message.Status.ERROR)

    sides = len(ways_to_tell("")) * len(DIALECTS) * swept.is_asynchronous
    assert errors.count() == sides


def test_s45_what_may_be_in_a_log_would_have_been_found(swept: Sweep) -> None:
    visible = hum("visible")

    swept.clients["nobody"].get(f"/{visible}/")

    assert ("visible", "plain") in find({"visible": visible}, swept.log)


def test_s45_what_is_in_an_address_goes_into_no_log_on_the_way(server: Server, owner: Client, nobody: Client) -> None:
    """Be there a proxy before the server or not."""
    session = seat(owner.user, make_model())
    owner.post(f"/sessions/{session.pk}/share/")
    session.refresh_from_db()
    token = owner.headers["Authorization"].removeprefix("Bearer ")
    secrets = {"token": token, "link": str(session.share_token), "words": sing("words"), "guess": hum("guess")}
    visible = hum("visible")

    nobody.get(f"/sessions/{session.pk}/stream/", params={"token": token})
    nobody.get(f"/shared/{secrets['link']}/")
    nobody.get(f"/shared/{secrets['guess']}")
    nobody.get(str(nobody.base_url.join(f"/s/{secrets['link']}")))
    owner.get("/sessions/", params={"search": secrets["words"]})
    nobody.get(f"/nowhere/{visible}/", params={"token": token, "anonymous_token": secrets["guess"]})

    assert comes_true(lambda: visible in server.log.read_text(encoding="utf-8"), seconds=10)
    assert find(secrets, server.log.read_bytes()) == set()


@pytest.fixture(params=["json", "text"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_s45_a_crash_tells_none_of_it(way: Way, form: str) -> None:
    """Not even if its own words hold all secrets that there are; nor does a database that has gone."""
    canaries = plant()
    told = environment_of(canaries) | {"ARENA_LOG_FORMAT": form, "DATABASE_URL": way.address}
    secrets = values(canaries)
    with start_server(application=CRASHING, **told) as server, Client(server) as client:
        crashed = client.get("/crash/", params=secrets)
        with way.cut():
            answers = [crashed, client.post("/auth/anonymous/", json={})]

    assert [answer.status_code for answer in answers] == [500, 503]
    assert find(secrets, b"".join(answer.content for answer in answers)) == set()
    assert find(secrets, server.log.read_bytes()) == set()
    assert b"Crashed" in server.log.read_bytes()


@pytest.mark.parametrize("reason", UNUSABLE)
def test_s45_a_start_that_fails_tells_none_of_it(reason: str) -> None:
    canaries = plant()
    command, changed = UNUSABLE[reason]
    told = {name: text.format(secret=canaries["password of the database"].value) for name, text in changed.items()}

    ended = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=settings.BASE_DIR,
        env=os.environ | environment_of(canaries) | told,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode
    assert find(values(canaries), ended.stdout + ended.stderr) == set()
