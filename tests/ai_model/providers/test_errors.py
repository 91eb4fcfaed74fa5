"""The tree of errors, and what clients see of it."""

import re
from collections.abc import Iterator
from pathlib import Path

from ai_model.providers import errors
from ai_model.providers.errors import ProviderError, Unsupported
from message.models import Failure


def leaves_of(kind: type[ProviderError]) -> Iterator[type[ProviderError]]:
    for each in kind.__subclasses__():
        yield each
        yield from leaves_of(each)


def test_every_code_is_one_that_clients_know():
    assert {kind.code for kind in leaves_of(ProviderError)} <= set(Failure)


def test_the_drawn_tree_is_the_tree():
    drawn = re.findall(r"[├└]── (\w+)", str(errors.__doc__))

    assert drawn == [kind.__name__ for kind in leaves_of(ProviderError)]


def test_every_cause_is_another_one():
    causes = [kind("stop").cause if kind is Unsupported else kind().cause for kind in leaves_of(ProviderError)]

    assert len(set(causes)) == len(causes)
    assert {"name_unknown", "tls_failed", "connection_refused", "head_reset", "body_reset", "bad_head"} <= set(causes)


def test_what_cannot_be_said_is_named():
    assert str(Unsupported("stop")) == "this provider's dialect has no stop"


def test_the_page_names_every_cause():
    page = (Path(__file__).parents[3] / "docs/providers.md").read_text()
    told = dict(re.findall(r"^\| `(\w+)` \| (`.*) \|$", page, re.MULTILINE))

    causes: dict[str, list[str]] = {}
    for kind in leaves_of(ProviderError):
        causes.setdefault(kind.code, []).append(kind("stop").cause if kind is Unsupported else kind().cause)

    assert {code: re.findall(r"\w+", line) for code, line in told.items()} == causes
