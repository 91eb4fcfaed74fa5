"""The page for those who write clients, and the two of its examples that come back to nothing."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.conf import settings

from tests.clients.answers import HARD
from tests.clients.racing import token_of
from tests.clients.running import HERE, start
from tests.message.asking import seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client
from tests.servers import Server

PAGE = (settings.BASE_DIR / "docs/clients/streams.md").read_text(encoding="utf-8")
TEXT = "".join(HARD).replace("\x00", "\ufffd")


def write_again(printed: str) -> str:
    """The line of which this is what was read."""
    kind, value = json.loads(printed)
    return f"{kind}:{json.dumps(value)}"


SHAPES: Mapping[str, Callable[[str], str]] = {"with_curl.sh": str, "with_fetch.mjs": write_again}


def test_every_example_is_one_of_the_clients_tested_here() -> None:
    examples = re.findall(r"^```[a-z]+\n(.+?)^```$", PAGE, re.DOTALL | re.MULTILINE)

    scripts = [path.read_text(encoding="utf-8") for path in HERE.glob("with_*")]
    assert sorted(examples) == sorted(scripts)


@pytest.mark.parametrize("script", SHAPES)
def test_lines_are_read_as_they_are_said(
    script: str, owner: Client, server: Server, simulator: Simulator, tmp_path: Path
) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("At once. ", gate, *HARD)))

    with start(script, f"{server.url}/api", token_of(owner), str(session.pk), "Why?", folder=tmp_path) as program:
        program.wait_for("At once.")
        simulator.open(gate.gate)
        printed = program.finish()

    heard = hear("lines", "".join(f"{SHAPES[script](line)}\n" for line in printed).encode())
    assert said(heard) == {"a": "At once. " + TEXT}
    assert ends(heard)["a"]["reason"] == "stop"
