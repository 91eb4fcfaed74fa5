import asyncio
import os
import signal
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from arena_backend import tick

NICENESS = 10


class Command(BaseCommand):
    help = "Does all periodic work, once or again and again: where no server does it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", metavar="SECONDS", type=float, help="go on until told to end")
        parser.add_argument("--beat", metavar="FILE", type=Path, help="touch this after each round that went well")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["every"]:
            asyncio.run(go_on(options["every"], options["beat"]))
            return
        for name, count in tick.run_all().items():
            self.stdout.write(f"{name}: {count}")


async def go_on(seconds: float, beat: Path | None) -> None:
    # Whoever waits for an answer goes first: to rank takes a processor for seconds.
    os.nice(NICENESS)
    task = asyncio.current_task()
    assert task  # noqa: S101 -- for the type checker
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await tick.go_round(beat)
        await tick.keep_ticking(seconds, beat=beat)
