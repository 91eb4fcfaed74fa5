"""How people come in, look at themselves, and leave."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import status
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from api.refusals import Code, Refusal
from api.schema import refused
from api.throttling import Deed
from api.views import PublicView, View
from user import accounts, erasure, oidc, tokens
from user.credentials import GUEST_HEADER, address_of, bearer_of, find_bearer, who
from user.models import RefreshToken, User
from user.permissions import IsInPerson, IsSignedIn
from user.serializers import (
    AccessSerializer,
    EntrySerializer,
    GuestEntrySerializer,
    GuestSerializer,
    IDTokenSerializer,
    LoginSerializer,
    PasswordSerializer,
    RefreshSerializer,
    RegisterSerializer,
    UserSerializer,
)

# Hashing a password takes a tenth of a second of a core, and cores may be busy; it is no wait for the database.
HASHING_SECONDS = 10
# Erasing and telling all take as long as somebody has written much.
WHOLE_ACCOUNT_SECONDS = 60
GUEST = OpenApiParameter(GUEST_HEADER, str, OpenApiParameter.HEADER, description="Of a guest who comes along.")


def read(serializer: type[BaseSerializer[Any]], request: Request) -> dict[str, Any]:
    form = serializer(data=request.data)
    form.is_valid(raise_exception=True)
    return form.validated_data


def entry(user: User, **more: object) -> dict[str, object]:
    return {"user": UserSerializer(user).data, "tokens": tokens.issue_pair(user), **more}


class Entrance(PublicView):
    slow = {"POST": HASHING_SECONDS}
    deeds = {"POST": Deed.ENTERING}


class Guests(PublicView):
    deeds = {"POST": Deed.VISITING}

    @extend_schema(request=GuestSerializer, responses=GuestEntrySerializer, operation_id="enter_as_guest")
    def post(self, request: Request) -> Response:
        """Come in without an account, for 30 days."""
        user, token = accounts.enter_as_guest(read(GuestSerializer, request).get("display_name", ""))
        return Response(entry(user, anonymous_token=token, expires_at=user.expires_at))


class Register(Entrance):
    @extend_schema(
        parameters=[GUEST],
        request=RegisterSerializer,
        responses={201: EntrySerializer, **refused(409)},
        operation_id="register",
    )
    def post(self, request: Request) -> Response:
        """Make an account; a guest's sessions and votes come along."""
        form = read(RegisterSerializer, request)
        user = accounts.register(
            form["email"],
            form["password"],
            display_name=form.get("display_name", ""),
            guest_token=request.headers.get(GUEST_HEADER, ""),
        )
        return Response(entry(user), status.HTTP_201_CREATED)


class Login(Entrance):
    @extend_schema(
        parameters=[GUEST],
        request=LoginSerializer,
        responses={200: EntrySerializer, **refused(401)},
        operation_id="log_in",
    )
    def post(self, request: Request) -> Response:
        """Come in with a password; a guest's sessions and votes come along."""
        form = read(LoginSerializer, request)
        user = accounts.log_in(
            form["email"],
            form["password"],
            address=address_of(request),
            guest_token=request.headers.get(GUEST_HEADER, ""),
        )
        return Response(entry(user))


class Google(Entrance):
    @extend_schema(
        parameters=[GUEST],
        request=IDTokenSerializer,
        responses={200: EntrySerializer, **refused(401, 404, 409)},
        operation_id="enter_with_id_token",
    )
    def post(self, request: Request) -> Response:
        """Come in with an ID token of the configured issuer."""
        person = oidc.read_id_token(read(IDTokenSerializer, request)["id_token"])
        user = accounts.enter_with_identity(
            person, caller=_caller(request), guest_token=request.headers.get(GUEST_HEADER, "")
        )
        return Response(entry(user))


def _caller(request: Request) -> User | None:
    """Whoever is signed in already may join this identity to their account; on a public route nobody must."""
    try:
        bearer = bearer_of(request)
        user, key = find_bearer(bearer) if bearer else (None, None)
    except AuthenticationFailed:
        return None
    return user if key is None else None


class Refresh(PublicView):
    deeds = {"POST": Deed.ENTERING}

    @extend_schema(request=RefreshSerializer, responses={200: AccessSerializer, **refused(401)}, operation_id="refresh")
    def post(self, request: Request) -> Response:
        """A new access token. The refresh token stays valid until it lapses or is revoked."""
        sent = tokens.hash_secret(read(RefreshSerializer, request)["refresh"])
        kept = RefreshToken.objects.select_related("user").filter(hash=sent).first()
        if kept is None or not kept.is_valid:
            raise Refusal(Code.UNAUTHENTICATED)
        return Response({"access": tokens.issue_access(kept.user)})


class Logout(View):
    permission_classes = [IsInPerson]

    @extend_schema(request=None, responses={204: None}, operation_id="log_out")
    def post(self, request: Request) -> Response:
        """Revoke every token of mine."""
        who(request).revoke_tokens()
        return Response(status=status.HTTP_204_NO_CONTENT)


class Password(View):
    permission_classes = [IsSignedIn]
    slow = {"POST": HASHING_SECONDS}

    @extend_schema(request=PasswordSerializer, responses=EntrySerializer, operation_id="change_password")
    def post(self, request: Request) -> Response:
        """Change my password. All tokens are revoked; the answer holds new ones."""
        accounts.change_password(who(request), **read(PasswordSerializer, request), address=address_of(request))
        return Response(entry(who(request)))


class Me(View):
    slow = {"DELETE": WHOLE_ACCOUNT_SECONDS}
    deeds = {"DELETE": Deed.HAULING}

    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated() if self.request.method in ("GET", "HEAD") else IsInPerson()]

    @extend_schema(responses=UserSerializer, operation_id="show_me")
    def get(self, request: Request) -> Response:
        """Who I am."""
        return Response(UserSerializer(who(request)).data)

    @extend_schema(request=UserSerializer, responses=UserSerializer, operation_id="change_me")
    @transaction.atomic
    def patch(self, request: Request) -> Response:
        """Change my name or preferences. Preferences are merged; null removes a key."""
        # Read again under a lock: a sign-out, an erasure or other preferences may have been stored meanwhile.
        user = get_object_or_404(User.objects.select_for_update(), pk=who(request).pk)
        form = UserSerializer(user, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        form.save()
        return Response(form.data)

    @extend_schema(responses={204: None}, operation_id="erase_me")
    def delete(self, request: Request) -> Response:
        """Erase my account and what I wrote. Votes stay, without me."""
        erasure.erase(who(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @classmethod
    def answer_without_database(cls, request: HttpRequest | Request) -> HttpResponse:
        """A client that is told 5xx here signs its user out, so the token itself answers."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        claims = (
            tokens.read_access(token.strip())
            if request.method in ("GET", "HEAD") and scheme.lower() == "bearer"
            else None
        )
        if claims is None:
            return super().answer_without_database(request)
        return JsonResponse({name: claims[name] for name in UserSerializer.Meta.fields if name in claims})


class Archive(View):
    permission_classes = [IsInPerson]
    slow = {"GET": WHOLE_ACCOUNT_SECONDS}
    deeds = {"GET": Deed.HAULING, "HEAD": Deed.HAULING}

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="download_my_data")
    def get(self, request: Request) -> Response:
        """All my data, as a file."""
        name = f"arena-{timezone.now():%Y-%m-%d}.json"
        return Response(
            erasure.tell_all(who(request)), headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
