"""manage.py make_staff"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.people import Client, make_email
from user.models import User


def make_staff(email: str) -> str:
    said = StringIO()
    call_command("make_staff", email, stdout=said)
    return said.getvalue()


def test_a_new_member_of_staff_gets_a_password(database: None) -> None:
    email = make_email()

    said = make_staff(email.upper())

    user = User.objects.get(email=email)
    assert (user.is_staff, user.is_superuser) == (True, True)
    assert user.check_password(said.split("Password: ")[1].strip())


def test_an_account_becomes_staff_and_stays_what_it_is(owner: Client) -> None:
    before = User.objects.filter(pk=owner.user.pk).values().get()

    said = make_staff(str(owner.user.email))

    assert "Password:" not in said
    after = User.objects.filter(pk=owner.user.pk).values().get()
    assert after == before | {"is_staff": True, "is_superuser": True}
    assert owner.get("/users/me/").status_code == 200


@pytest.mark.parametrize("email", ["ada", "", "ada@"])
def test_what_is_no_address_is_refused(database: None, email: str) -> None:
    with pytest.raises(CommandError, match="e-mail"):
        make_staff(email)
