"""What belongs together is added up, whoever else there is."""

import numpy as np

from leaderboard.maths.clusters import CELLS, by_ballot, by_user
from leaderboard.maths.comparisons import Outcome
from tests.leaderboard.maths.rows import Row, gather_rows

ROWS = [
    Row("A", "B", ballot=1, user=1),
    Row("A", "C", ballot=1, user=1),
    Row("B", "C", Outcome.TIE, ballot=2, user=1),
    Row("B", "A", ballot=3, user=2),
]


def test_each_model_gets_what_its_rows_give_it() -> None:
    values = np.array([1.0, 10.0, 100.0, 1000.0])

    (sums,) = by_user(gather_rows(ROWS)).add_up(values, -values)

    assert sums.tolist() == [[11, 99, -110], [-1000, 1000, 0]]


def test_a_model_is_counted_once_in_each_cluster() -> None:
    comparisons = gather_rows(ROWS)

    assert by_ballot(comparisons).count_by_model().tolist() == [2, 3, 2]
    assert by_user(comparisons).count_by_model().tolist() == [2, 2, 1]
    assert by_ballot(comparisons).count_members().tolist() == [2, 1, 1]


def test_some_rows_are_clusters_of_their_own() -> None:
    chosen = by_ballot(gather_rows(ROWS)).take(np.array([True, False, False, True]))

    assert chosen.number.tolist() == [0, 1]
    assert chosen.size == 2
    assert by_ballot(gather_rows([])).take(np.array([], np.bool_)).size == 0


def test_blocks_are_parts_of_the_whole() -> None:
    rows = [Row("A", "B", user=number) for number in range(10)]
    clusters = by_user(gather_rows(rows))
    scattered = type(clusters)(clusters.left, clusters.right, 2, clusters.number * (CELLS // 8), CELLS * 10 // 8)
    values = np.arange(10.0)

    blocks = list(scattered.add_up(values, values))

    assert [len(block) for block in blocks] == [CELLS // 2, CELLS // 2, CELLS // 4]
    sums = np.concatenate(blocks)[:: CELLS // 8]
    assert sums.tolist() == [[value, value] for value in range(10)]
