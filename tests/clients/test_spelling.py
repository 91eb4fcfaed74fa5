"""A stream that comes byte by byte, with rewinds and a keep-alive in every gap, as every client spells it."""

from contextlib import ExitStack
from pathlib import Path

from message.runs.news import Rewound, Silence
from tests.clients.racing import SCRIPTS, hear_all
from tests.clients.running import start
from tests.message.simulating import Simulator
from tests.message.wire.decoding import hear
from tests.message.wire.script import SCRIPT, encode, stand
from tests.simulator.scenarios import play, refuse

REWOUND = list(stand([*SCRIPT[:-1], Rewound({"a": 20}), SCRIPT[-1]]))


def test_what_is_no_event_is_not_heard(database: None, simulator: Simulator, tmp_path: Path) -> None:
    body = encode("sse", *(each for news in REWOUND for each in (Silence(), news, Silence())))
    letters = [body[place : place + 1] for place in range(len(body))]
    # Any page may read it.
    answers = (play(letters, Access_Control_Allow_Origin="*"), refuse(204, b"", Access_Control_Allow_Origin="*"))

    with ExitStack() as stack:
        programs = {}
        for script in SCRIPTS:
            stream = f"{simulator.url}/models/{simulator.make_model(*answers).model_code}/stream"
            programs[script] = stack.enter_context(start(script, stream, "a-token", folder=tmp_path))
        heard = {script: hear_all(program.tell()) for script, program in programs.items()}

    meant = [each for each in hear("sse", body) if each.kind != "ping"]
    assert heard == dict.fromkeys(SCRIPTS, meant)
