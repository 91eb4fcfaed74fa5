"""Keys that people give to their programs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.pages import Keyset
from api.views import ViewSet
from user import tokens
from user.credentials import who
from user.models import APIKey
from user.permissions import IsSignedIn
from user.serializers import APIKeySerializer, NewAPIKeySerializer
from user.views import read


class Keys(ViewSet):
    permission_classes = [IsSignedIn]
    serializer_class = APIKeySerializer
    pagination_class = Keyset
    order = ("-created_at", "-id")
    queryset = APIKey.objects.live()

    def get_queryset(self) -> Any:
        return APIKey.objects.live().filter(user=who(self.request))

    @extend_schema(operation_id="list_keys")
    def list(self, request: Request) -> Response:
        """My keys for programs, without their secrets."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(APIKeySerializer(page, many=True).data)

    @extend_schema(responses={201: NewAPIKeySerializer}, operation_id="make_key")
    def create(self, request: Request) -> Response:
        """A new key; the only time it is shown."""
        key, secret = tokens.issue_key(who(request), read(APIKeySerializer, request)["name"])
        shown = APIKeySerializer(key).data | {"key": secret}
        return Response(shown, status.HTTP_201_CREATED)

    @extend_schema(operation_id="revoke_key")
    def destroy(self, request: Request, pk: str) -> Response:
        """Revoke a key, at once and for good."""
        key = self.get_object()
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        return Response(status=status.HTTP_204_NO_CONTENT)
