"""The dashboard and the rules for alerts ask only for what `/metrics` shows, by labels that it has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.settings import HOUSE
from bot.web.metrics import LABELS, METRICS, PREFIX

BOARD = HOUSE / "deploy" / "grafana-dashboard.json"
RULES = HOUSE / "deploy" / "prometheus-rules.yml"
KNOWN_ENDINGS = ("_total", "_bucket", "_sum", "_count", "")


def asked() -> Iterator[str]:
    yield from (target["expr"] for panel in json.loads(BOARD.read_text())["panels"] for target in panel["targets"])
    yield from (rule["expr"] for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"])


def unknown(expression: str) -> list[str]:
    """What it asks for that nobody shows."""
    names = [name.removeprefix(PREFIX) for name in re.findall(rf"{PREFIX}\w+", expression)]
    metrics = [name for name in names if not any(_base(name, ending) in METRICS for ending in KNOWN_ENDINGS)]
    inside = re.findall(r"by \(([^)]*)\)", expression) + re.findall(r"\{([^}]*)\}", expression)
    labels = [label for part in inside for label in re.findall(r"\b([a-z]+)\b(?=\s*(?:,|=|$))", part)]
    return metrics + [label for label in labels if label not in LABELS]


def _base(name: str, ending: str) -> str:
    return name.removesuffix(ending) if not ending or name.endswith(ending) else ""


def test_all_that_is_asked_for_is_shown() -> None:
    assert [it for expression in asked() for it in unknown(expression)] == []


def test_all_that_is_shown_is_looked_at() -> None:
    said = "\n".join(asked())
    assert [name for name in METRICS if PREFIX + name not in said] == []


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("max(helpline_waiting_people)", ["waiting_people"]),
        ("sum by (language) (helpline_calls)", ["language"]),
        ('helpline_calls{chat="1"}', ["chat"]),
        ('sum by (le) (rate(helpline_commit_seconds_bucket[5m])) + helpline_calls{state="ready"}', []),
    ],
)
def test_what_nobody_shows_is_found(expression: str, found: list[str]) -> None:
    assert unknown(expression) == found


def test_the_dashboard_has_a_place_for_each_panel_and_a_page_for_each_rule() -> None:
    panels = json.loads(BOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len({str(panel["gridPos"]) for panel in panels}) == len(panels)
    rules = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
    assert all(Path(HOUSE / rule["annotations"]["runbook"]).is_file() for rule in rules)
