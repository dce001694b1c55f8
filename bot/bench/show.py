"""The report as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from bot.bench.measure import Row
from bot.bench.report import BESIDE, HOLDS, SHORT, Line, Report, ratios

_COLOURS = {HOLDS: "green", SHORT: "red"}
BUSY = 0.5  # load average
_SATURATED = ("texts", "taps")


def show(report: Report, console: Console) -> None:
    console.print(_lines(report.lines))
    console.print(_saturated(report))
    console.print(_steady(report))
    for name, why in report.missing.items():
        console.print(f"Not measured: {report.titles.get(name, name)}. {why}", highlight=False)
    if float(report.machine.get("load average before", 0)) > BUSY:
        console.print("This machine was busy when the run began: its latencies say little, its ratios more.")
    about = ", ".join(f"{name}: {value}" for name, value in report.machine.items())
    rounds = "a quick look that decides nothing" if report.quick else f"medians of {report.rounds} rounds"
    console.print(f"{rounds}; {about}", style="dim", highlight=False)


def _table(title: str, *heads: str, numbers_from: int) -> Table:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for k, head in enumerate(heads):
        table.add_column(head, justify="right" if k >= numbers_from else "left")
    return table


def _lines(lines: Iterable[Line]) -> Table:
    table = _table("\nThe bars", "what", "measured", "bar", "", numbers_from=1)
    for line in lines:
        value = "-" if line.value is None else f"{line.value:.3g} {line.unit}".strip()
        verdict = f"[{_COLOURS.get(line.verdict, 'yellow')}]{line.verdict}[/]"
        table.add_row(line.what, value, line.bar, verdict)
    return table


def _saturated(report: Report) -> Table:
    heads = [
        "bot",
        "what",
        "updates/s",
        "CPU ms",
        "server",
        *BESIDE.values(),
        "MB",
        "calls",
        "lost",
        "twice",
        "disorder",
    ]
    table = _table("\nAll at once: what an update costs on one core", *heads, "load", numbers_from=2)
    for row in report.rows:
        if row.scenario in _SATURATED:
            table.add_row(*_of_saturated(row, report))
    return table


def _of_saturated(row: Row, report: Report) -> Sequence[str]:
    beside = ratios(row, report.rows)
    return (
        report.titles[row.contestant],
        row.scenario,
        f"{row.per_second:,.0f}",
        f"{row.cpu_ms:.3f}",
        _or_dash(row.server_cpu_ms, ".3f"),
        *(_or_dash(beside[name], ".2f") for name in BESIDE),
        f"{row.memory:.0f}",
        f"{row.calls:.2f}",
        str(row.lost),
        str(row.repeats),
        f"{row.out_of_order}/{row.offered}",
        f"{row.load_busy:.0%}",
    )


def _steady(report: Report) -> Table:
    table = _table(
        "\nAt a steady rate: from the update to its answer",
        *("bot", "rate", "p50 ms", "p99 ms", "CPU ms", "lost", "twice", "disorder"),
        numbers_from=2,
    )
    for row in report.rows:
        if row.scenario not in _SATURATED:
            numbers = (f"{row.p50_ms:.2f}", f"{row.p99_ms:.2f}", f"{row.cpu_ms:.2f}")
            faults = (str(row.lost), str(row.repeats), f"{row.out_of_order}/{row.offered}")
            table.add_row(report.titles[row.contestant], row.scenario, *numbers, *faults)
    return table


def _or_dash(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
