"""One contestant from its start to its end: warmed up, saturated, tapped, and at a steady rate."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bench.contestants import Contestant
from bot.bench.load import Load
from bot.bench.process import BenchFault, Process

# The way through our own content. Whoever renames what stands here is told by the warm-up, which then gets no answer.
WARM_UP = ("/start", "tap :lang:en$", "tap :yes$", "tap :no$")
"""She begins, picks her language, is safe, is not in danger: now she stands in the menu."""

TEXTS = ("My passport", "My employer", "Nothing more")
"""From the menu into a flow, through two questions and back. At any other place each is answered with a screen too."""

TAP = "tap ^(?:[^:]*:){4}(?!person$|agreed$)"
"""Any button but those that open a case: after them a person answers, not the flow."""

Tell = Callable[[str, float], None]
"""Hears what is being measured and how much of it is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. `rates` in updates a second, each for `seconds`. The house keeps to Telegram's pace, some
    eight calls at once in a chat and then one a second: so few updates a chat, and a `rest` before each scenario."""

    updates: int = 3000
    chats: int = 1000
    rest: float = 8.0
    rates: tuple[int, ...] = (100, 200)
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant in one scenario of one round. Memory in MB; `calls` to the Bot API per update."""

    contestant: str
    scenario: str  # texts | taps | 100/s | 200/s
    offered: int
    per_second: float
    cpu_ms: float
    server_cpu_ms: float | None
    memory: float
    p50_ms: float
    p99_ms: float
    lost: int
    repeats: int
    out_of_order: int
    calls: float
    load_busy: float


def measure(contestant: Contestant, size: Size, cores: tuple[int, int], tell: Tell) -> list[Row]:
    """All scenarios of one contestant, in a fresh process with fresh databases."""
    with _ready(contestant, cores) as (load, bot):
        _warm_up(contestant, size, load, bot)
        return [
            _row(contestant, scenario, load, bot, what, given, tell, size.rest)
            for scenario, what, given in _scenarios(contestant, size)
        ]


def first_answer(contestant: Contestant, cores: tuple[int, int]) -> float:
    """Seconds from starting the program, its databases not made yet, to its answer to a /start that waits."""
    with tempfile.TemporaryDirectory(prefix="helpline-bench-") as folder, Load(cores[0]) as load:
        load.ask("offer", count=1, updates=1, texts=["/start"])
        with contestant.start(load.api, Path(folder), cores[1]) as bot:
            load.wait_for(bot)
            if not load.run(bot, "state").result.answered:
                raise BenchFault(f"{contestant.title} did not answer its first update")
            return load.last_answer() - bot.began


@contextmanager
def _ready(contestant: Contestant, cores: tuple[int, int]) -> Iterator[tuple[Load, Process]]:
    with (
        tempfile.TemporaryDirectory(prefix="helpline-bench-") as folder,
        Load(cores[0]) as load,
        contestant.start(load.api, Path(folder), cores[1]) as bot,
    ):
        load.wait_for(bot)
        yield load, bot


def _warm_up(contestant: Contestant, size: Size, load: Load, bot: Process) -> None:
    if contestant.house:
        done = load.run(bot, "walk", count=size.chats, steps=WARM_UP).result
    else:
        done = load.run(bot, "offer", count=size.chats, updates=size.chats).result
    if done.lost:
        raise BenchFault(f"{contestant.title} left {done.lost} unanswered while warming up ({done.answered} answered)")


def _scenarios(contestant: Contestant, size: Size) -> Iterator[tuple[str, str, dict[str, Any]]]:
    words = {"texts": TEXTS} if contestant.house else {}
    yield "texts", "offer", {"count": size.chats, "updates": size.updates, **words}
    if contestant.house:
        yield "taps", "walk", {"count": size.chats, "steps": [TAP] * (size.updates // size.chats)}
    if contestant.latency:
        for rate in size.rates:
            steady = {"count": size.chats, "updates": int(rate * size.seconds), "rate": rate}
            yield f"{rate}/s", "offer", {**steady, **words}


def _row(
    contestant: Contestant,
    scenario: str,
    load: Load,
    bot: Process,
    what: str,
    given: Mapping[str, Any],
    tell: Tell,
    rest: float,
) -> Row:
    if contestant.house:
        time.sleep(rest)
    server = contestant.server
    before, server_before = bot.cpu(), server.cpu() if server else None
    result, busy = load.run(bot, what, tell=lambda done: tell(scenario, done), **given)
    cpu = bot.cpu() - before
    server_after = server.cpu() if server else None
    n = max(1, result.offered)
    return Row(
        contestant=contestant.name,
        scenario=scenario,
        offered=result.offered,
        per_second=result.answered / result.seconds if result.seconds else 0.0,
        cpu_ms=1000 * cpu / n,
        server_cpu_ms=None
        if server_before is None or server_after is None
        else 1000 * (server_after - server_before) / n,
        memory=bot.most_memory(),
        p50_ms=1000 * result.p50,
        p99_ms=1000 * result.p99,
        lost=result.lost,
        repeats=result.repeats,
        out_of_order=result.out_of_order,
        calls=sum(result.calls.values()) / n,
        load_busy=busy,
    )
