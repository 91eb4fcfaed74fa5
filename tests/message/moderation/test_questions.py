"""A question is looked at before anybody is asked."""

from tests.message.asking import question, seat
from tests.message.moderation.moderating import Moderator
from tests.message.moderation.rulings import BAD, MODERATED, NOTHING_STAYS, calls, fate, told
from tests.message.simulating import Simulator, say_in_turn
from tests.message.speaking import kinds
from tests.message.submitting import (
    again,
    ids_of,
    prompts_of,
    reword,
    row,
    tell,
)
from tests.message.wire.decoding import ends, said
from tests.people import Client
from tests.servers import Server
from tests.simulator.moderating import FORBIDDEN
from tests.simulator.scenarios import speak


def test_a_flagged_question_is_put_to_nobody(client: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(speak()) for _ in "ab"]
    session = seat(client.user, *models, mode="random")

    heard = tell(client, question(session, BAD))

    first, second = ends(heard).values()
    assert told(first) == told(second) == MODERATED
    assert kinds(heard) == [("run", ""), ("end", "a"), ("end", "b")]
    assert calls(simulator, *models) == 0
    assert [fate(ids_of(heard)[side]) for side in "ab"] == [NOTHING_STAYS] * 2
    assert row(ids_of(heard)["user"]).content == BAD


def test_a_good_question_is_asked_once_and_answered(asker: Client, simulator: Simulator, moderator: Moderator) -> None:
    models = [simulator.make_model(say_in_turn(text)) for text in ("Yes.", "No.")]
    session = seat(asker.user, *models)
    before = len(moderator.asked)

    heard = tell(asker, question(session, "Do peaches grow?"))

    assert said(heard) == {"a": "Yes.", "b": "No."}
    assert moderator.asked[before] == "Do peaches grow?"
    assert sorted(moderator.asked[before + 1 :]) == ["No.", "Yes."]


def test_what_a_contender_was_told_is_looked_at_too(client: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    session = seat(client.user, model)
    session.contenders.update(system_prompt=BAD)

    heard = tell(client, question(session, "Go on."))

    assert told(ends(heard)["a"]) == MODERATED
    assert calls(simulator, model) == 0


def test_none_of_it_is_heard_by_a_model_later(client: Client, simulator: Simulator) -> None:
    bad = say_in_turn(f"Under the {FORBIDDEN}.")
    model = simulator.make_model(say_in_turn("Yes."), bad, say_in_turn("Well."))
    session = seat(client.user, model)

    for text in ("Do peaches grow?", BAD, "And where?", "Really?"):
        tell(client, question(session, text))

    assert prompts_of(simulator, model)[-1] == [
        ("user", "Do peaches grow?"),
        ("assistant", "Yes."),
        ("user", "Really?"),
    ]
    assert len(prompts_of(simulator, model)) == 3


def test_again_and_in_other_words_it_is_looked_at_again(client: Client, simulator: Simulator) -> None:
    model = simulator.make_model(say_in_turn("Yes."), say_in_turn(f"Yes, {FORBIDDEN}."), say_in_turn("Yes."))
    session = seat(client.user, model)
    first = tell(client, question(session))

    regenerated = again(client, ids_of(first)["a"])
    branched = reword(client, ids_of(first)["user"], BAD)
    asked_again = again(client, ids_of(branched)["a"])

    assert [told(ends(heard)["a"]) for heard in (regenerated, branched, asked_again)] == [MODERATED] * 3
    assert fate(ids_of(first)["a"])[:3] == ("success", "", "Yes.")
    assert calls(simulator, model) == 2


def test_nothing_of_it_is_logged(client: Client, with_words: Server, with_endpoint: Server) -> None:
    logs = [server.log.read_text(errors="replace") for server in (with_words, with_endpoint)]

    assert not any(word in log for log in logs for word in (FORBIDDEN, "deadly", "poison", "Traceback"))
