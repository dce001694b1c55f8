"""The medians of all rounds, the bars of the design beside them, and the same as a table or as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from statistics import median
from typing import Any

from bot.bench.measure import Row

HOLDS, SHORT, UNKNOWN = "holds", "falls short", "not measured"


@dataclass(frozen=True, slots=True)
class Line:
    """One bar of the design. `holds` is None where something was missing, and `note` says what."""

    what: str
    value: float | None
    unit: str
    bar: str
    holds: bool | None
    note: str = ""

    @property
    def verdict(self) -> str:
        return UNKNOWN if self.holds is None else HOLDS if self.holds else SHORT


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one `helpline bench` found. `single` are the measurements without a load, by name."""

    machine: Mapping[str, str]
    rounds: int
    quick: bool
    titles: Mapping[str, str]
    rows: Sequence[Row]
    lines: Sequence[Line]
    missing: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "rows": [{**asdict(row), "ratios": ratios(row, self.rows)} for row in self.rows],
            "lines": [{**asdict(line), "verdict": line.verdict} for line in self.lines],
        }


BESIDE = {"ptb": "x PTB", "aiogram": "x aiogram", "bare-uvloop": "of bare"}
"""The rivals that every line is set beside: how many times as cheap per update as each of them."""


def ratios(row: Row, rows: Sequence[Row]) -> dict[str, float | None]:
    """Updates a core can take, as a multiple of each rival's in the same run."""
    found = {other.contestant: other.cpu_ms for other in rows if other.scenario == "texts"}
    return {name: found[name] / row.cpu_ms if name in found and row.cpu_ms else None for name in BESIDE}


def medians(rounds: Sequence[Sequence[Row]]) -> list[Row]:
    """One row for each contestant and scenario. Faults are not averaged away: the worst round counts."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in (row for rows in rounds for row in rows):
        found.setdefault((row.contestant, row.scenario), []).append(row)
    return [_middle(same) for same in found.values()]


_WORST = ("lost", "repeats", "out_of_order", "memory", "load_busy")


def _middle(rows: Sequence[Row]) -> Row:
    values: dict[str, Any] = {}
    for name in (field.name for field in fields(Row)):
        all_ = [getattr(row, name) for row in rows]
        if isinstance(all_[0], str) or all_[0] is None:
            values[name] = all_[0]
        else:
            values[name] = max(all_) if name in _WORST else median(all_)
    return Row(**values)


def bars(rows: Sequence[Row], single: Mapping[str, float], missing: Mapping[str, str]) -> list[Line]:
    """The table of the design, line by line."""
    by = {(row.contestant, row.scenario): row for row in rows}
    return [
        *_durable(by, missing),
        _on_postgres(by, missing),
        *_latency(by, missing),
        _most("one engine step", single.get("step_us"), 25.0, "µs", missing.get("content", "")),
        _most("check of all content, all languages", single.get("check_seconds"), 3.0, "s", missing.get("content", "")),
        _most("start to first answer", single.get("first_answer"), 1.5, "s", missing.get("first_answer", "")),
    ]


By = Mapping[tuple[str, str], Row]
OURS = "sqlite-webhook"


def _durable(by: By, missing: Mapping[str, str]) -> list[Line]:
    ours = by.get((OURS, "texts"))
    note = missing.get(OURS, "")
    what = "durable turn, webhook, SQLite"
    faults = [row for (name, _), row in by.items() if name == OURS]
    return [
        _least(f"{what}: beside the PTB echo", _cheaper(by, "ptb"), 3.0, "x", note or missing.get("ptb", "")),
        _least(
            f"{what}: beside bare aiohttp",
            _cheaper(by, "bare-uvloop"),
            0.4,
            "x",
            note or missing.get("bare-uvloop", ""),
        ),
        _most(f"{what}: out of order", _sum(faults, "out_of_order"), 0, "", note),
        _most(f"{what}: lost", _sum(faults, "lost"), 0, "", note),
        _most(f"{what}: memory", ours.memory if ours else None, 100.0, "MB", note),
    ]


def _cheaper(by: By, than: str) -> float | None:
    ours, theirs = by.get((OURS, "texts")), by.get((than, "texts"))
    return theirs.cpu_ms / ours.cpu_ms if ours and theirs and ours.cpu_ms else None


def _on_postgres(by: By, missing: Mapping[str, str]) -> Line:
    sqlite, postgres = by.get((OURS, "texts")), by.get(("postgres-webhook", "texts"))
    value = sqlite.cpu_ms / postgres.cpu_ms if sqlite and postgres and postgres.cpu_ms else None
    note = missing.get(OURS) or missing.get("postgres-webhook") or ""
    return _least("the same on PostgreSQL, beside SQLite", value, 0.8, "x", note)


def _latency(by: By, missing: Mapping[str, str]) -> list[Line]:
    ours, theirs = by.get((OURS, "100/s")), by.get(("ptb", "100/s"))
    note = missing.get(OURS) or missing.get("ptb") or ""
    what = "latency at 100/s beside the PTB echo's"
    if theirs is None:
        return [Line(f"{what}, {name}", None, "ms", "<= its", None, note) for name in ("p50", "p99")]
    return [
        _most(f"{what}, p50", ours.p50_ms if ours else None, theirs.p50_ms, "ms", note),
        _most(f"{what}, p99", ours.p99_ms if ours else None, theirs.p99_ms, "ms", note),
    ]


def _sum(rows: Sequence[Row], name: str) -> float | None:
    return sum(getattr(row, name) for row in rows) if rows else None


def _least(what: str, value: float | None, bar: float, unit: str, note: str) -> Line:
    return Line(what, value, unit, f">= {bar:g} {unit}".strip(), None if value is None else value >= bar, note)


def _most(what: str, value: float | None, bar: float, unit: str, note: str) -> Line:
    return Line(what, value, unit, f"<= {bar:.4g} {unit}".strip(), None if value is None else value <= bar, note)
