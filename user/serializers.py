"""How people look from outside."""

from typing import Any

import orjson
from rest_framework import serializers

from api.fields import Text
from user.models import APIKey, User

# Preferences travel in every access token.
MAX_PREFERENCES_BYTES = 2048
MAX_PASSWORD = 1000


class UserSerializer(serializers.ModelSerializer[User]):
    told_of_some = ("anonymous_expires_at",)
    is_anonymous = serializers.BooleanField(source="is_guest", read_only=True)
    anonymous_expires_at = serializers.DateTimeField(source="expires_at", required=False, read_only=True)
    display_name = Text(max_length=255, required=False, allow_blank=True)
    preferences = serializers.DictField(required=False)

    class Meta:
        model = User
        fields = (
            "id",
            "display_name",
            "email",
            "is_anonymous",
            "preferences",
            "created_at",
            "anonymous_expires_at",
        )
        read_only_fields = ("id", "email", "created_at")

    def to_representation(self, instance: User) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not instance.is_guest:
            del shown["anonymous_expires_at"]
        return shown

    def validate_preferences(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Keys are merged into those there are; null takes a key away."""
        known = self.instance.preferences if self.instance else {}
        merged = {key: value for key, value in (known | sent).items() if value is not None}
        if not isinstance(merged.get("share", False), bool):
            raise serializers.ValidationError({"share": ["true or false."]})
        if len(orjson.dumps(merged)) > MAX_PREFERENCES_BYTES:
            raise serializers.ValidationError(f"At most {MAX_PREFERENCES_BYTES} bytes of JSON.")
        return merged


class TokensSerializer(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField()


class EntrySerializer(serializers.Serializer[Any]):
    user = UserSerializer()
    tokens = TokensSerializer()


class GuestEntrySerializer(EntrySerializer):
    anonymous_token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class GuestSerializer(serializers.Serializer[Any]):
    display_name = Text(max_length=255, required=False, allow_blank=True)


class AddressField(serializers.EmailField):
    """An e-mail address in small letters, measured as such."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).lower()


class LoginSerializer(serializers.Serializer[Any]):
    email = AddressField(max_length=254)
    password = Text(max_length=MAX_PASSWORD, trim_whitespace=False)


class RegisterSerializer(LoginSerializer):
    display_name = Text(max_length=255, required=False, allow_blank=True)


class IDTokenSerializer(serializers.Serializer[Any]):
    id_token = Text(max_length=16384)


class PasswordSerializer(serializers.Serializer[Any]):
    old = Text(max_length=MAX_PASSWORD, trim_whitespace=False)
    new = Text(max_length=MAX_PASSWORD, trim_whitespace=False)


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = Text(max_length=512)


class AccessSerializer(serializers.Serializer[Any]):
    access = serializers.CharField()


class APIKeySerializer(serializers.ModelSerializer[APIKey]):
    name = Text(max_length=100)

    class Meta:
        model = APIKey
        fields = ("id", "name", "ending", "created_at", "last_used_at")
        read_only_fields = ("id", "ending", "created_at", "last_used_at")


class NewAPIKeySerializer(APIKeySerializer):
    key = serializers.CharField(help_text="Shown this once.")

    class Meta(APIKeySerializer.Meta):
        fields = (*APIKeySerializer.Meta.fields, "key")  # type: ignore[assignment]
