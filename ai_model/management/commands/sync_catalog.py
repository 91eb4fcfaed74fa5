"""The command that applies the catalog, and asks providers what else they serve."""

import asyncio
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ai_model import adopting, catalog_file, progress, syncing
from ai_model.files import BadFile
from ai_model.models import Provider
from ai_model.providers.discovery import Answer, ask_all


class Command(BaseCommand):
    help = "Apply the catalog of providers and models."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="a TOML file; default: ARENA_CATALOG")
        parser.add_argument("--discover", action="store_true", help="ask providers which models they serve")
        parser.add_argument("--activate", action="store_true", help="offer discovered models at once")

    def handle(
        self, *args: Any, file: Path | None, discover: bool, activate: bool, verbosity: int, **options: Any
    ) -> None:
        if activate and not discover:
            raise CommandError("--activate is about discovered models: add --discover.")
        self._say(_sync(file or settings.ARENA_CATALOG))
        self._tell_who_waits(in_full=verbosity > 1)
        if discover:
            self._discover(is_active=activate)

    def _say(self, changes: list[str]) -> None:
        for line in changes or ["nothing to change"]:
            self.stdout.write(line)

    def _tell_who_waits(self, *, in_full: bool) -> None:
        waiting = {
            provider.name: provider.lacks for provider in Provider.objects.filter(is_active=True) if provider.lacks
        }
        if in_full:
            self.stdout.writelines(f"inactive: {name} ({lacks})\n" for name, lacks in waiting.items())
        elif waiting:
            self.stdout.write(f"inactive for want of a key or an address: {', '.join(waiting)} (-v 2 tells which)")

    def _discover(self, *, is_active: bool) -> None:
        answers = self._ask()
        self._say([line for answer in answers for line in adopting.adopt(answer, is_active=is_active)])
        if failed := [answer.name for answer in answers if answer.failure]:
            raise CommandError(f"Not all providers could be asked: {', '.join(failed)}.")

    def _ask(self) -> list[Answer]:
        endpoints = adopting.endpoints()
        with progress.shown(
            "asking providers",
            steps=len(endpoints),
            on_terminal=self.stdout.isatty(),
            write=self.stdout.write,
        ) as step:
            return asyncio.run(ask_all(endpoints, lambda answer: step(_told(answer))))


def _sync(path: Path) -> list[str]:
    try:
        return syncing.sync(catalog_file.read(path))
    except BadFile as error:
        raise CommandError(f"{path}: nothing was applied.\n{error}") from error


def _told(answer: Answer) -> str:
    return f"{answer.name}: {answer.failure or f'serves {len(answer.models)} models'}"
