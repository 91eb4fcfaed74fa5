"""The command that puts one question to several models and shows their answers side by side."""

import asyncio
import json
import logging
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from ai_model import asking, columns
from ai_model.asking import Plan
from ai_model.library import contacts, questions
from ai_model.providers.watching import Patience

DEMO = "demo/"
MOST_SIDES = 8
BAD_USE, INTERRUPTED = 2, 130
NARROWEST, WIDEST = 20, 1000


class Command(BaseCommand):
    help = "Ask up to eight models one question; no database is needed. Without -m, the demo models answer."
    # It reads the catalog itself, and nothing else has to be in order.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("question", help="what is asked; - takes it from standard input")
        parser.add_argument(
            "-m", "--model", action="append", dest="names", metavar="PROVIDER/CODE", help="again for each further one"
        )
        parser.add_argument("--system", default="", help="how they shall behave")
        parser.add_argument("--temperature", type=float)
        parser.add_argument("--max-tokens", type=int)
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object per line and model")
        parser.add_argument("--width", type=_width, help="of the picture, in letters")

    def handle(self, *args: Any, question: str, **options: Any) -> None:
        try:
            plans = _make_plans(question, options)
        except (TypeError, ValueError) as error:
            raise CommandError(str(error), returncode=BAD_USE) from error
        try:
            with _quiet_logs():
                asyncio.run(self._ask(plans, options))
        except KeyboardInterrupt:
            raise SystemExit(INTERRUPTED) from None
        except BrokenPipeError:
            # Python itself would write to it once more, at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(1) from None
        if any(side.failure for side, _ in plans):
            raise SystemExit(1)

    async def _ask(self, plans: Sequence[Plan], options: Mapping[str, Any]) -> None:
        sides = [side for side, _ in plans]
        if options["as_json"]:
            await asking.ask(plans, lambda side: None)
            for side in sides:
                self._say(json.dumps(asking.tell(side)))
        elif self.stdout.isatty():
            console = Console(width=options["width"], no_color=options["no_color"])
            await columns.show(sides, asking.ask(plans, lambda side: None), console=console)
        else:
            await asking.ask(plans, lambda side: self._say(columns.tell_plainly(side)))

    def _say(self, text: str) -> None:
        """At once, on a pipe too."""
        self.stdout.write(text)
        self.stdout.flush()


def _make_plans(question: str, options: Mapping[str, Any]) -> list[Plan]:
    catalog = contacts.read_catalog(settings.ARENA_CATALOG)
    names = options["names"] or [model.name for model in catalog.models if model.name.startswith(DEMO)]
    if not 1 <= len(names) <= MOST_SIDES:
        raise ValueError(f"one to {MOST_SIDES} models can be asked, each with -m; not {len(names)}")
    messages = _tell(question, options["system"])
    prompt = questions.read_prompt(messages, {name: options[name] for name in ("temperature", "max_tokens")})
    patiences = {False: Patience(**settings.PATIENCE), True: Patience(**settings.LONG_PATIENCE)}
    return [asking.plan(name, prompt, catalog=catalog, patiences=patiences) for name in names]


def _tell(question: str, system: str) -> list[dict[str, str]]:
    """Bytes that are no letters come as an error, or as halves of letters."""
    try:
        asked = sys.stdin.read() if question == "-" else question
        (system + asked).encode()
    except UnicodeError as error:
        raise ValueError("the question and --system have to be text in UTF-8") from error
    if not asked.strip():
        raise ValueError("the question is empty")
    told = [("system", system), ("user", asked)]
    return [{"role": role, "content": content} for role, content in told if content]


def _width(text: str) -> int:
    if not text.isdecimal() or not NARROWEST <= int(text) <= WIDEST:
        raise ArgumentTypeError(f"from {NARROWEST} to {WIDEST} letters")
    return int(text)


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """Each failure is shown beside its model; a line about it would only tear the picture."""
    logger = logging.getLogger("ai_model.providers")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
