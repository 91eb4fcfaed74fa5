"""Asking from programs without an event loop."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator

import pytest

from ai_model import completion, errors
from ai_model.library.blocking import BlockingStream, run
from tests.ai_model.saying import SWIFT, delta_of, message_of, run_alone, user, wait_for_ends
from tests.simulator.providing import Provider, simulate
from tests.simulator.scenarios import SCENARIOS


@pytest.fixture
def provider() -> Iterator[Provider]:
    """It lives in the background too."""
    opened = simulate({name: [SCENARIOS[name]] for name in ("stall", "mute")})
    yield run(opened.__aenter__())
    run(opened.__aexit__(None, None, None))


def test_an_answer_is_the_same() -> None:
    response = completion(SWIFT, user("What is 2+2? [fast]"))

    assert message_of(response)["content"] == "2+2 = 4"


def test_failures_and_mistakes_are_the_same() -> None:
    with pytest.raises(errors.Unauthorised):
        completion(SWIFT, user("[fail 401]"))
    with pytest.raises(errors.Unauthorised):
        completion(SWIFT, user("[fail 401]"), stream=True)
    with pytest.raises(TypeError, match="there is no option"):
        completion(SWIFT, user("Why?"), temprature=1)  # type: ignore[call-overload]


def test_chunks_come_while_it_speaks() -> None:
    stream = completion(SWIFT, user("Tell me about rain. [fast] [stall]"), stream=True, timeout=1)

    with stream:
        said = [delta_of(next(stream)).get("content") for _ in range(5)]

    assert all(said)
    assert list(stream) == []


def test_a_stream_ends_like_any_iterator() -> None:
    stream = completion(SWIFT, user("What is 2+2? [fast]"), stream=True)

    text = "".join(delta_of(chunk).get("content", "") for chunk in stream)

    assert text == "2+2 = 4" == message_of(stream.response)["content"]


def drop(stream: BlockingStream) -> None:
    del stream


def leave(stream: BlockingStream) -> None:
    with stream:
        next(stream)


@pytest.mark.parametrize("part", [BlockingStream.close, leave, drop])
def test_whoever_leaves_lets_the_provider_go(provider: Provider, part: Callable[[BlockingStream], None]) -> None:
    part(completion("mine/stall", user("Why?"), base_url=provider.url, stream=True))

    run(wait_for_ends(provider))
    assert [entry.end for entry in provider.ledger.entries] == ["left"]


class Interrupted(Exception):
    pass


@pytest.fixture
def alarm() -> Iterator[None]:
    """Rings soon, in the middle of whatever is done."""

    def ring(*args: object) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_whoever_is_interrupted_lets_the_provider_go(provider: Provider, alarm: None) -> None:
    with pytest.raises(Interrupted):
        completion("mine/mute", user("Why?"), base_url=provider.url)

    run(wait_for_ends(provider))
    assert [entry.end for entry in provider.ledger.entries] == ["left"]


def test_threads_ask_at_the_same_time() -> None:
    answers: list[str] = []

    def ask() -> None:
        answers.append(message_of(completion(SWIFT, user("What is 2+2?")))["content"])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == ["2+2 = 4"] * 4


def test_an_event_loop_is_not_stopped() -> None:
    async def main() -> None:
        completion(SWIFT, user("Why?"))

    with pytest.raises(RuntimeError, match=r"await acompletion\(\) instead"):
        asyncio.run(main())


FORKING = """
import os
from ai_model import completion
QUESTION = [{"role": "user", "content": "Tell me about rain. [fast] [stall]"}]
stream = completion("demo/swift", QUESTION, stream=True)
next(stream)
if not os.fork():
    print(completion("demo/swift", [{"role": "user", "content": "What is 2+2? [fast]"}])["object"], flush=True)
    raise SystemExit
os.wait()
print("done")
"""


INTERRUPTED = """
import os, signal, threading
from ai_model import completion
threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT]).start()
try:
    completion("demo/swift", [{"role": "user", "content": "[silent]"}])
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize(
    ("program", "told"),
    [(FORKING, "chat.completion\ndone\n"), (INTERRUPTED, "interrupted\n")],
    ids=["forking", "interrupted"],
)
def test_a_program_that_ends_in_the_middle_leaves_nothing_open(program: str, told: str) -> None:
    assert run_alone(program) == (told, "")
