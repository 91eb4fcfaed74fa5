"""Whatever is sent to whichever route by whomever: no crash, and no answer but those that the schema names."""

from collections.abc import Iterator
from itertools import product
from math import ceil

import httpx
import pytest
import requests
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from schemathesis import APIOperation
from schemathesis.core.result import Ok

from api.refusals import Code
from tests.people import Client
from tests.schema.belongings import PEOPLE, Public
from tests.schema.trying import Tally, Trial, has_inputs, name_of
from tests.servers import Server

CONFIG = schemathesis.Config.from_dict(
    {
        "generation": {"with-security-parameters": False},
        # Which of them, the status has to say for itself.
        "checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}},
    }
)
SCHEMA = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True), config=CONFIG)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
STREAMS = ("ask", "branch", "regenerate", "follow_run", "follow_message", "follow_session")
TRIED = [operation for operation in OPERATIONS if name_of(operation) not in STREAMS]
# Those without inputs are soon at their end.
RICH = [operation for operation in TRIED if has_inputs(operation)]
# Where passwords are hashed one case takes as long as a dozen elsewhere, so there are fewer.
HASHING, HASHED = ("log_in", "register", "change_password"), 3
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")


def test_the_schema_can_be_read_to_its_end() -> None:
    assert len(OPERATIONS) == len(list(SCHEMA.get_all_operations()))


@pytest.fixture(scope="session")
def connection() -> Iterator[requests.Session]:
    with requests.Session() as connection:
        connection.trust_env = False
        yield connection


@pytest.mark.parametrize("operation", TRIED, ids=lambda each: each.label)
def test_every_answer_is_one_that_the_schema_names(
    operation: APIOperation,
    server: Server,
    synchronous: Server,
    public: Public,
    tally: Tally,
    connection: requests.Session,
    database: None,
) -> None:
    people = {name: make(public) for name, make in PEOPLE.items()}
    urls = [server.url, server.url, server.url, synchronous.url]

    Trial(operation, people, urls, tally, connection).run(share_of(operation, tally))

    assert tally.by_operation[operation.label]


def share_of(operation: APIOperation, tally: Tally) -> int:
    """Of what is still wanted, for those with inputs that are left; of the others there are few cases anyway."""
    left = [each for each in TRIED[TRIED.index(operation) :] if each in RICH]
    cases = ceil((tally.wanted - tally.total) / max(1, len(left)))
    most = 2 * ceil(tally.wanted / len(RICH))
    return max(1, min(cases, most) // (HASHED if name_of(operation) in HASHING else 1))


def test_a_method_that_is_not_named_is_refused(server: Server, owner: Client) -> None:
    named = {(operation.method.upper(), operation.path) for operation in OPERATIONS}
    paths = {operation.path for operation in OPERATIONS}
    others = [(method, path) for method, path in product(METHODS, sorted(paths)) if (method, path) not in named]

    answers = {each: ask(owner, *each) for each in others}

    assert {each: answer.status_code for each, answer in answers.items() if answer.status_code != 405} == {}
    assert {answer.json()["code"] for answer in answers.values()} == {Code.METHOD_NOT_ALLOWED}
    for (_, path), answer in answers.items():
        allowed = set(answer.headers["Allow"].split(", ")) - {"HEAD"}
        assert allowed == {method for method, other in named if other == path}, path


def ask(client: Client, method: str, path: str) -> httpx.Response:
    filled = path.format(id="00000000-0000-0000-0000-000000000000", token="t", reference="open/model")
    return client.request(method, str(client.base_url.join(filled)))


def test_as_many_cases_were_tried_as_were_wanted(tally: Tally) -> None:
    assert tally.total >= tally.wanted
