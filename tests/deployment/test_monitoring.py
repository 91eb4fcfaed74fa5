"""monitoring/ and docs/operating.md against what is exported."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.exposition import generate_latest

from arena_backend.metrics import registry
from hybrid.surroundings import ROOT

MANUAL = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
ALERTS = yaml.safe_load((ROOT / "monitoring/alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
DASHBOARD = json.loads((ROOT / "monitoring/dashboard.json").read_text(encoding="utf-8"))
# Of a histogram, its own name.
METRIC = re.compile(r"\b(?:arena|process|python)_\w+?(?=(?:_bucket)?(?:[\[{ )]|$))")


def exported() -> set[str]:
    lines = generate_latest(registry).decode().splitlines()
    return {line.split()[2] for line in lines if line.startswith("# TYPE")}


def expressions(panels: Any) -> Iterator[str]:
    """Wherever they are in it."""
    if isinstance(panels, dict):
        yield from [panels["expr"]] if "expr" in panels else []
        panels = list(panels.values())
    if isinstance(panels, list):
        for panel in panels:
            yield from expressions(panel)


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_an_alert_watches_what_is_exported_and_leads_to_what_to_do(alert: dict[str, Any]) -> None:
    watched = set(METRIC.findall(alert["expr"]))

    assert watched <= exported()
    assert watched or "up{" in alert["expr"]
    assert alert["annotations"]["runbook"] == f"docs/operating.md#{alert['alert'].lower()}"
    assert f"\n### {alert['alert']}\n" in MANUAL


def test_the_manual_tells_what_to_do_of_alerts_alone() -> None:
    assert re.findall(r"\n### (Arena\w+)\n", MANUAL) == [alert["alert"] for alert in ALERTS]


def test_the_dashboard_shows_what_is_exported() -> None:
    shown = {name for expression in expressions(DASHBOARD) for name in METRIC.findall(expression)}

    assert shown <= exported()
    assert {name for name in exported() if name.startswith("arena_")} <= shown


def test_every_metric_of_ours_has_its_meaning() -> None:
    explained = set(re.findall(r"^\| `(arena_\w+)", MANUAL, re.MULTILINE))

    assert explained == {name for name in exported() if name.startswith("arena_")}


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_no_page_has_a_place_left_empty(page: Path) -> None:
    assert "<!--" not in page.read_text(encoding="utf-8")
