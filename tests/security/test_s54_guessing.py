"""S54: how long an answer takes tells nothing about a secret, as none is ever compared: its hash is looked up."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.deployment.reading import ROOMS
from user.models import APIKey, RefreshToken, User
from user.tokens import hash_secret

SECRETS = {"token", "guest_token", "refresh", "secret", "password", "api_key", "share_token", "guest_token_hash"}


def read_files() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def names_in(node: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} | {
        each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)
    }


def test_s54_no_secret_is_compared_letter_by_letter() -> None:
    compared = [
        f"{path.name}:{node.lineno}"
        for path, tree in read_files()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
        if all(names_in(side) & SECRETS for side in (node.left, *node.comparators))
    ]

    assert compared == []


@pytest.mark.parametrize("column", [(User, "guest_token_hash"), (RefreshToken, "hash"), (APIKey, "hash")])
def test_s54_secrets_are_stored_as_hashes_of_one_length(column: tuple[type, str]) -> None:
    model, name = column

    assert model._meta.get_field(name).max_length == len(hash_secret("short")) == len(hash_secret("x" * 1000)) == 64  # type: ignore[attr-defined]
