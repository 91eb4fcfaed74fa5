"""The command that brings prices in, from a file or from the public list."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from ai_model import price_file, price_snapshot, pricing, progress
from ai_model.files import BadFile
from ai_model.models import AIModel
from ai_model.pricing import Quote


class Command(BaseCommand):
    help = "Import prices per million tokens; without a file, from the list that the installed package holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            help="CSV with the columns name, input_price, output_price[, cached_input_price][, valid_from]",
        )

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        models = {model.name: model for model in AIModel.objects.select_related("provider")}
        quotes = _read(file, models) if file else _look_up(models)
        if not self._write(quotes, models):
            self.stdout.write("nothing to change")
        if not file:
            self._tell_unknown(models.keys() - {quote.model for quote in quotes})

    @transaction.atomic
    def _write(self, quotes: Sequence[Quote], models: dict[str, AIModel]) -> int:
        changes = 0
        with progress.shown(
            "writing prices",
            steps=len(quotes),
            on_terminal=self.stdout.isatty(),
            write=self.stdout.write,
        ) as step:
            for quote in quotes:
                lines = pricing.write(models[quote.model], quote)
                changes += len(lines)
                step("\n".join(lines))
        return changes

    def _tell_unknown(self, names: set[str]) -> None:
        if names:
            self.stdout.write(f"no price is known for {len(names)} models")


def _read(file: Path, models: dict[str, AIModel]) -> list[Quote]:
    try:
        return price_file.read(file, known=models.keys())
    except BadFile as error:
        raise CommandError(f"{file}: nothing was imported.\n{error}") from error


def _look_up(models: dict[str, AIModel]) -> list[Quote]:
    today = timezone.localdate()
    return [quote for model in models.values() for quote in price_snapshot.find_quotes(model, today)]
