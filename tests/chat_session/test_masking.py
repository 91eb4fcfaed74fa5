"""Before the first vote of a battle nothing tells which models meet in it; afterwards everything does."""

from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from django.utils import timezone

from ai_model.models import Provider
from chat_session.models import Session
from tests.conversations import make_model, make_session, reply, say
from tests.people import Client

MASKS = [
    {"id": None, "display_name": "Model A", "provider": "Random"},
    {"id": None, "display_name": "Model B", "provider": "Random"},
]


@pytest.fixture
def battle(owner: Client) -> Session:
    """Two turns of it, with a second version and a branch; models, prompt and parameters have names of their own."""
    provider, _ = Provider.objects.get_or_create(
        name="veiled", defaults={"dialect": "openai-chat", "base_url": "http://veiled.example"}
    )
    session = make_session(owner.user, "random", title="Blind", share_token=f"token-of-{owner.user.pk}")
    for contender in session.contenders.all():
        contender.model = make_model(provider=provider, is_thinking_model=True)
        contender.system_prompt, contender.params = "A telling prompt", {"stop": ["a telling stop"]}
        contender.save()
    first = say(session, "One?", "a1", "b1", "a1 again")
    say(session, "Two?", "a2", "b2", after=first)
    say(session, "Two, in other words?", "a3", "b3", after=first)
    return session


def surfaces(session: Session, *, owner: Client, nobody: Client) -> Iterator[httpx.Response]:
    """Everything that can be read of a session, and everything that answers with it."""
    path = f"/sessions/{session.pk}"
    messages = list(session.messages.values_list("pk", flat=True))
    yield owner.get("/sessions/")
    yield owner.get("/sessions/type/?search=One")
    yield owner.get(f"{path}/")
    yield owner.patch(f"{path}/", json={"is_pinned": True})
    yield owner.patch(f"{path}/", json={"mode": "compare"})
    yield owner.post(f"{path}/generate_title/")
    yield owner.post(f"{path}/share/")
    yield owner.post(f"{path}/duplicate/")
    yield owner.get(f"/messages/?session_id={session.pk}")
    yield owner.get(f"/messages/conversation_path/?start_id={messages[0]}&end_id={messages[-1]}")
    yield nobody.get(f"/shared/{session.share_token}/")
    for form in ("json", "markdown", "txt"):
        yield owner.get(f"{path}/export/?as={form}")
    for message in messages:
        yield owner.get(f"/messages/{message}/")
        yield owner.get(f"/messages/{message}/tree/")
    yield owner.get("/users/me/data/")


def needles(session: Session) -> set[str]:
    """Whatever would tell a contender, as it is and in disguise."""
    contenders = session.contenders.select_related("model__provider")
    plain = {"veiled", "A telling prompt", "a telling stop", '"cost":0.1', '"first_token_ms":9'}
    for model in (contender.model for contender in contenders):
        plain |= {str(model.pk), model.pk.hex, model.name, model.model_code, model.display_name}
    return {form for text in plain for form in (text.lower(), quote(text).lower(), b64encode(text.encode()).decode())}


def whole(answer: httpx.Response) -> str:
    return f"{answer.headers}{answer.text}"


def test_no_surface_names_a_model_before_the_reveal(owner: Client, nobody: Client, battle: Session) -> None:
    hidden = needles(battle)

    answers = list(surfaces(battle, owner=owner, nobody=nobody))

    assert {answer.status_code for answer in answers} == {200, 400, 409}
    for answer in answers:
        assert {needle for needle in hidden if needle in whole(answer) or needle in whole(answer).lower()} == set()


def test_every_surface_names_the_models_after_the_reveal(owner: Client, nobody: Client, battle: Session) -> None:
    Session.objects.filter(pk=battle.pk).update(revealed_at=timezone.now())
    names = [contender.model.display_name for contender in battle.contenders.select_related("model")]

    answers = list(surfaces(battle, owner=owner, nobody=nobody))

    texts = [answer.text for answer in answers if answer.is_success and "Model" in answer.text]
    assert len(texts) > 15
    assert all(any(name in text for name in names) for text in texts)
    assert not any("Model A" in text or '"Random"' in text for text in texts)


def test_a_mask_is_exactly_three_words(owner: Client, battle: Session) -> None:
    told = owner.get(f"/sessions/{battle.pk}/").json()
    [row] = owner.get("/sessions/").json()

    session, messages = told["session"], told["messages"]
    assert [session["model_a"], session["model_b"]] == MASKS
    assert session["contenders"] == [
        {"participant": side, "model": mask, "system_prompt": None, "params": None}
        for side, mask in zip("ab", MASKS, strict=True)
    ]
    assert [message["model"] for message in messages] == [None, *MASKS, None, *MASKS]
    assert {(message["usage"], message["timings"]) for message in messages} == {(None, None)}
    assert (row["model_a_name"], row["model_b_name"]) == ("Model A", "Model B")
    assert [seat["display_name"] for seat in row["contenders"]] == ["Model A", "Model B"]


def test_a_battle_opens_with_masks_up_to_the_eighth(owner: Client) -> None:
    for _ in range(8):
        make_model()

    opened = owner.post("/sessions/", json={"mode": "random", "size": 8}).json()

    masks = [seat["model"] for seat in opened["contenders"]]
    assert masks == [{"id": None, "display_name": f"Model {side}", "provider": "Random"} for side in "ABCDEFGH"]
    assert (opened["model_a"], opened["model_b"]) == (masks[0], masks[1])


def test_reasoning_and_tool_calls_are_part_of_the_answer(owner: Client, battle: Session) -> None:
    call = {"id": "call_1", "name": "search", "arguments": "{}"}
    turn = say(battle, "And now?")
    for side in "ab":
        reply(turn, side, "So.", reasoning="Hm.", tool_calls=[call])

    messages = owner.get(f"/sessions/{battle.pk}/").json()["messages"]

    assert [(message["reasoning"], message["tool_calls"]) for message in messages[-2:]] == [("Hm.", [call])] * 2


@pytest.mark.parametrize("mode", ["direct", "compare"])
def test_chosen_models_are_named_from_the_beginning(owner: Client, mode: str) -> None:
    session = make_session(owner.user, mode)
    say(session, "Who?", "I", "I")

    told = owner.get(f"/sessions/{session.pk}/").json()

    assert told["session"]["model_a"]["id"] == str(session.contenders.all()[0].model_id)
    assert told["messages"][1]["model"] == told["session"]["model_a"]
    assert told["messages"][1]["usage"]["cost"] == 0.1
    assert told["messages"][1]["timings"] == {"first_token_ms": 9, "duration_ms": 99}


def test_ids_of_tool_calls_tell_no_provider_while_blind(owner: Client) -> None:
    session = make_session(owner.user, "random")
    calls = [
        {"id": "toolu_01A", "name": "search", "arguments": "{}"},
        {"id": "toolu_01B", "name": "add", "arguments": ""},
    ]
    turn = say(session, "Look it up")
    reply(turn, "a", "a", tool_calls=calls)

    blind = owner.get(f"/sessions/{session.pk}/").json()["messages"][1]["tool_calls"]
    Session.objects.filter(pk=session.pk).update(revealed_at=timezone.now())
    seen = owner.get(f"/sessions/{session.pk}/").json()["messages"][1]["tool_calls"]

    assert [call["id"] for call in blind] == ["call_1", "call_2"]
    assert [call["name"] for call in blind] == ["search", "add"]
    assert seen == calls
