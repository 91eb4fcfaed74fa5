"""How figures are printed: a line each, with what is demanded beside it."""

import statistics
from collections.abc import Sequence
from math import ceil


def tell_share(what: str, costs: Sequence[tuple[float, float]]) -> None:
    kept, unkept = (statistics.mean(each) for each in zip(*costs, strict=True))
    shares = [(one - other) / one * 100 for one, other in costs]
    share = (kept - unkept) / kept * 100
    error = statistics.stdev(shares) / len(shares) ** 0.5
    told = f"{kept:.1f} µs a word with it, {unkept:.1f} without; {share:.1f} % (± {error:.1f}, {len(costs)} pairs)"
    print(f"the journal's share of the CPU, {what}: {told}; demand: < 10 %; {judge(share < 10)}", flush=True)


def tell(what: str, seconds: Sequence[float], *, limit: float) -> None:
    ordered = sorted(second * 1000 for second in seconds)
    half, most = (ordered[ceil(share * len(ordered)) - 1] for share in (0.5, 0.99))
    told = f"p50 {half:.0f} ms, p99 {most:.0f} ms, max {ordered[-1]:.0f} ms, {len(ordered)} of them"
    print(f"{what}: {told}; demand: p99 ≤ {limit * 1000:.0f} ms; {judge(most <= limit * 1000)}", flush=True)


def judge(is_met: bool) -> str:
    return "met" if is_met else "MISSED"
