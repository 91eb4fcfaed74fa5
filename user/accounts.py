"""How somebody comes in: as a guest, with a password, through an issuer; and what comes along when a guest signs in."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as InvalidValue
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError

from api import throttling
from api.buckets import Want
from api.rates import Rate
from api.refusals import Code, Refusal
from api.throttling import Deed
from user.entrances import note_entrance
from user.models import Identity, User
from user.oidc import Person
from user.tokens import hash_secret, issue_guest

# Guessing is slowed for one pair of account and address first, so that a stranger locks nobody out.
ATTEMPTS_OF_PAIR = Rate(burst=5, seconds=15)
ATTEMPTS_OF_ADDRESS = Rate(burst=30, seconds=3)
ATTEMPTS_ON_ACCOUNT = Rate(burst=60, seconds=10)

# What is raised inside `slowed` when a password was wrong: by us, by DRF, by the admin's form.
WRONG = (Refusal, ValidationError, InvalidValue)

# Apps whose rows are ways to come in.
ENDING_WITH_THE_GUEST = ("user",)


def enter_as_guest(display_name: str = "") -> tuple[User, str]:
    token, token_hash = issue_guest()
    return User.objects.create_guest(token_hash, display_name), token


def register(email: str, password: str, *, display_name: str, guest_token: str) -> User:
    user = User(email=email, display_name=display_name)
    check_password_rules(password, user, field="password")
    # Before the transaction: hashing takes long, and on SQLite whoever has begun to write keeps all others waiting.
    user.set_password(password)
    with transaction.atomic():
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError as error:
            raise Refusal(Code.EMAIL_TAKEN) from error
        merge_guest(guest_token, into=user)
    return user


@contextmanager
def slowed(email: str, address: str) -> Iterator[None]:
    """Around each try of a password: one that is right costs nothing."""
    # All or nothing: one client that tries on and on does not use up what others at its address have.
    guess = [
        Want(f"guessing pair {email} {address}", ATTEMPTS_OF_PAIR),
        Want(f"guessing client {address}", ATTEMPTS_OF_ADDRESS),
        Want(f"guessing account {email}", ATTEMPTS_ON_ACCOUNT),
    ]
    throttling.demand(Deed.GUESSING, guess)
    is_guess = False
    try:
        yield
    except WRONG:
        is_guess = True
        raise
    finally:
        # Neither the right password nor an outage of the database is a guess.
        if not is_guess:
            throttling.give_back(guess)


def log_in(email: str, password: str, *, address: str, guest_token: str) -> User:
    with slowed(email, address):
        user = authenticate(username=email, password=password)
        if not isinstance(user, User):
            raise Refusal(Code.UNAUTHENTICATED, "The e-mail address or the password is wrong.")
    note_entrance(user)
    merge_guest(guest_token, into=user)
    return user


@transaction.atomic
def enter_with_identity(person: Person, *, caller: User | None, guest_token: str) -> User:
    """Found by issuer and subject alone; an address in use joins only whoever is signed in to it."""
    user = _find(person) or _meet(person, caller=caller)
    if not user.may_enter:
        raise Refusal(Code.UNAUTHENTICATED)
    note_entrance(user)
    merge_guest(guest_token, into=user)
    return user


def _find(person: Person) -> User | None:
    identity = Identity.objects.select_related("user").filter(issuer=person.issuer, subject=person.subject).first()
    return identity.user if identity else None


def _meet(person: Person, *, caller: User | None) -> User:
    try:
        with transaction.atomic():
            user = caller if caller and person.email and caller.email == person.email else _create(person)
            user.identities.create(issuer=person.issuer, subject=person.subject)
            return user
    except IntegrityError as error:
        # The same person may have come in through another door at the same moment.
        if found := _find(person):
            return found
        raise Refusal(Code.EMAIL_TAKEN) from error


def _create(person: Person) -> User:
    user = User(email=person.email, display_name=person.name)
    user.set_unusable_password()
    user.save()
    return user


def change_password(user: User, *, old: str, new: str, address: str) -> None:
    with slowed(user.email or str(user.pk), address):
        if not user.check_password(old):
            raise ValidationError({"old": ["This is not the password."]})
    check_password_rules(new, user, field="new")
    user.set_password(new)
    user.save(update_fields=["password"])


def check_password_rules(password: str, user: User, *, field: str) -> None:
    try:
        validate_password(password, user)
    except InvalidValue as error:
        raise ValidationError({field: error.messages}) from error


@transaction.atomic
def merge_guest(token: str, *, into: User) -> None:
    """All that is the guest's becomes the account's. A token that is nobody's any more merges nothing."""
    guest = token and User.objects.select_for_update().filter(guest_token_hash=hash_secret(token)).first()
    if not guest or not guest.may_enter or guest == into:
        return
    for relation in User._meta.related_objects:  # noqa: SLF001 -- Django's documented API
        kind = relation.related_model
        if kind._meta.app_label not in ENDING_WITH_THE_GUEST:  # noqa: SLF001
            rows = kind._default_manager.filter(**{relation.field.name: guest})  # noqa: SLF001
            # Some have something of their own to see to first.
            hand_over = getattr(rows, "hand_over", partial(_update, rows, relation.field.name))
            hand_over(into)
    guest.delete()


def _update(rows: QuerySet[Any], column: str, user: User) -> None:
    rows.update(**{column: user})
