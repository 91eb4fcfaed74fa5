"""How things are counted: whatever a client sends, from any thread."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from api.tallies import OTHER, Durations, Tally


def counts(tally: Tally) -> dict[str, float]:
    return {sample.labels["kind"]: sample.value for sample in tally.tell("kinds", "", label="kind").samples}


def test_each_name_is_there_before_it_is_counted() -> None:
    tally = Tally(["one", "another"])

    tally.add("one", 2)

    assert counts(tally) == {"one": 2, "another": 0}


def test_no_name_that_was_not_expected_becomes_a_series() -> None:
    tally = Tally(["one"])

    for number in range(100):
        tally.add(f"made up {number}")

    assert counts(tally) == {"one": 0, OTHER: 100}


def test_nobody_is_missed_however_many_count_at_once() -> None:
    tally = Tally(["one"])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(partial(tally.add, "one"), [1] * 8_000))

    assert counts(tally) == {"one": 8_000}


def test_a_duration_is_in_every_bucket_that_holds_it() -> None:
    durations = Durations((1.0, 2.0))

    for seconds in (0.5, 1.0, 1.5, 9.0):
        durations.add("x/y", seconds)
    told = durations.tell("waits", "", label="model").samples

    assert [(sample.labels.get("le"), sample.value) for sample in told if sample.name == "waits_bucket"] == [
        ("1.0", 2.0),
        ("2.0", 3.0),
        ("+Inf", 4.0),
    ]
    assert [sample.value for sample in told if sample.name in ("waits_count", "waits_sum")] == [4.0, 12.0]
