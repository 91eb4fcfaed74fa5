import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import EmailValidator

from user.models import User


class Command(BaseCommand):
    help = "Lets somebody into the admin; a new account gets a password, which is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].lower()
        try:
            EmailValidator()(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is no e-mail address.") from error
        if User.objects.filter(email=email).update(is_staff=True, is_superuser=True):
            self.stdout.write(f"{email} is staff; the password is as it was (manage.py changepassword).")
            return
        password = secrets.token_urlsafe(12)
        User.objects.create_superuser(email, password)
        self.stdout.write(f"{email} is staff. Password: {password}")
