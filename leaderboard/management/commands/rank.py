from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ai_model import progress
from leaderboard.alone import Busy, alone
from leaderboard.ranking import judge, list_places, renew_all
from leaderboard.rounds import Due, look, note

PATIENCE_SECONDS = 60.0


class Command(BaseCommand):
    help = "Judges votes again, tests voters and makes every board anew that has changed: what the periodic work does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--gates", action="store_true", help="caps, weights of users and tests are for votes of files, too"
        )
        parser.add_argument("--category", action="append", default=[], help="only boards of this; may be repeated")

    def handle(self, *args: Any, gates: bool, category: Sequence[str], **options: Any) -> None:
        try:
            with alone(patience=PATIENCE_SECONDS):
                self._rank(gates, category)
        except Busy as error:
            raise CommandError("Another process is ranking; try again when it has ended.") from error

    def _rank(self, has_gates: bool, categories: Sequence[str]) -> None:
        now, seen = timezone.now(), look()
        self.stdout.write("reading votes")
        judged = judge(now, seen, has_gates=has_gates, tests=True)
        places = list_places(judged.edition, categories)
        with progress.shown(
            "ranking", steps=len(places), on_terminal=self.stdout.isatty(), write=self.stdout.write
        ) as step:
            renewed = renew_all(judged.edition, places, step=step)
        if not categories:
            note(now, judged.seen, due=Due(board=True, whole=True, test=True, check=False), has_gates=has_gates)
        self.stdout.write(
            f"{renewed} boards are new; {judged.verdicts} verdicts changed, {judged.exclusions} exclusions to look at"
        )
