"""What an OpenID Connect ID token says, once its signature, issuer, audience and dates have been checked."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx
import jwt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from api.refusals import Code, Refusal

# Asymmetric ones only: with HS256 the public key would pass for the secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
LEEWAY_SECONDS = 30
FETCH_SECONDS = 3
MAX_SUBJECT = 255
MAX_EMAIL = 254
MAX_NAME = 255


@dataclass(frozen=True, slots=True)
class Person:
    issuer: str
    subject: str
    email: str | None
    name: str


def read_id_token(token: str) -> Person:
    if not settings.ARENA_OIDC_AUDIENCE:
        raise Refusal(Code.NOT_FOUND, "Sign-in of this kind is not set up here (ARENA_OIDC_AUDIENCE).")
    try:
        return _person(_checked(token))
    except (httpx.HTTPError, jwt.PyJWKClientConnectionError, jwt.PyJWKSetError, OSError, ValueError) as error:
        raise Refusal(Code.UNAVAILABLE, "The issuer's keys cannot be fetched; try again shortly.") from error
    except jwt.PyJWTError as error:
        raise Refusal(Code.UNAUTHENTICATED, "The ID token is not valid.") from error


def _checked(token: str) -> dict[str, Any]:
    issuer = settings.ARENA_OIDC_ISSUER
    return jwt.decode(
        token,
        _keys(settings.ARENA_OIDC_JWKS_URL or _discover(issuer)).get_signing_key_from_jwt(token),
        algorithms=ALGORITHMS,
        audience=settings.ARENA_OIDC_AUDIENCE,
        # Google leaves out the scheme at times; others end with the slash that settings take off.
        issuer=[issuer, f"{issuer}/", issuer.removeprefix("https://")],
        leeway=LEEWAY_SECONDS,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )


def _person(claims: dict[str, Any]) -> Person:
    if not 0 < len(claims["sub"]) <= MAX_SUBJECT or not claims["sub"].isprintable():
        raise jwt.InvalidTokenError
    return Person(
        issuer=settings.ARENA_OIDC_ISSUER,
        subject=claims["sub"],
        email=_email(claims) if claims.get("email_verified", True) is True else None,
        name="".join(filter(str.isprintable, str(claims.get("name") or "")))[:MAX_NAME],
    )


def _email(claims: dict[str, Any]) -> str | None:
    """What is no address is told to nobody and joins nothing."""
    email = str(claims.get("email")).lower()
    try:
        EmailValidator()(email)
    except ValidationError:
        return None
    return email if len(email) <= MAX_EMAIL else None


@lru_cache
def _keys(url: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(url, lifespan=3600, timeout=FETCH_SECONDS)


@lru_cache
def _discover(issuer: str) -> str:
    answer = httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=FETCH_SECONDS).raise_for_status()
    match answer.json():
        case {"jwks_uri": str(address)}:
            return address
    raise ValueError("The issuer does not say where its keys are.")
