"""What the answers of this room have in common."""

import httpx

from api.refusals import Code

ACCOUNT = {"id", "display_name", "email", "is_anonymous", "preferences", "created_at"}
GUEST = ACCOUNT | {"anonymous_expires_at"}


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def assert_refused(response: httpx.Response, code: Code) -> None:
    body = response.json()
    assert (response.status_code, body["code"]) == (code.status, code)
    assert body.keys() - {"fields"} == {"code", "detail", "request_id"}
    assert body["request_id"] == response.headers["X-Request-Id"]
    assert response.headers.get("WWW-Authenticate") == ("Bearer" if code is Code.UNAUTHENTICATED else None)


def assert_wrong_fields(response: httpx.Response, *names: str) -> None:
    assert_refused(response, Code.INVALID)
    assert response.json()["fields"].keys() == set(names)
