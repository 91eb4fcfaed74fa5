"""One request and its answer over a real socket: all dialects, what is read and what is not, and how it ends."""

import asyncio
import gc
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from ai_model.providers import exchange
from ai_model.providers.calling import Caller
from ai_model.providers.events import End, Reason, Usage
from ai_model.providers.metering import MAX_TEXT
from ai_model.providers.prompts import Params, Prompt, Said
from ai_model.providers.table import DEMO_ADDRESS, DIALECTS
from ai_model.providers.watching import Patience
from tests.ai_model.providers.hearing import PATIENCE, ask, collect, hear, make_call, run
from tests.ai_model.providers.replaying import Heard, replay
from tests.simulator.providing import Provider
from tests.simulator.scenarios import ARRIVAL, SCENARIOS, WHOLE, WORDS, begin, say, speak
from tests.simulator.scenarios import play as answer
from tests.simulator.speeches import CHAT, READ, WRITTEN, choice, event
from tests.simulator.steps import Close, Hold, Pause, Reset, Send, Step
from tests.simulator.wire import LAST_CHUNK, chunk, head

RECORDINGS = Path(__file__).parent / "recordings"
BAD_CHUNK = Send(b"zz\r\nno chunk\r\n")
# The last words of an answer in the dialect of OpenAI's chat, and the line that says that it was all.
LAST_WORDS, DONE = event(choice({}, "stop")), b"data: [DONE]\n\n"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_spoken(dialect: str) -> None:
    """Each recording says over a socket what it says to a parser."""
    bodies = [path.read_bytes() for path in sorted((RECORDINGS / dialect).glob("*.response"))]

    async def play(provider: Provider, caller: Caller) -> list[Heard]:
        return [await hear(caller, make_call(provider.url, "a/b", dialect=dialect)) for _ in bodies]

    heard = run(play, {"*": [answer([body]) for body in bodies]})

    assert heard == [replay(DIALECTS[dialect].parser(), [body]) for body in bodies]


@pytest.mark.parametrize("dialect", ["openai-chat", "gemini", "bedrock-converse"])
def test_the_usage_is_heard_with_the_text(dialect: str) -> None:
    async def play(provider: Provider, caller: Caller) -> Heard:
        return await hear(caller, make_call(provider.url, "a/b", dialect=dialect))

    heard = run(play)

    assert (heard.text, heard.usage) == (WHOLE, Usage(READ, WRITTEN))


def test_the_demo_is_found_by_its_name() -> None:
    async def play(provider: Provider, caller: Caller) -> Heard:
        return await hear(caller, make_call(DEMO_ADDRESS, "swift"))

    assert run(play).end is not None


@pytest.mark.parametrize("name", ["flood", "endless-line"])
def test_too_much_is_not_read_to_its_end(name: str) -> None:
    _, (entry,) = ask(SCENARIOS[name])

    assert entry.written < 16 * 1024 * 1024


def test_a_text_that_comes_at_once_is_cut_too() -> None:
    heard, _ = ask(speak(["\N{PEACH}" * 250_000]))

    assert heard.text == "\N{PEACH}" * (MAX_TEXT // 4)
    assert heard.end == End(Reason.LENGTH, "full")


def test_what_is_full_in_the_middle_of_a_packet_ends_once() -> None:
    pieces = b"".join(CHAT.piece("x" * 1000) for _ in range(2 * MAX_TEXT // 1000))

    events = run(lambda provider, caller: collect(caller, make_call(provider.url)), {"m": [answer([pieces])]})

    assert [event for event in events if isinstance(event, End)] == [End(Reason.LENGTH, "full")]
    assert events[-1] == End(Reason.LENGTH, "full")


def test_what_json_cannot_say_is_not_asked() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[str, int]:
        call = make_call(provider.url)
        huge = replace(call.prompt, params=Params(seed=2**70))
        heard = await hear(caller, replace(call, prompt=huge))
        return heard.error, provider.ledger.count("m")

    assert run(play) == ("refused", 0)


def test_any_byte_ends_a_silence() -> None:
    comments = begin([b": still here\n\n"] * 4, pause=PATIENCE.silence / 3)

    heard, _ = ask((*comments, Send(chunk(b"".join(CHAT.pieces(WORDS))) + LAST_CHUNK)))

    assert (heard.text, heard.error) == (WHOLE, "")


def test_a_slow_first_byte_is_waited_for_no_longer_than_allowed() -> None:
    in_time, _ = ask((Pause(PATIENCE.first_byte / 3), *speak()))
    too_late, _ = ask((Pause(PATIENCE.first_byte * 2), *speak()))

    assert (in_time.error, too_late.error) == ("", "no_first_byte")


@pytest.mark.parametrize("step", [Close(), Reset(), Hold(), BAD_CHUNK], ids=str)
@pytest.mark.parametrize("last", [LAST_WORDS, LAST_WORDS + DONE], ids=["end", "done"])
def test_what_comes_after_the_end_spoils_nothing(last: bytes, step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is not waited for as long as an answer would be."""
    monkeypatch.setattr(exchange, "LINGER_SECONDS", 0.05)
    monkeypatch.setattr(exchange, "FAREWELL_SECONDS", 0.05)

    async def play(provider: Provider, caller: Caller) -> Heard:
        async with asyncio.timeout(5):
            return await hear(caller, replace(make_call(provider.url), patience=Patience()))

    heard = run(play, {"m": [(*begin([*map(CHAT.piece, WORDS), last]), ARRIVAL, step)]})

    assert (heard.text, heard.end, heard.error) == (WHOLE, End(Reason.STOP, "stop"), "")


def test_keep_alives_after_the_end_hold_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "LINGER_SECONDS", 0.05)
    keep_alives = [step for _ in range(500) for step in (Pause(0.02), Send(chunk(b": still here\n\n")))]

    async def play(provider: Provider, caller: Caller) -> Heard:
        async with asyncio.timeout(5):
            return await hear(caller, replace(make_call(provider.url), patience=Patience()))

    heard = run(play, {"m": [(*begin([*map(CHAT.piece, WORDS), LAST_WORDS]), *keep_alives)]})

    assert (heard.text, heard.end, heard.error) == (WHOLE, End(Reason.STOP, "stop"), "")


@pytest.mark.parametrize("step", [Close(), Reset(), Hold(), BAD_CHUNK], ids=str)
def test_a_refusal_is_understood_by_its_status_if_by_nothing_else(step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "REFUSAL_SECONDS", 0.05)

    heard, _ = ask((Send(head(401, Transfer_Encoding="chunked") + chunk(b'{"err')), ARRIVAL, step))

    assert heard.error == "unauthorised"


def test_an_error_that_follows_the_text_is_no_success() -> None:
    heard, _ = ask(SCENARIOS["error-in-stream"])

    assert (heard.text, heard.error, heard.end) == (WORDS[0], "overloaded", None)


def test_an_answer_that_was_heard_out_leaves_its_connection_to_the_next() -> None:
    async def play(provider: Provider, caller: Caller) -> list[int]:
        for _ in range(3):
            await hear(caller, make_call(provider.url))
        return [entry.connection for entry in provider.ledger.of("m")]

    assert run(play) == [1, 1, 1]


def test_an_answer_that_was_broken_off_does_not() -> None:
    async def play(provider: Provider, caller: Caller) -> int:
        await hear(caller, make_call(provider.url))
        await provider.settle()
        return len(provider.lines)

    assert run(play, {"m": [say(WORDS, Hold())]}) == 0


class Deaf(asyncio.Protocol):
    """Answers at once, then stops, and lets the question wait in the client's buffers."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.pause_reading()
        self.transport.write(head() + CHAT.piece(WORDS[0]))


def test_a_question_that_nobody_reads_is_given_up_too() -> None:
    question = Prompt("m", (Said("user", "x" * 1_000_000),) * 16)

    async def play(provider: Provider, caller: Caller) -> tuple[Heard, int]:
        deaf = Deaf()
        server = await asyncio.get_running_loop().create_server(lambda: deaf, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        heard = await hear(caller, replace(make_call(f"http://127.0.0.1:{port}"), prompt=question))
        await asyncio.sleep(0.01)
        connections = count_connections(port)
        deaf.transport.abort()
        server.close()
        return heard, connections

    heard, connections = run(play)

    assert (heard.text, heard.error) == (WORDS[0], "silent")
    assert connections == 0


def count_connections(port: int) -> int:
    """To this port, of this process."""
    transports = [each for each in gc.get_objects() if issubclass(type(each), asyncio.Transport)]
    return sum(each.get_extra_info("peername")[1] == port for each in transports if not is_gone(each))


def is_gone(transport: asyncio.Transport) -> bool:
    return getattr(transport, "_sock", None) is None
