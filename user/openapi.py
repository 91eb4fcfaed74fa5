"""How our credentials are told in OpenAPI."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from user.credentials import GUEST_HEADER


class CredentialsScheme(OpenApiAuthenticationExtension):
    target_class = "user.credentials.Credentials"
    match_subclasses = True
    name = ["bearer", "guest"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[Any]]]:
        """Any one of them is enough."""
        return [{name: []} for name in self.name]

    def get_security_definition(self, auto_schema: AutoSchema) -> Any:
        return [
            {"type": "http", "scheme": "bearer", "description": "An access token or an API key."},
            {"type": "apiKey", "in": "header", "name": GUEST_HEADER, "description": "A guest's token."},
        ]


class QueryCredentialsScheme(OpenApiAuthenticationExtension):
    """Beside the headers, which streams take too."""

    target_class = "user.credentials.QueryCredentials"
    priority = 1
    name = ["token", "anonymous_token"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[Any]]]:
        return [{name: []} for name in (*CredentialsScheme.name, *self.name)]

    def get_security_definition(self, auto_schema: AutoSchema) -> Any:
        return [{"type": "apiKey", "in": "query", "name": name} for name in self.name]
