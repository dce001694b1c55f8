"""What the table says of what was measured."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

from rich.console import Console

from bot.bench.measure import Row
from bot.bench.report import Line, Report, bars, medians, ratios
from bot.bench.show import show

PTB = Row("ptb", "texts", 3000, 950.0, 1.0, None, 60.0, 1.0, 2.0, 0, 0, 0, 1.0, 0.1)
BARE = replace(PTB, contestant="bare-uvloop", cpu_ms=0.14)
OURS = replace(PTB, contestant="sqlite-webhook", cpu_ms=0.3, calls=2.0)
STEADY = replace(PTB, scenario="100/s", p50_ms=1.7, p99_ms=9.0)
SINGLE = {"step_us": 12.0, "check_seconds": 0.2, "first_answer": 1.1}


def _verdicts(*rows: Row, missing: dict[str, str] | None = None, **single: float) -> dict[str, str]:
    return {line.what: line.verdict for line in bars(rows, {**SINGLE, **single}, missing or {})}


def test_all_bars_hold_when_all_is_well() -> None:
    ours = [OURS, replace(OURS, scenario="100/s", p50_ms=1.5, p99_ms=4.0), replace(OURS, contestant="postgres-webhook")]

    assert set(_verdicts(PTB, BARE, STEADY, *ours).values()) == {"holds"}


def test_each_fault_falls_short_in_its_own_line() -> None:
    def short(**changed: float) -> list[str]:
        ours = replace(OURS, **changed)  # type: ignore[arg-type]
        return [
            what.rpartition(": ")[2] for what, verdict in _verdicts(PTB, BARE, ours).items() if verdict == "falls short"
        ]

    assert short(cpu_ms=0.34) == ["beside the PTB echo"]
    assert short(cpu_ms=0.36) == ["beside the PTB echo", "beside bare aiohttp"]
    assert short(lost=1) == ["lost"]
    assert short(out_of_order=1) == ["out of order"]
    assert short(memory=100.1) == ["memory"]


def test_a_loss_while_tapping_is_a_loss() -> None:
    verdicts = _verdicts(PTB, BARE, OURS, replace(OURS, scenario="taps", lost=1))

    assert verdicts["durable turn, webhook, SQLite: lost"] == "falls short"


def test_what_could_not_be_measured_neither_holds_nor_falls_short() -> None:
    lines = bars([OURS], SINGLE, {"ptb": "bring it with: pip install python-telegram-bot"})
    beside = next(line for line in lines if line.what.endswith("beside the PTB echo"))

    assert (beside.verdict, beside.note) == ("not measured", "bring it with: pip install python-telegram-bot")


def test_costs_are_medians_and_faults_are_the_worst_round() -> None:
    rounds = [[replace(OURS, cpu_ms=cost, lost=lost)] for cost, lost in ((0.5, 0), (0.2, 1), (0.3, 0))]

    [middle] = medians(rounds)

    assert (middle.cpu_ms, middle.lost) == (0.3, 1)


def test_a_ratio_says_how_many_times_as_cheap() -> None:
    assert ratios(OURS, [PTB, BARE, OURS]) == {"ptb": 1.0 / 0.3, "aiogram": None, "bare-uvloop": 0.14 / 0.3}


def test_the_table_names_the_bar_and_what_is_missing() -> None:
    lines = [Line("one engine step", 31.0, "µs", "<= 25 µs", False)]
    missing = {"aiogram": "bring it with: pip install aiogram"}
    titles = {"ptb": "PTB echo", "aiogram": "aiogram echo"}
    printed = Console(file=StringIO(), width=160)

    show(Report({"Python": "3.11"}, 3, False, titles, [PTB], lines, missing), printed)

    words = printed.file.getvalue()  # type: ignore[attr-defined]
    assert "31 µs" in words
    assert "falls short" in words
    assert "aiogram echo. bring it with: pip install aiogram" in words


def test_a_busy_machine_is_admitted() -> None:
    def words(load: str) -> str:
        printed = Console(file=StringIO(), width=160)
        show(Report({"load average before": load}, 3, False, {"ptb": "PTB echo"}, [PTB], [], {}), printed)
        return printed.file.getvalue()  # type: ignore[attr-defined, no-any-return]

    assert "was busy" in words("3.10")
    assert "was busy" not in words("0.10")
