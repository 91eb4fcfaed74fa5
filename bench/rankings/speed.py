"""What a million votes cost: ratings and both covariances, beside the ratings alone of another library."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.random import default_rng

from bench.rankings.finding import Finding
from tests.leaderboard.maths.polls import ask, draw_pairs, spread_out

PEER = "evalica==0.4.2"
RACERS = Path(__file__).parent / "racers"
VOTES, MODELS, USERS = 1_000_000, 50, 100_000
TIMES = 3
MOST, MOST_BYTES = 1.5, 300 * 1024**2
# Spinning threads would be counted as work, on either side.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Race:
    votes: Path
    commands: Mapping[str, Sequence[str | Path]]

    def run(self, name: str) -> dict[str, Any]:
        command = [*self.commands[name], self.votes, str(TIMES)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | ONE_THREAD)
        return json.loads(done.stdout)


def check_speed(options: argparse.Namespace) -> Iterator[Finding]:
    with TemporaryDirectory() as folder:
        peer = options.evalica or install_peer(Path(folder) / "peer")
        commands: dict[str, list[str | Path]] = {
            "ours": [sys.executable, "-m", "bench.rankings.racers.ours"],
            "peer": [peer, RACERS / "peer.py"],
        }
        race = Race(write_votes(Path(folder) / "votes.npz"), commands)
        told = [
            (name, race.run(name)) for turn in range(options.turns) for name in list(commands)[:: 1 - 2 * (turn % 2)]
        ]
    yield _compare_seconds(told)
    peak = max(result["bytes"] for name, result in told if name == "ours")
    megabytes = f"{peak / 1024**2:.0f} MB"
    yield Finding("memory above the arrays", f"≤ {MOST_BYTES / 1024**2:.0f} MB", megabytes, peak <= MOST_BYTES)


def _compare_seconds(told: Sequence[tuple[str, dict[str, Any]]]) -> Finding:
    ours, peer = (
        statistics.median(second for name, result in told if name == racer for second in result["seconds"])
        for racer in ("ours", "peer")
    )
    seen = f"{ours:.3f} s against {peer:.3f} s: {ours / peer:.2f} ×"
    return Finding("CPU for 1 M votes, 50 models", f"≤ {MOST} × {PEER}'s ratings", seen, ours <= MOST * peer)


def install_peer(folder: Path) -> Path:
    print(f"  installing {PEER} aside ...", flush=True)
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", PEER], check=True)
    return python


def write_votes(path: Path) -> Path:
    lots = default_rng(1)
    left, right = draw_pairs(MODELS, VOTES, lots=lots)
    user = lots.integers(USERS, size=VOTES)
    asked = ask(spread_out(MODELS), left, right, user=user, lots=lots)
    np.savez(path, models=MODELS, left=asked.left, right=asked.right, outcome=asked.outcome, user=asked.user)
    return path
