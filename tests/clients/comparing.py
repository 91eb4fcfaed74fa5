"""Where long texts differ: to show them whole would take minutes and help nobody."""

from collections.abc import Iterator, Mapping

AROUND = 20


def differ(found: Mapping[str, str], meant: Mapping[str, str]) -> list[str]:
    """A line for each side whose text is another."""
    return list(_differ(found, meant))


def _differ(found: Mapping[str, str], meant: Mapping[str, str]) -> Iterator[str]:
    for side in sorted(found.keys() | meant.keys()):
        one, other = found.get(side, ""), meant.get(side, "")
        if one != other:
            pairs = enumerate(zip(one, other, strict=False))
            at = next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))
            yield f"{side} at {at}: {one[at : at + AROUND]!r} is not {other[at : at + AROUND]!r}"
