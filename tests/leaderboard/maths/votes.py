"""How the published votes beside the project are read, and what others have computed of them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from feedback.judgements import Kind
from leaderboard.maths.comparisons import Comparisons, Floats, Outcome, gather, pairs_of

VOTES = Path(__file__).parents[3].parent / "shared" / "votes"
# Of ballots with more than two models.
LARGE = "synth_nway"
NAMES = ("wikipedia_bt", "llmfao", "synth_pairs", LARGE)
WINNERS = {"a": Outcome.LEFT, "b": Outcome.RIGHT, "tie": Outcome.TIE, "both_bad": Outcome.BOTH_BAD}

Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of others; a column by its name, in the order of our models."""

    lines: dict[str, Line]
    models: tuple[str, ...]

    def __contains__(self, column: str) -> bool:
        return column in self.lines[self.models[0]]

    def __getitem__(self, column: str) -> Floats:
        return np.array([float(self.lines[model][column]) for model in self.models])


def read_votes(name: str, *, folder: Path = VOTES, by_size: bool = False) -> Comparisons:
    """By size, a pair of a ballot of k weighs 2/k."""
    lines = [line for line in read_lines(folder / f"{name}.csv") for _ in range(int(line.get("count", 1)))]
    columns = lines[0].keys()
    return gather(
        left=[line["left"] for line in lines],
        right=[line["right"] for line in lines],
        outcome=[WINNERS[line["winner"]] for line in lines],
        weight=[2 / int(line["k"]) for line in lines] if by_size else None,
        ballot=[line["battle"] for line in lines] if "battle" in columns else None,
        user=[line["user"] for line in lines] if "user" in columns else None,
    )


def read_figures(name: str, models: tuple[str, ...], *, folder: Path = VOTES) -> Figures:
    return Figures({line["model"]: line for line in read_lines(folder / f"{name}.reference.csv")}, models)


def read_lines(path: Path) -> list[Line]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def convert_ballots(name: str, *, folder: Path = VOTES) -> Iterator[tuple[str, str, str, str, str]]:
    """Of ballots with a line for each model: their pairs, as the file of pairs has them."""
    names = {outcome: winner for winner, outcome in WINNERS.items()}
    for battle, lines in groupby(read_lines(folder / f"{name}.nway.csv"), key=lambda line: line["battle"]):
        slots = list(lines)
        for left, right, outcome in pairs_of(Kind(slots[0]["ballot"]), [int(slot["rank"]) for slot in slots]):
            yield slots[left]["model"], slots[right]["model"], names[outcome], battle, str(len(slots))


def read_pairs(name: str, *, folder: Path = VOTES) -> Iterator[tuple[str, str, str, str, str]]:
    for line in read_lines(folder / f"{name}.csv"):
        yield line["left"], line["right"], line["winner"], line["battle"], line["k"]
