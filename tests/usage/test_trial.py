"""POST /models/{id}/test/: staff try a model."""

from collections.abc import Iterator

import pytest

from ai_model.models import AIModel
from tests.ai_model.rows import make_model, make_provider
from tests.message.submitting import refusal
from tests.people import Client, sign_in
from tests.servers import Server, start_server
from tests.usage.granting import grant
from usage.models import Charge
from user.models import User


@pytest.fixture
def staff(server: Server, owner: Client) -> Iterator[Client]:
    User.objects.filter(pk=owner.user.pk).update(is_staff=True)
    with sign_in(server, owner.user) as client:
        yield client


@pytest.fixture
def swift(database: None) -> AIModel:
    demo = make_provider(base_url="http://demo.localhost")
    return make_model(demo, model_code="swift")


def test_a_model_that_answers(staff: Client, swift: AIModel) -> None:
    answer = staff.post(f"models/{swift.pk}/test/", json={"question": "Count to 3"})

    told = answer.json()
    assert answer.status_code == 200
    assert told["ok"] is True
    assert told["model"] == swift.name
    assert "1, 2, 3" in told["text"]
    assert told["finish_reason"] == "stop"
    assert told["usage"]["completion_tokens"] > 0
    assert told["first_token_ms"] <= told["duration_ms"]
    assert (told["error"], told["code"], told["cause"]) == (None, None, None)


def test_no_question_is_needed(staff: Client, swift: AIModel) -> None:
    assert staff.post(f"models/{swift.pk}/test/", json={}).json()["ok"] is True


def test_without_a_price_only_hosts_that_want_no_key_cost_nothing(staff: Client, swift: AIModel) -> None:
    free = staff.post(f"models/{swift.pk}/test/", json={}).json()
    swift.provider.store_key("sk-a-key")
    swift.provider.save()

    paid = staff.post(f"models/{swift.pk}/test/", json={}).json()

    assert (free["ok"], free["cost"]) == (True, 0)
    assert (paid["ok"], paid["cost"]) == (True, None)


def test_a_failure_is_told_with_its_cause(staff: Client, database: None) -> None:
    model = make_model(make_provider(base_url="http://127.0.0.1:9"))

    told = staff.post(f"models/{model.pk}/test/", json={}).json()

    assert told["ok"] is False
    assert told["code"] == "upstream_unreachable"
    assert told["cause"] == "connection_refused"
    assert told["error"] == "The model could not be reached."


def test_what_is_lacking_is_told(staff: Client, database: None) -> None:
    model = make_model(make_provider(api_key_env="NO_SUCH_KEY"))

    told = staff.post(f"models/{model.pk}/test/", json={}).json()

    assert told["ok"] is False
    assert told["cause"] == "lacking"
    assert "set NO_SUCH_KEY" in told["error"]


def test_only_staff_may(stranger: Client, guest: Client, nobody: Client, swift: AIModel) -> None:
    answers = [who.post(f"models/{swift.pk}/test/", json={}) for who in (stranger, guest, nobody)]

    assert [answer.json()["code"] for answer in answers] == ["forbidden", "forbidden", "unauthenticated"]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("models/00000000-0000-4000-8000-000000000000/test/", {}, "not_found"),
        ("models/{}/test/", {"question": 5}, "invalid"),
        ("models/{}/test/", {"question": ""}, "invalid"),
        ("models/{}/test/", {"question": "x" * 32_769}, "invalid"),
    ],
)
def test_what_is_wrong_is_refused(path: str, body: object, code: str, staff: Client, swift: AIModel) -> None:
    assert staff.post(path.format(swift.pk), json=body).json()["code"] == code


def test_it_is_only_posted(staff: Client, swift: AIModel) -> None:
    assert staff.get(f"models/{swift.pk}/test/").json()["code"] == "method_not_allowed"


def test_the_synchronous_container_sends_elsewhere(staff: Client, swift: AIModel) -> None:
    with start_server("wsgi") as wsgi, sign_in(wsgi, staff.user) as client:
        answer = client.post(f"models/{swift.pk}/test/", json={})

    assert answer.status_code == 421
    assert answer.json()["code"] == "wrong_container"


def test_a_key_is_in_no_line_of_the_log(staff: Client, swift: AIModel, server: Server) -> None:
    key = "sk-a-key-that-nobody-may-see"
    swift.provider.store_key(key)
    swift.provider.save()

    told = staff.post(f"models/{swift.pk}/test/", json={"question": "[fail 401] hello"})

    assert told.json()["code"] == "auth"
    assert key not in told.text
    assert key not in server.read_log()
    assert "unauthorised" in server.read_log()


def test_it_is_charged_as_every_call_is(staff: Client, swift: AIModel) -> None:
    told = staff.post(f"models/{swift.pk}/test/", json={}).json()

    (row,) = Charge.objects.filter(model=swift)
    assert (row.user, row.outcome, row.output_tokens) == (staff.user, "success", told["usage"]["completion_tokens"])


def test_within_a_budget_as_well(staff: Client, swift: AIModel) -> None:
    grant(10, user=staff.user)

    assert refusal(staff.post(f"models/{swift.pk}/test/", json={})) == (402, "budget_exceeded")
