"""Who is asking: a bearer's token or key, else a guest's token. What was sent and is wrong is never passed over."""

from typing import cast
from uuid import UUID

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from user.models import APIKey, User
from user.tokens import KEY_PREFIX, hash_secret, read_access

GUEST_HEADER = "X-Anonymous-Token"
# What some clients send when they have no token.
NOTHING = ("", "null", "undefined")


class Credentials(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, APIKey | None] | None:
        bearer = bearer_of(request)
        if bearer is not None:
            return find_bearer(bearer)
        guest = request.headers.get(GUEST_HEADER, "")
        if guest not in NOTHING:
            return find_guest(guest), None
        return None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class QueryCredentials(Credentials):
    """For streams: what reads them in browsers can send no header. No log holds a query."""

    def authenticate(self, request: Request) -> tuple[User, APIKey | None] | None:
        if found := super().authenticate(request):
            return found
        bearer, guest = (request.query_params.get(name, "") for name in ("token", "anonymous_token"))
        if bearer not in NOTHING:
            return find_bearer(bearer)
        return (find_guest(guest), None) if guest not in NOTHING else None


def bearer_of(request: Request) -> str | None:
    """The token of the Authorization header, None when there is none; another scheme is wrong."""
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    if not scheme or (scheme.lower() == "bearer" and token.strip() in NOTHING):
        return None
    if scheme.lower() != "bearer":
        raise AuthenticationFailed
    return token.strip()


def find_bearer(token: str) -> tuple[User, APIKey | None]:
    return find_key(token) if token.startswith(KEY_PREFIX) else (find_account(token), None)


def find_account(token: str) -> User:
    claims = read_access(token)
    user = User.objects.filter(pk=UUID(claims["id"])).first() if claims else None
    if claims is None or user is None or user.token_version != claims["version"]:
        raise AuthenticationFailed
    return _admit(user)


def find_key(secret: str) -> tuple[User, APIKey]:
    key = APIKey.objects.live().select_related("user").filter(hash=hash_secret(secret)).first()
    if key is None:
        raise AuthenticationFailed
    key.note_use(timezone.now())
    return _admit(key.user), key


def find_guest(token: str) -> User:
    user = User.objects.filter(guest_token_hash=hash_secret(token)).first()
    if user is None:
        raise AuthenticationFailed
    return _admit(user)


def _admit(user: User) -> User:
    if not user.may_enter:
        raise AuthenticationFailed
    return user


def who(request: Request) -> User:
    """Whoever asks, on a route that is not public."""
    return cast(User, request.user)


def address_of(request: Request) -> str:
    """Empty over a Unix socket."""
    return request.META.get("REMOTE_ADDR", "")


def program_of(request: Request) -> APIKey | None:
    """The key of whoever does not ask in person."""
    return cast(APIKey | None, request.auth)
