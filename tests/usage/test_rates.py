"""How long a token of a model is, learnt from what was counted."""

from uuid import uuid4

from ai_model.library.costs import USUAL
from ai_model.providers.events import Usage
from tests.conversations import make_model
from tests.people import Client
from tests.usage.granting import ask_for, spend
from usage.amounts import Spent
from usage.budgets import Payer
from usage.charging import Settlement, charge, settle
from usage.rates import TOKENS_REMEMBERED, Rates


def counted(heard: int, read: int, said: int, written: int) -> Spent:
    return Spent(Usage(read, written), None, heard=heard, said=said)


def test_of_a_model_nobody_has_heard_the_usual_is_thought() -> None:
    assert Rates().of("new/model") == USUAL


def test_each_model_has_its_own() -> None:
    rates = Rates()

    rates.learn("long/model", counted(600, 100, 800, 100), shown_tokens=100)
    rates.learn("short/model", counted(200, 100, 100, 100), shown_tokens=100)

    assert (rates.of("long/model").heard, rates.of("long/model").said) == (6.0, 8.0)
    assert (rates.of("short/model").heard, rates.of("short/model").said) == (2.0, 1.0)


def test_what_was_thought_and_not_shown_has_no_length() -> None:
    rates = Rates()

    rates.learn("thinking/model", counted(40, 10, 400, 1100), shown_tokens=100)

    assert rates.of("thinking/model").said == 4.0


def test_what_is_long_ago_counts_less() -> None:
    rates = Rates()
    rates.learn("m", counted(0, 0, 2 * TOKENS_REMEMBERED, TOKENS_REMEMBERED), shown_tokens=TOKENS_REMEMBERED)

    for _ in range(8):
        rates.learn("m", counted(0, 0, 8 * TOKENS_REMEMBERED, TOKENS_REMEMBERED), shown_tokens=TOKENS_REMEMBERED)

    assert rates.of("m").said > 7.9


def test_a_process_that_begins_knows_what_others_have_learnt(owner: Client) -> None:
    model = make_model()
    asked = ask_for(spend(1, 1), model)
    charge(Payer(owner.user), [asked], session=uuid4())
    settle([Settlement(asked.call, "success", counted(300, 100, 500, 100))])
    rates = Rates()

    rates.recall()

    assert (rates.of(model.name).heard, rates.of(model.name).said) == (3.0, 5.0)
