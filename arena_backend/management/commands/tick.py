from typing import Any

from django.core.management.base import BaseCommand

from arena_backend.tick import run_all


class Command(BaseCommand):
    help = "Does all periodic work once: for a scheduler, where no server does it."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in run_all().items():
            self.stdout.write(f"{name}: {count}")
