"""Usage follows a person: a guest's comes along, an erased person's stays without them, a vote reveals it."""

from tests.conversations import make_model
from tests.feedback.battles import vote
from tests.message.asking import question, seat
from tests.message.simulating import Simulator
from tests.message.submitting import tell
from tests.people import PASSWORD, Client, make_email
from tests.simulator.scenarios import speak
from tests.usage.granting import ask_for, grant, spend, used
from usage.budgets import Payer
from usage.charging import Settlement, charge, settle
from usage.models import Charge


def test_what_a_guest_has_used_comes_along(guest: Client, nobody: Client) -> None:
    model = make_model()
    asked = ask_for(spend(10, 10), model)
    charge(Payer(guest.user), [asked])

    entry = guest.post("/auth/register/", json={"email": make_email(), "password": PASSWORD}).json()
    settle([Settlement(asked.call, "success", spend(7, 5))])

    signed_in = {"Authorization": f"Bearer {entry['tokens']['access']}"}
    assert [row["model"] for row in nobody.get("/usage/", headers=signed_in).json()] == [model.name]


def test_what_an_erased_person_has_used_stays_without_them(owner: Client) -> None:
    asked = ask_for(spend(10, 10))
    charge(Payer(owner.user), [asked])
    settle([Settlement(asked.call, "success", spend(7, 5))])

    owner.delete("/users/me/")

    row = Charge.objects.get(call=asked.call)
    assert (row.user, row.key, row.input_tokens) == (None, None, 7)


def test_whoever_is_erased_in_the_middle_still_gives_back_what_was_held(owner: Client, stranger: Client) -> None:
    asked = ask_for(spend(10, 10))
    budget = grant(1000, provider=make_model().provider)
    charge(Payer(owner.user), [asked])

    owner.delete("/users/me/")
    settle([Settlement(asked.call, "stopped", spend(7, 5))])

    assert used(budget) == 12


def test_the_vote_shows_what_a_battle_has_used(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in range(2)], mode="random")
    tell(owner, question(session))
    before = owner.get("/usage/").json()

    answer = vote(owner, session.turns.get(), preference="model_a")

    assert answer.status_code == 201
    assert before == []
    assert len(owner.get("/usage/").json()) == 2
