"""One made-up request after another, each answered as the schema says and no other way."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

import requests
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.schema.belongings import Person, ground

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
# Operations that take what the schema forbids, and why.
LENIENT: Mapping[str, str] = {
    "open_session": "in a battle the server draws, and does not look at models that were sent"
}
QUIET = settings(
    database=None,
    deadline=None,
    # A case that failed comes with its own curl; to make it smaller would cost many requests.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Tally:
    wanted: int
    by_operation: Counter[str] = field(default_factory=Counter)
    by_status: Counter[int] = field(default_factory=Counter)
    by_person: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.by_operation.total()

    def note(self, operation: APIOperation, person: str, status: int) -> None:
        self.by_operation[operation.label] += 1
        self.by_person[person] += 1
        self.by_status[status] += 1

    def lines(self) -> Iterator[str]:
        yield f"{self.total} cases were tried, {self.wanted} were wanted, of {len(self.by_operation)} operations"
        yield f"by status: {dict(sorted(self.by_status.items()))}"
        yield f"by person: {dict(self.by_person.most_common())}"


@dataclass(frozen=True)
class Trial:
    operation: APIOperation
    people: Mapping[str, Person]
    # Of servers that answer it; the more often one stands here, the more often it is asked.
    urls: Sequence[str]
    tally: Tally
    connection: requests.Session

    def run(self, cases: int) -> None:
        """The same requests each time."""

        @seed(0)
        @settings(QUIET, max_examples=cases)
        @given(self._cases(), st.sampled_from(sorted(self.people)), st.sampled_from(self.urls), st.integers(0, 3))
        def try_all(case: Case, name: str, url: str, chance: int) -> None:
            if chance:
                ground(case, self.people[name].things)
            self._try(case, name, url)

        try_all()

    def _cases(self) -> st.SearchStrategy[Case]:
        return st.one_of(*(self.operation.as_strategy(mode) for mode in GenerationMode))

    def _try(self, case: Case, name: str, url: str) -> None:
        person = self.people[name]
        answer = case.call(base_url=url, session=self.connection, headers=dict(person.headers))
        self.tally.note(self.operation, name, answer.status_code)
        if was_refused_before_us(answer):
            return
        is_lenient = name_of(self.operation) in LENIENT
        case.validate_response(answer, checks=CHECKS[: -1 if is_lenient else None])
        if is_private(self.operation) and not person.is_known:
            assert answer.status_code in range(400, 500), f"{name} was let in: {answer.status_code}"


def was_refused_before_us(answer: Response) -> bool:
    """By gunicorn itself, which reads no address longer than 4 KiB."""
    return answer.status_code == HTTPStatus.REQUEST_URI_TOO_LONG


def name_of(operation: APIOperation) -> str:
    return str(operation.definition.raw["operationId"])


def is_private(operation: APIOperation) -> bool:
    return bool(operation.definition.raw.get("security"))


def has_inputs(operation: APIOperation) -> bool:
    return bool(operation.definition.raw.keys() & {"parameters", "requestBody"})
