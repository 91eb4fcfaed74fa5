"""Fields that take JSON for what it is."""

from typing import Any

import pytest
from rest_framework.exceptions import ValidationError
from rest_framework.fields import Field

from api.fields import Flag, Identifier, Number, Text, Whole


@pytest.mark.parametrize(
    ("field", "sent", "taken"),
    [
        (Text(), "five", "five"),
        (Flag(), False, False),
        (Flag(allow_null=True), None, None),
        (Whole(), -5, -5),
        (Number(), 5, 5.0),
        (Number(), 0.5, 0.5),
    ],
)
def test_the_right_type_is_taken(field: Field[Any, Any, Any, Any], sent: object, taken: object) -> None:
    assert field.run_validation(sent) == taken


OTHERS: dict[str, tuple[Field[Any, Any, Any, Any], list[Any]]] = {
    "text": (Text(), [5, 0.5, True, [], {}]),
    "identifier": (Identifier(), [5, 0.5, True, [], {}]),
    "flag": (Flag(), ["true", "yes", 1, 0, [], {}]),
    "whole": (Whole(), ["5", 5.0, True, [], {}]),
    "number": (Number(), ["0.5", True, [], {}]),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_another_type_is_refused(kind: str) -> None:
    field, values = OTHERS[kind]

    for value in values:
        with pytest.raises(ValidationError):
            field.run_validation(value)
