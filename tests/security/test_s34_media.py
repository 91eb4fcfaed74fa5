"""S34: the API reads JSON alone, and asks by the method that was sent. A form of another site can so do nothing."""

import httpx
import pytest

from tests.conversations import make_session
from tests.message.submitting import refusal
from tests.people import Client

PATHS = ("/sessions/", "/messages/stream/", "/feedback/", "/auth/anonymous/", "/auth/login/")
OTHERS = {
    "application/x-www-form-urlencoded": b"mode=direct",
    "multipart/form-data; boundary=x": b'--x\r\nContent-Disposition: form-data; name="mode"\r\n\r\ndirect\r\n--x--\r\n',
    "text/plain": b'{"mode":"direct"}',
    "application/xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><mode>&b;</mode>',
    "application/x-yaml": b"mode: direct",
}
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("kind", OTHERS)
def test_s34_what_is_no_json_is_refused(kind: str, path: str, owner: Client) -> None:
    answer = owner.post(path, content=OTHERS[kind], headers={"Content-Type": kind})

    assert refusal(answer) == (415, "unsupported_media_type")


@pytest.mark.parametrize("name", OVERRIDES)
def test_s34_a_method_is_not_overridden(name: str, owner: Client) -> None:
    session = make_session(owner.user)

    read = owner.get(f"/sessions/{session.pk}/", headers={name: "DELETE"})
    asked = owner.post(f"/sessions/{session.pk}/?_method=DELETE", json={"_method": "DELETE"}, headers={name: "DELETE"})

    assert read.status_code == 200
    assert refusal(asked) == (405, "method_not_allowed")
    assert owner.get(f"/sessions/{session.pk}/").status_code == 200


def test_s34_nobody_is_known_by_a_cookie(owner: Client, nobody: Client) -> None:
    cookies = {"sessionid": "a" * 32, "csrftoken": "b" * 32, "access": owner.headers["Authorization"][7:]}

    answer: httpx.Response = nobody.get(
        "/sessions/", headers={"Cookie": "; ".join("=".join(c) for c in cookies.items())}
    )

    assert refusal(answer) == (401, "unauthenticated")
    assert "Set-Cookie" not in owner.get("/sessions/").headers
