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


def test_an_account_that_anybody_may_have_made_gets_a_new_password(owner: Client) -> None:
    said = make_staff(str(owner.user.email))

    user = User.objects.get(pk=owner.user.pk)
    assert user.is_staff
    assert user.check_password(said.split()[-1])
    assert owner.get("/users/me/").status_code == 401


def test_staff_stay_as_they_are(database: None) -> None:
    before = User.objects.create_superuser(make_email())

    said = make_staff(str(before.email))

    assert "staff already" in said
    assert User.objects.filter(pk=before.pk).values().get()["password"] == before.password


@pytest.mark.parametrize("email", ["ada", "", "ada@"])
def test_what_is_no_address_is_refused(database: None, email: str) -> None:
    with pytest.raises(CommandError, match="e-mail"):
        make_staff(email)
