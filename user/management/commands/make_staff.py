import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import EmailValidator

from user.models import User


class Command(BaseCommand):
    help = "Lets somebody into the admin; the password is new, and printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].lower()
        try:
            EmailValidator()(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is no e-mail address.") from error
        user = User.objects.filter(email=email).first() or User(email=email)
        if user.is_staff:
            self.stdout.write(f"{email} is staff already; for a new password: manage.py changepassword.")
            return
        # A new password for an account that was there, too: anybody may have made it, as addresses are not verified.
        password = secrets.token_urlsafe(12)
        user.is_staff = user.is_superuser = True
        user.set_password(password)
        user.save()
        self.stdout.write(f"{email} is staff. Password: {password}")
