"""The one shape of a no, from every layer."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import orjson
import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from api.refusals import Code, translate
from tests.people import Client
from tests.servers import Server
from user.models import RefreshToken

JSON = {"Content-Type": "application/json"}
NOWHERE = UUID(int=0)
POSTS = [
    "/auth/anonymous/",
    "/sessions/",
    f"/sessions/{NOWHERE}/duplicate/",
    "/messages/stream/",
    f"/messages/{NOWHERE}/branch/",
    f"/runs/{NOWHERE}/stop/",
]


def assert_refused(answer: httpx.Response, code: Code) -> None:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (code.status, code.value)
    assert body.keys() <= {"code", "detail", "fields", "run", "request_id"}
    assert body["detail"]
    assert body["request_id"] == answer.headers["X-Request-Id"]
    assert answer.headers["Content-Type"] == "application/json"


def read_from(log: Path, place: int) -> list[str]:
    return log.read_bytes()[place:].decode(errors="replace").splitlines()


@pytest.mark.parametrize("path", ["/api/nothing/", "/nothing", "/api/sessions/no-uuid/", "/static/nothing.css"])
def test_a_missing_path(path: str, nobody: Client) -> None:
    answer = httpx.get(nobody.base_url.join(path), trust_env=False)

    assert_refused(answer, Code.NOT_FOUND)


def test_a_wrong_method_comes_before_credentials(nobody: Client) -> None:
    answer = nobody.put("/sessions/")

    assert_refused(answer, Code.METHOD_NOT_ALLOWED)
    assert answer.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"text"',
        b'{"title": NaN}',
        b'{"title": 1e999}',
        b'{"preferences": {"a": 1e20}}',
        b'{"preferences": {"a": -18446744073709551616}}',
        b'{"title": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"title": "\\ud800"}',
        b'{"title": "\xff"}',
        b'\xef\xbb\xbf{"title": ""}',
        b'{"a":' * 65 + b"1" + b"}" * 65,
        b"[" * 100_000,
        b'{"title": ' + b"9" * 6000 + b"}",
    ],
    ids=lambda body: str(body[:20]),
)
def test_a_broken_body_comes_before_credentials(body: bytes, nobody: Client) -> None:
    answer = nobody.post("/sessions/", content=body, headers=JSON)

    assert_refused(answer, Code.INVALID)


def test_a_body_over_one_mebibyte(nobody: Client) -> None:
    def pieces() -> list[bytes]:
        return [b'{"title": "', b"x" * settings.MAX_BODY_BYTES, b'"}']

    with_length = nobody.post("/sessions/", content=b"".join(pieces()), headers=JSON)
    without_length = nobody.post("/sessions/", content=iter(pieces()), headers=JSON)

    assert_refused(with_length, Code.TOO_LARGE)
    assert_refused(without_length, Code.TOO_LARGE)


@pytest.mark.parametrize("path", POSTS)
def test_a_body_far_beyond_the_limit_is_refused_each_time(path: str, server: Server, nobody: Client) -> None:
    body = b'{"title": "' + b"x" * 3 * settings.MAX_BODY_BYTES + b'"}'
    logged = server.log.stat().st_size

    for _ in range(20):
        assert_refused(nobody.post(path, content=body, headers=JSON), Code.TOO_LARGE)

    assert [line for line in read_from(server.log, logged) if orjson.loads(line).get("level") == "error"] == []


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "/messages/stream/", "side"),
        ("POST", "/messages/stream/", "reasoning_effort"),
        ("POST", f"/messages/{NOWHERE}/branch/", "reasoning_effort"),
        ("POST", f"/messages/{NOWHERE}/regenerate/", "reasoning_effort"),
        ("POST", f"/runs/{NOWHERE}/stop/", "side"),
        ("POST", "/sessions/", "mode"),
        ("GET", "/sessions/", "mode"),
    ],
)
def test_what_was_sent_is_not_sent_back(method: str, path: str, name: str, owner: Client) -> None:
    sent = {name: "x" * 10_000}

    answer = owner.request(
        method, path, json=sent if method == "POST" else None, params=sent if method == "GET" else {}
    )

    assert_refused(answer, Code.INVALID)
    assert name in answer.json()["fields"]
    assert len(answer.content) < 1024


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/xml"])
def test_a_body_that_is_not_json(kind: str, nobody: Client) -> None:
    answer = nobody.post("/sessions/", content=b"mode=direct", headers={"Content-Type": kind})

    assert_refused(answer, Code.UNSUPPORTED_MEDIA_TYPE)


def test_a_body_without_a_length_is_read_too(owner: Client) -> None:
    answer = owner.post("/sessions/", content=iter([b'{"mode": ', b'"sideways"}']), headers=JSON)

    assert_refused(answer, Code.INVALID)
    assert answer.json()["fields"] == {"mode": ["One of direct, compare, random."]}


def test_an_empty_body_is_an_empty_object(owner: Client) -> None:
    answer = owner.post("/sessions/", content=b"", headers=JSON)

    assert_refused(answer, Code.INVALID)
    assert answer.json()["fields"] == {"mode": ["This field is required."]}


def test_credentials_come_before_fields(nobody: Client) -> None:
    answer = nobody.post("/sessions/", json={"mode": "sideways"})

    assert_refused(answer, Code.UNAUTHENTICATED)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_form_nobody_makes(owner: Client) -> None:
    answer = owner.get("/sessions/", headers={"Accept": "text/html"})

    assert_refused(answer, Code.NOT_ACCEPTABLE)


def test_nul_in_a_query(owner: Client) -> None:
    answer = owner.get("/sessions/", params={"search": "a\0b"})

    assert_refused(answer, Code.INVALID)


def test_a_host_that_is_not_ours(nobody: Client) -> None:
    answer = nobody.get("/models/", headers={"Host": "evil.example"})

    assert_refused(answer, Code.INVALID)


def test_a_row_whose_owner_has_just_gone(database: None) -> None:
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        RefreshToken.objects.create(hash=uuid4().hex, user_id=uuid4(), version=1, expires_at=timezone.now())

    assert translate(raised.value).code is Code.NOT_FOUND


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "full.sqlite3")) as small:
        small.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.OperationalError) as raised:
            small.execute("CREATE TABLE words AS SELECT randomblob(1000000)")

    error = OperationalError("as Django wraps it")
    error.__cause__ = raised.value

    assert translate(error).code is Code.STORAGE_FULL


def test_the_documented_codes_are_those_of_the_code() -> None:
    page = Path(settings.BASE_DIR, "docs", "errors.md").read_text(encoding="utf-8")

    documented = re.findall(r"^\| `(\w+)` \| (\d+) \|", page, re.MULTILINE)

    assert documented == [(code.value, str(code.status)) for code in Code]
