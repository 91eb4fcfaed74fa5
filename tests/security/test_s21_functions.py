"""S21: what is for staff or for machines is refused to everybody else."""

import httpx
import pytest

from ai_model.models import AIModel, Provider
from tests.ai_model.rows import make_model, make_provider
from tests.people import Client

PAGES = ["", "ai_model/provider/", "ai_model/provider/add/", "ai_model/aimodel/", "user/user/", "audit/staffact/"]


@pytest.fixture
def model(database: None) -> AIModel:
    return make_model(make_provider())


@pytest.mark.parametrize("person", ["owner", "guest", "nobody"])
def test_s21_people_do_not_come_into_the_admin(person: str, model: AIModel, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(person)
    before = Provider.objects.count()

    reads = [client.get(str(client.base_url.join(f"/admin/{page}"))) for page in PAGES]
    writes = [client.post(str(client.base_url.join(f"/admin/{page}")), data={"name": "mine"}) for page in PAGES]

    assert all(answer.headers["Location"].startswith("/admin/login/") for answer in reads)
    assert {answer.status_code for answer in writes} <= {302, 403}
    assert Provider.objects.count() == before


@pytest.mark.parametrize(("person", "status"), [("owner", 403), ("guest", 403), ("nobody", 401)])
def test_s21_people_try_no_models_and_change_none(
    person: str, status: int, model: AIModel, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(person)

    tried = client.post(f"/models/{model.pk}/test/", json={"question": "Why?"})
    changed = [client.request(verb, f"/models/{model.pk}/", json={}) for verb in ("POST", "PUT", "PATCH", "DELETE")]

    assert tried.status_code == status
    assert {answer.status_code for answer in changed} == {405}
    assert AIModel.objects.filter(pk=model.pk).exists()


def test_s21_metrics_are_not_there_for_those_outside(nobody: Client) -> None:
    address = str(nobody.base_url.join("/metrics/"))

    answer = httpx.get(address, headers={"X-Forwarded-For": "203.0.113.9"}, trust_env=False)

    assert answer.status_code == 404
