from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ai_model import progress
from leaderboard.files import records
from leaderboard.files.importing import Refused, Report, forget, import_file
from leaderboard.models import Import

# How many lines are one step of the bar, and how many bad ones are told.
STEP = 1000
TOLD = 100


class Command(BaseCommand):
    help = (
        "Takes in votes from elsewhere: a CSV file with the columns left, right and winner (a, b, tie or both_bad), "
        "and perhaps user, battle, timestamp, count, weight, k and categories. Other usual names are understood, and "
        "all other columns are ignored. Lines that are no votes are told, and written to a file of their own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        task = parser.add_mutually_exclusive_group(required=True)
        task.add_argument("file", nargs="?", type=Path)
        task.add_argument("--list", dest="is_list", action="store_true", help="what was imported, each with its number")
        task.add_argument("--forget", type=int, metavar="NUMBER", help="take the votes of an import out again")
        parser.add_argument("--rejects", type=Path, help="where bad lines go; default: FILE.bad.csv")
        parser.add_argument("--again", action="store_true", help="even if this file is here already: it counts twice")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if file:
            self._take_in(file, options["rejects"] or file.with_name(f"{file.name}.bad.csv"), again=options["again"])
        elif options["forget"] is not None:
            self._forget(options["forget"])
        else:
            self._list()

    def _list(self) -> None:
        for source in Import.objects.order_by("pk"):
            self.stdout.write(f"{source.pk}: {source}, {source.rows} votes")

    def _forget(self, number: int) -> None:
        source = forget(number)
        if source is None:
            raise CommandError(f"There is no import {number}; --list tells which there are.")
        self.stdout.write(f"{source.rows} votes of {source} are forgotten")
        self.stdout.write("manage.py rank takes them off the board")

    def _take_in(self, file: Path, rejects: Path, *, again: bool) -> None:
        if rejects.resolve() == file.resolve():
            raise CommandError("Bad lines cannot go into the file they come from.")
        if rejects.is_file():
            raise CommandError(f"{rejects} is here already; move it, or name another file with --rejects.")
        try:
            report = self._import(file, rejects, again=again)
        except Refused as error:
            raise CommandError(f"{file}: nothing was imported; {error}.") from error
        except OSError as error:
            raise CommandError(f"{error.filename}: nothing was imported; {error.strerror}.") from error
        self._tell(report, rejects)

    def _import(self, file: Path, rejects: Path, *, again: bool) -> Report:
        found = records.sum_up(file)
        with progress.shown(
            "importing", steps=found.lines // STEP, on_terminal=self.stdout.isatty(), write=self.stdout.write
        ) as step:
            return import_file(file, rejects, sha256=found.sha256, again=again, step=_sometimes(step))

    def _tell(self, report: Report, rejects: Path) -> None:
        for line, reason in report.rejected[:TOLD]:
            self.stdout.write(f"line {line}: {reason}")
        if report.rejected[TOLD:]:
            self.stdout.write(f"and {len(report.rejected) - TOLD} more lines")
        if report.rejected:
            self.stdout.write(f"{len(report.rejected)} lines are no votes: see {rejects}")
        self.stdout.write(f"{report.rows} votes imported, {len(report.models)} models new")
        self.stdout.write("manage.py rank shows them on the board")


def _sometimes(step: Callable[[str], None]) -> Callable[[int], None]:
    def take(line: int) -> None:
        if line % STEP == 0:
            step("")

    return take
