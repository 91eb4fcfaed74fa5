"""JSON that is too deep, too much, not quite JSON, or could not be stored: refused, or given back as it was."""

from typing import Any

import orjson
import pytest

from message.models import Message
from tests.conversations import make_session
from tests.message.asking import ask, question
from tests.message.submitting import refusal
from tests.people import Client

DEEP = 100_000
# Each of them once; as many as a body of 1 MiB could never hold.
MANY = 1_000_000
WRONG = {
    "depth in a list": b'{"preferences":{"a":' + b"[" * DEEP + b"]" * DEEP + b"}}",
    "depth in an object": b'{"preferences":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "depth without an end": b"[" * DEEP,
    "a depth of 65": b'{"preferences":{"a":' + b"[" * 64 + b"]" * 64 + b"}}",
    "a number of 6,000 digits": b'{"preferences":{"a":' + b"9" * 6000 + b"}}",
    "NaN": b'{"preferences":{"a":NaN}}',
    "Infinity": b'{"preferences":{"a":-Infinity}}',
    "1e999": b'{"preferences":{"a":1e999}}',
    "two members with one name": b'{"display_name":"A","display_name":"B"}',
    "two, one of them escaped": b'{"preferences":{"a":1,"\\u0061":2}}',
    "two, deep inside": b'{"preferences":{"a":[{"b":{"c":1,"c":1}}]}}',
    "a byte order mark": b'\xef\xbb\xbf{"display_name":"A"}',
    "UTF-16": '{"display_name":"A"}'.encode("utf-16"),
    "no UTF-8": b'{"display_name":"\xff\xfe"}',
    "an overlong NUL": b'{"display_name":"\xc0\x80"}',
    "half a letter": b'{"display_name":"\\ud800"}',
    "half a letter, not escaped": b'{"display_name":"\xed\xa0\x80"}',
    "a NUL": b'{"display_name":"a\\u0000b"}',
    "a NUL in a field of JSON": b'{"preferences":{"a":["b\\u0000"]}}',
    "a NUL in a name": b'{"preferences":{"a\\u0000":1}}',
    "half a letter in a field of JSON": b'{"preferences":{"a":"\\udc00"}}',
    "a comma too many": b'{"display_name":"A",}',
    "single quotes": b"{'display_name':'A'}",
    "two objects": b"{}{}",
    "a list": b"[]",
    "a word": b'"display_name"',
}
STRANGE = {
    "overrides": "a\u202eb\u2066c\u2069\u202c",
    "of no width": "a\u200b\u200c\u200d\u2060\ufeff" * 8,
    "line ends": "a\u2028b\u2029c\u0085d",
    "private and unassigned": "\ue000\U0010ffff\ufffd",
    "piled up": "a" + "\u0301" * 40,
    "two that look alike": "\u00e9e\u0301",
}


def change(client: Client, body: bytes) -> Any:
    return client.patch("/users/me/", content=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_s31_s32_what_is_wrong_is_refused(body: bytes, owner: Client) -> None:
    answer = change(owner, body)

    assert refusal(answer) == (400, "invalid")
    assert owner.get("/users/me/").json()["display_name"] == "Owner"


def test_s31_a_million_members_are_too_large(owner: Client) -> None:
    body = orjson.dumps({"preferences": dict.fromkeys(map(str, range(MANY)), 1)})

    assert refusal(change(owner, body)) == (413, "too_large")


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_s32_what_can_be_stored_comes_back_as_it_was(text: str, owner: Client) -> None:
    preferences = {"a": text, f"k{text}": [text]}

    answer = change(owner, orjson.dumps({"preferences": preferences}))
    told = owner.get("/users/me/").json()

    assert answer.status_code == 200
    assert told["preferences"].items() >= preferences.items()


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_s32_so_does_a_question(text: str, owner: Client) -> None:
    session = make_session(owner.user)

    with ask(owner, question(session, text)) as ear:
        ear.rest()

    assert Message.objects.get(session=session, role="user").content == text
    assert text in [row["content"] for row in owner.get("/messages/", params={"session_id": str(session.pk)}).json()]


@pytest.mark.parametrize("escape", [b"\\u0000", b"\\ud800"])
def test_s32_a_question_that_cannot_be_stored_is_none(escape: bytes, owner: Client) -> None:
    session = make_session(owner.user)
    body = orjson.dumps(question(session, "PEACH")).replace(b"PEACH", escape)

    answer = owner.post("/messages/stream/", content=body, headers={"Content-Type": "application/json"})

    assert refusal(answer) == (400, "invalid")
    assert not Message.objects.filter(session=session).exists()


def test_s32_ten_megabytes_of_no_width_are_too_large(owner: Client) -> None:
    body = orjson.dumps({"preferences": {"a": "\u200b" * (10 * 1024 * 1024 // 3)}})

    assert refusal(change(owner, body)) == (413, "too_large")
