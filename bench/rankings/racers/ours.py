"""What ratings with both covariances cost us: seconds of CPU each time, and the bytes that are held on the way."""

import json
import sys
import time
import tracemalloc

import numpy as np

from leaderboard.maths.covariance import Spread, spread
from leaderboard.maths.fitting import fit
from tests.leaderboard.maths.polls import put


def main(path: str, times: int) -> None:
    columns = np.load(path)
    left, right, outcome, user = (columns[name] for name in ("left", "right", "outcome", "user"))
    comparisons = put(int(columns["models"]), left, right, outcome, ballot=np.arange(len(left)), user=user)

    def rank() -> Spread:
        fitted = fit(comparisons)
        return spread(comparisons, fitted, anchor_models=fitted.connected)

    seconds = []
    for _ in range(times):
        began = time.process_time()
        rank()
        seconds.append(time.process_time() - began)
    tracemalloc.start()
    rank()
    print(json.dumps({"seconds": seconds, "bytes": tracemalloc.get_traced_memory()[1]}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
