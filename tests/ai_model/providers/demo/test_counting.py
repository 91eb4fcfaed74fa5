"""Sums are right, and bounded."""

import time

import pytest

from ai_model.providers.demo import counting, wishes
from ai_model.providers.demo.matter import Heard

RESULTS = {
    "12*(3+4)": "84",
    "2 plus 2": "4",
    "7 - 10": "-3",
    "10 divided by 4": "2.5",
    "1/3": "0.3333333333",
    "2^3^2": "512",
    "2**10": "1024",
    "-2^2": "-4",
    "2^-3": "0.125",
    "17 mod 5": "2",
    "15% of 80": "12",
    "3 x 4": "12",
    "5 squared": "25",
    "1,000,000 * 3": "3000000",
    "1/7*7": "1",
    "2 - -2": "4",
    "007 + 1": "8",
    "1.5+.5": "2",
    "(1\n+22)": "23",
    "(" * 60 + "1+1" + ")" * 60: "2",
    "1" * 40 + "+1": "1" * 39 + "2",
}
UNSOLVABLE = (
    "1/0",
    "5 % 0",
    "0^-1",
    "9^9^9",
    "10^1000 * 10^1000",
    "2^0.5",
    "(1+2",
    "1+2)",
    "1+*2",
    "7//2",
    "1 2+3",
    "...+1+1",
    "()+1",
    "(" * 190 + "1+1",
    "-" * 190 + "x",
)
NO_SUMS = ("42", "two", "2024-11-20", "rm -rf", "1+1; drop", "__import__", "1+" * 200 + "1", "")


@pytest.mark.parametrize(("text", "result"), RESULTS.items())
def test_results_are_exact(text, result):
    assert wishes.grant(Heard(text)).word == result


@pytest.mark.parametrize("text", UNSOLVABLE)
def test_what_has_no_result_is_refused_at_once(text):
    began = time.perf_counter()

    with pytest.raises(counting.Unsolvable):
        counting.work_out(counting.normalise(text))

    assert time.perf_counter() - began < 0.1


@pytest.mark.parametrize("text", NO_SUMS)
def test_what_is_no_sum_is_not_taken_for_one(text):
    assert wishes.grant(Heard(text)).title != "A sum"
