"""What ratings alone cost evalica: seconds of CPU each time. Runs in an environment of its own, without ours."""

import json
import sys
import time

import evalica  # type: ignore[import-not-found]  # it is not in our environment
import numpy as np

WINNERS = [evalica.Winner.X, evalica.Winner.Y, evalica.Winner.Draw, evalica.Winner.Draw]


def main(path: str, times: int) -> None:
    columns = np.load(path)
    # The quickest of the forms that it takes.
    names = [f"model-{number:03}" for number in range(int(columns["models"]))]
    left, right = ([names[number] for number in columns[side]] for side in ("left", "right"))
    winners = [WINNERS[number] for number in columns["outcome"]]
    seconds = []
    for _ in range(times):
        began = time.process_time()
        evalica.bradley_terry(left, right, winners)
        seconds.append(time.process_time() - began)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
