from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection


def lift_time_limits() -> None:
    """A request may take seconds; the first index on a long table takes minutes, and so may thinking between two steps.
    To wait for a lock may not: those who serve meanwhile would wait behind it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")


class Command(BaseCommand):
    help = "Makes the database ready: migrates it, applies the catalog, and on request makes a staff user."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--staff", metavar="EMAIL", help="make this a staff user and print a password")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lift_time_limits()
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
        except DatabaseError as error:
            raise CommandError(
                f"The database cannot be reached ({type(error).__name__}). Check DATABASE_URL and that it is running."
            ) from error
        call_command("sync_catalog", stdout=self.stdout)
        if options["staff"]:
            call_command("make_staff", options["staff"], stdout=self.stdout)
