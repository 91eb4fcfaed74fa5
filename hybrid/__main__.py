"""The hybrid stack without containers, until Ctrl-C: script/hybrid"""

import signal
import sys
import time
from contextlib import suppress
from types import FrameType

from hybrid.processes import Failed
from hybrid.stack import Stack
from hybrid.surroundings import Missing
from hybrid.up import stack_up

WATCH_SECONDS = 0.5


def main() -> None:
    # Whoever tells us to end tells us so as a terminal does.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        with stack_up({}, say=say) as stack:
            announce(stack)
            watch(stack)
    except KeyboardInterrupt:
        say("hybrid", "has ended; nothing is left")
    except (Missing, Failed) as error:
        sys.exit(f"script/hybrid: {error}")


def say(name: str, line: str) -> None:
    # Whoever has read it may be gone; the processes are not.
    with suppress(OSError):
        print(f"{name:9} | {line}", flush=True)  # noqa: T201 -- a terminal is where it is read


def announce(stack: Stack) -> None:
    say("hybrid", ", ".join(f"{name} is process {process.running.pid}" for name, process in stack.lasting.items()))
    say("hybrid", "SIGUSR1 restarts the streaming processes one after the other; Ctrl-C ends all")
    say("hybrid", f"Arena on {stack.url}")


def watch(stack: Stack) -> None:
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    signal.signal(signal.SIGUSR1, ask)
    while True:
        time.sleep(WATCH_SECONDS)
        if asked:
            asked.clear()
            try:
                stack.restart_streaming()
            except Failed as error:
                say("hybrid", str(error))
        stack.revive()


if __name__ == "__main__":
    main()
