"""Whether the ranking does what it has to: the acceptance table of its specification, a line for each demand."""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bench.rankings.agreement import check_agreement
from bench.rankings.attackers import check_attackers
from bench.rankings.coverage import check_coverage
from bench.rankings.finding import Finding
from bench.rankings.sampler import check_sampler
from bench.rankings.speed import check_speed
from bench.rankings.steadiness import check_steadiness
from bench.staging.telling import judge
from tests.leaderboard.maths.votes import VOTES

SECTIONS: Mapping[str, Callable[[argparse.Namespace], Iterable[Finding]]] = {
    "agreement": check_agreement,
    "coverage": check_coverage,
    "speed": check_speed,
    "steadiness": check_steadiness,
    "attackers": check_attackers,
    "sampler": check_sampler,
}


def main() -> None:
    options = read_options()
    print("script/bench ranking", *sys.argv[1:], "\n")
    findings = [finding for name in options.sections for finding in look(name, options)]
    missed = [finding for finding in findings if not finding.is_met]
    print(f"\n{len(findings) - len(missed)} of {len(findings)} met")
    sys.exit(1 if missed else 0)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", default=list(SECTIONS), help=", ".join(SECTIONS))
    parser.add_argument("--votes", type=Path, default=VOTES, help="the folder of votes that others have ranked")
    parser.add_argument("--evalica", type=Path, help="a Python that has it; else it is installed aside")
    parser.add_argument("--quick", action="store_true", help="fewer replications")
    options = parser.parse_args()
    options.replications, options.turns = (50, 2) if options.quick else (200, 4)
    return options


def look(name: str, options: argparse.Namespace) -> Iterable[Finding]:
    print(f"{name} ...", flush=True)
    began = time.monotonic()
    for finding in SECTIONS[name](options):
        print(f"  {judge(finding.is_met):8}{finding.what}: {finding.seen}; demand: {finding.demand}", flush=True)
        yield finding
    print(f"  {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
