"""S33: whatever type stands where another is expected, the answer is a refusal. Made from the schema; requests without
number that are made up by it are in tests/schema/."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest
from drf_spectacular.generators import SchemaGenerator

from api.refusals import Code
from tests.people import make_account
from tests.servers import Server

Names = tuple[str, ...]

# Stands for any place in one.
LIST = "[]"

OPENAPI = SchemaGenerator().get_schema(public=True)
SCHEMAS = OPENAPI["components"]["schemas"]
WRONG: Mapping[str, Any] = {
    "null": None,
    "boolean": True,
    "integer": 7,
    "number": 0.5,
    "string": "word",
    "array": [[]],
    "object": {"a": {}},
}
# A whole number is a number, too.
ALSO = {"number": {"integer"}}
# Some clients send null there for what they do not say.
LENIENT = {(f"/api/messages/{path}", "null") for path in ("stream/", "{id}/branch/", "{id}/regenerate/")}
IDS = {"id": str(uuid4()), "token": "t", "reference": "open/model"}


def bodies() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in OPENAPI["paths"].items():
        for method, operation in methods.items():
            if "requestBody" in operation:
                yield method.upper(), path, resolve(operation["requestBody"]["content"]["application/json"]["schema"])


def resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A field's own schema, wherever it is told."""
    for reference in (schema, *schema.get("allOf", ())):
        if "$ref" in reference:
            return resolve(SCHEMAS[reference["$ref"].rsplit("/", 1)[1]])
    return schema


def types_of(schema: Mapping[str, Any]) -> set[str]:
    found = resolve(schema).get("type", ())
    types = {found} if isinstance(found, str) else set(found)
    return types.union(*(ALSO.get(name, set()) for name in types))


def fields_of(schema: Mapping[str, Any]) -> Iterator[tuple[Names, Mapping[str, Any]]]:
    """Of a body, each as the names that lead to it, and how it is told."""
    for name, told in resolve(schema).get("properties", {}).items():
        yield (name,), told
        inner = resolve(told)
        for below, told_below in fields_of(inner.get("items", inner)):
            yield (name, *([LIST] if "items" in inner else []), *below), told_below


def nest(names: Names, value: Any) -> Any:
    for name in reversed(names):
        value = [value] if name == LIST else {name: value}
    return value


def wrong_bodies(schema: Mapping[str, Any]) -> Iterator[tuple[Names, str, Mapping[str, Any]]]:
    for names, told in fields_of(schema):
        if right := types_of(told):
            yield from ((names, kind, nest(names, value)) for kind, value in WRONG.items() if kind not in right)


@pytest.mark.parametrize(("method", "path", "schema"), [*bodies()], ids=[" ".join(each[:2]) for each in bodies()])
def test_s33_a_wrong_type_is_told_for_what_it_is(
    method: str, path: str, schema: Mapping[str, Any], server: Server, database: None
) -> None:
    with make_account(server, is_staff=True) as client:
        answers = {
            (names, kind): client.request(method, str(client.base_url.join(path.format(**IDS))), json=body)
            for names, kind, body in wrong_bodies(schema)
            if (path, kind) not in LENIENT
        }

    assert answers
    assert {each: answer.text for each, answer in answers.items() if not is_told(answer, each[0][0])} == {}


def is_told(answer: httpx.Response, name: str) -> bool:
    """In the one shape, and by the name of the field."""
    told = answer.json()
    return (answer.status_code, told["code"]) == (400, Code.INVALID) and name in told["fields"]
