"""`helpline bench --growth`: does an update cost more when a hundred thousand cases lie in the ledger?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from bot.bench import postgres
from bot.bench.contestants import Contestant, aged
from bot.bench.measure import Row, Size, first_answer, measure
from bot.bench.process import BenchFault, cores

CASES = (1_000, 10_000, 100_000)
SIZE = Size(updates=3000, chats=1000, rates=(100,))
QUICK = (10, 20)
QUICK_SIZE = Size(updates=300, chats=100, rest=2.0, rates=(100,), seconds=1.0)


class Aged(NamedTuple):
    """`start`: seconds from starting the program to its first answer, with all these cases."""

    title: str
    cases: int
    row: Row
    steady: Row
    start: float


def main(quick: bool) -> int:
    found = list(grown(QUICK if quick else CASES, QUICK_SIZE if quick else SIZE))
    Console(width=None if sys.stdout.isatty() else 160).print(table(found))
    return 0


def grown(sizes: Sequence[int], size: Size) -> Iterable[Aged]:
    """Each database with each past, in processes of their own."""
    with ExitStack() as stack:
        absent = None if os.environ.get("HELPLINE_BENCH_POSTGRES") else postgres.missing()
        server = None
        if absent is None:
            url = os.environ.get("HELPLINE_BENCH_POSTGRES", "")
            server = stack.enter_context(postgres.server(url, cores()[0]))
        for cases in sizes:
            for contestant in aged(server, absent, cases):
                if contestant.missing:
                    print(f"Not measured: {contestant.title}. {contestant.missing}", file=sys.stderr)
                else:
                    yield _measured(contestant, cases, size)


def _measured(contestant: Contestant, cases: int, size: Size) -> Aged:
    rows = measure(contestant, size, cores(), lambda what, done: None)
    lost = sum(row.lost + row.out_of_order for row in rows)
    if lost:
        raise BenchFault(f"{contestant.title} left {lost} updates unanswered or out of order")
    saturated = next(row for row in rows if row.scenario == "texts")
    steady = next(row for row in rows if row.scenario.endswith("/s"))
    return Aged(contestant.title.partition(",")[0], cases, saturated, steady, first_answer(contestant, cores()))


def table(found: Iterable[Aged]) -> Table:
    """Each line beside the first of its database: 1.00 is flat."""
    shown = Table(title="\nAs cases grow", title_justify="left", box=None, padding=(0, 2, 0, 0))
    heads = ("database", "cases", "CPU ms", "beside", "server ms", "updates/s", "p50 ms", "p99 ms", "MB", "start s")
    for nth, head in enumerate(heads):
        shown.add_column(head, justify="right" if nth else "left")
    first: dict[str, float] = {}
    for each in found:
        base = first.setdefault(each.title, each.row.cpu_ms)
        server = "-" if each.row.server_cpu_ms is None else f"{each.row.server_cpu_ms:.3f}"
        shown.add_row(
            each.title, f"{each.cases:,}", f"{each.row.cpu_ms:.3f}", f"{each.row.cpu_ms / base:.2f}", server,
            f"{each.row.per_second:,.0f}", f"{each.steady.p50_ms:.2f}", f"{each.steady.p99_ms:.2f}",
            f"{each.row.memory:.0f}", f"{each.start:.2f}",
        )  # fmt: skip
    return shown
