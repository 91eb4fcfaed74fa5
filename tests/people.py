"""The people of the tests, each with a client of their own; nobody is one of them."""

from typing import Any
from uuid import uuid4

import httpx

from tests.servers import Server
from user import tokens
from user.accounts import enter_as_guest
from user.models import User

PASSWORD = "violet-harbour-42"


class Client(httpx.Client):
    """Asks the API as one person: paths are relative to its prefix."""

    def __init__(self, server: Server, user: User | None = None, **headers: str) -> None:
        # No TLS here, and to load the certificates for it would take longer than most requests.
        super().__init__(base_url=f"{server.url}/api", headers=headers, timeout=10, trust_env=False, verify=False)
        self.known_user = user

    @property
    def user(self) -> User:
        assert self.known_user, "nobody is no user"
        return self.known_user


def make_email() -> str:
    return f"{uuid4().hex}@example.org"


def sign_in(server: Server, user: User) -> Client:
    return Client(server, user, Authorization=f"Bearer {tokens.issue_access(user)}")


def make_account(server: Server, **fields: Any) -> Client:
    """Without a password unless one is given: hashing takes its time."""
    return sign_in(server, User.objects.create_user(make_email(), **fields))


def make_guest(server: Server) -> Client:
    user, token = enter_as_guest()
    return Client(server, user, **{"X-Anonymous-Token": token})
