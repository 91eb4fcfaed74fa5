"""How moments are written in files of votes."""

from datetime import UTC, datetime

import pytest

from leaderboard.files.moments import read_moment
from leaderboard.files.values import Unreadable

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T12:00:00Z",
        "2026-03-01 12:00:00 UTC",
        "2026-03-01 12:00:00.000000 GMT",
        "2026-03-01 13:00:00+01:00",
        "2026-03-01 13:00:00 +0100",
        "2026-03-01T12:00:00",
        "2026-03-01T12:00:00.000000000",
        "2026/03/01 12:00:00",
        "2026/3/1 12:00",
        "1772366400",
        "1772366400.0",
        "1.7723664e9",
        "1772366400000",
        "1.7723664e+12",
        "1772366400000000",
        "1772366400000000000",
    ],
)
def test_a_moment_is_written_in_many_ways(text: str) -> None:
    assert read_moment(text) == NOON


@pytest.mark.parametrize("text", ["2026-03-01", "2026/03/01", "20260301"])
def test_a_day_alone_is_its_beginning(text: str) -> None:
    assert read_moment(text) == NOON - 12 * 3600


@pytest.mark.parametrize("text", ["", "NaT", "nan", "None", "null", "NULL"])
def test_nothing_has_many_names(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize(
    "text", ["2023", "2023.0", "yesterday", "-5", "inf", "1e300", "2023-13-01", "99991231", "1_000"]
)
def test_what_may_mean_anything_is_no_moment(text: str) -> None:
    with pytest.raises(Unreadable, match="is no moment"):
        read_moment(text)
