"""The whole bench on its smallest scale: a load and a bot as processes of their own."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bot.bench.contestants import Contestant
from bot.bench.measure import Size, measure
from bot.bench.process import BenchFault, Process, cores, python
from bot.bench.run import Options, run_bench


def test_a_quick_look_at_bare_aiohttp_has_sane_numbers() -> None:
    report = run_bench(Options(quick=True, only=("bare",)))

    [texts] = report.rows
    assert (texts.offered, texts.lost, texts.repeats, texts.out_of_order) == (300, 0, 0, 0)
    assert texts.calls == 1.0
    assert 0.02 < texts.cpu_ms < 20
    assert 10 < texts.memory < 200
    assert 0 < texts.p50_ms <= texts.p99_ms
    assert texts.per_second > 10
    assert 0 < texts.load_busy <= 1.1
    assert {line.verdict for line in report.lines} == {"not measured"}


def test_a_bot_that_cannot_start_is_named_with_its_reason() -> None:
    def start(api: str, folder: Path, core: int) -> Process:
        return python("a dead bot", "bot.no_such", core=core)

    with pytest.raises(BenchFault, match=re.escape("a dead bot ended with 1: ") + ".*No module named bot"):
        measure(Contestant("dead", "a dead bot", start), Size(), cores(), lambda what, done: None)


def test_a_bot_that_answers_nothing_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asks = "import sys,time,urllib.request as u; u.urlopen(sys.argv[1] + '/bot1:x/getUpdates').read(); time.sleep(60)"

    def start(api: str, folder: Path, core: int) -> Process:
        return Process("a mute bot", [sys.executable, "-c", asks, api], core=core)

    monkeypatch.setattr("bot.bench.load.PATIENCE", 0.2)
    with pytest.raises(BenchFault, match=re.escape("a mute bot left 2 unanswered while warming up (0 answered)")):
        measure(Contestant("mute", "a mute bot", start), Size(chats=2), cores(), lambda what, done: None)
