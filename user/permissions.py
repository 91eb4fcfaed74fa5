"""What only some may do."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from user.models import User


class IsSignedIn(BasePermission):
    """In person and with an account: neither a guest nor a program's key."""

    message = "Sign in with an account to do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.user, User) and not request.user.is_guest and request.auth is None


class IsInPerson(BasePermission):
    """Guests too, but no program's key."""

    message = "A key cannot do this; sign in."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.user, User) and request.auth is None
