from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ai_model import progress
from feedback import ledger
from feedback.ledger import Broken
from feedback.models import Seal, Slot


class Command(BaseCommand):
    help = "Checks that votes, verdicts and the answers they judged are what was sealed; ends with 1 if they are not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect", metavar=("DAY", "DIGEST"), nargs=2, help="a seal as somebody has written it down"
        )

    def handle(self, *args: Any, expect: Sequence[str] | None, **options: Any) -> None:
        seals = list(Seal.objects.all())
        answers = Slot.objects.count()
        broken = [Broken(expect[0], "it is not sealed as expected")] if expect and not _is_there(*expect) else []
        with progress.shown(
            "verifying", steps=len(seals) + answers, on_terminal=self.stdout.isatty(), write=self.stdout.write
        ) as step:
            for _, found in ledger.verify_days(seals):
                broken += [found] if found else []
                step("")
            for found in ledger.verify_texts():
                broken += [found] if found else []
                step("")
        self._tell(seals, answers, broken=broken)

    def _tell(self, seals: list[Seal], answers: int, *, broken: list[Broken]) -> None:
        if broken:
            lines = [f"{each.where}: {each.what}" for each in broken]
            raise CommandError("\n".join(["The ledger does not hold.", *lines]))
        last = f", the last {seals[-1].day} {seals[-1].digest}" if seals else ""
        self.stdout.write(f"The ledger holds: {len(seals)} days sealed{last}; {answers} answers judged.")


def _is_there(day: str, digest: str) -> bool:
    try:
        return Seal.objects.filter(day=date.fromisoformat(day), digest=digest).exists()
    except ValueError as error:
        raise CommandError(f"{day} is no day; write it as 2026-12-31.") from error
