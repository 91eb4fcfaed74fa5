"""The simulator is what other tests rely on: it does what it is told, and tells what it did."""

import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.simulator import steps
from tests.simulator.providing import ANY
from tests.simulator.scenarios import SCENARIOS, refuse, speak
from tests.simulator.speeches import SPEECHES, find


@pytest.fixture
def provider() -> Iterator[httpx.Client]:
    """In a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "tests.simulator"], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout
        with httpx.Client(base_url=process.stdout.readline().strip(), trust_env=False) as client:
            yield client
        process.terminate()


def test_a_script_survives_its_journey() -> None:
    script = {name: [scenario, (), scenario] for name, scenario in SCENARIOS.items()}

    assert steps.read(steps.tell(script)) == script


def test_it_is_told_what_to_do_and_tells_what_it_did(provider: httpx.Client) -> None:
    script = {"m": [refuse(503), speak(["Yes."])], ANY: [refuse(404)]}
    provider.post("/_script", json=steps.tell(script))

    statuses = [provider.post("/chat/completions", json={"model": model}).status_code for model in ("m", "m", "other")]
    first, second, third = provider.get("/_ledger").json()

    assert statuses == [503, 200, 404]
    assert [entry["model"] for entry in (first, second, third)] == ["m", "m", "other"]
    assert second["path"] == "/chat/completions"
    assert second["body"] == '{"model":"m"}'
    assert second["end"] == "finished"
    assert second["written"] > first["written"]
    assert second["began"] <= second["ended"]


def test_who_leaves_is_noted(provider: httpx.Client) -> None:
    provider.post("/_script", json=steps.tell({"m": [SCENARIOS["stall"]]}))

    with provider.stream("POST", "/chat/completions", json={"model": "m"}) as answer:
        next(answer.iter_raw())
    end = wait_for_end(provider)

    assert end == "left"


def wait_for_end(provider: httpx.Client) -> str:
    """It may take a moment until a provider notices."""
    for _ in range(100):
        (entry,) = provider.get("/_ledger").json()
        if entry["end"]:
            break
    return entry["end"]


def test_a_path_that_no_dialect_has_is_not_found(provider: httpx.Client) -> None:
    assert provider.post("/elsewhere", json={"model": "m"}).status_code == 404


@pytest.mark.parametrize("end", SPEECHES)
def test_every_speech_is_found_below_any_address(end: str) -> None:
    assert find("/proxy/v1" + end.replace("\\", "")) is SPEECHES[end]
