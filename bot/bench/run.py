"""`helpline bench`: everybody in turn, round after round on the same core, then the table."""

from __future__ import annotations

import json
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bot.bench import postgres
from bot.bench.contestants import Contestant, house, rivals
from bot.bench.measure import Row, Size, Tell, first_answer, measure
from bot.bench.process import BenchFault, Process, cores
from bot.bench.report import SHORT, Report, bars, medians
from bot.bench.show import show

FULL = Size()
QUICK = Size(updates=300, chats=100, rest=2.0, rates=(100,), seconds=1.0)
STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Options:
    """`only`: names of contestants, empty for all. `postgres`: a server's URL, empty for a private one."""

    rounds: int = 3
    quick: bool = False
    only: Sequence[str] = ()
    postgres: str = ""

    @property
    def size(self) -> Size:
        return QUICK if self.quick else FULL

    @property
    def times(self) -> int:
        return 1 if self.quick else self.rounds


@dataclass(slots=True)
class _Found:
    rounds: list[list[Row]] = field(default_factory=list)
    first_answers: list[float] = field(default_factory=list)
    single: dict[str, float] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


def main(rounds: int, quick: bool, as_json: bool) -> int:
    """What the command does. 1 when a bar is not met; a quick look only shows that everything can be measured."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what we started is stopped too
    report = run_bench(Options(rounds, quick, postgres=os.environ.get("HELPLINE_BENCH_POSTGRES", "")))
    if as_json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        show(report, Console(width=None if sys.stdout.isatty() else 160))
    return 1 if not quick and any(line.verdict == SHORT for line in report.lines) else 0


def run_bench(options: Options) -> Report:
    """Measures everybody who can be measured here; who cannot is named in the report with the reason."""
    found, machine = _Found(), _machine()
    with ExitStack() as stack:
        server, no_server = _server(stack, options)
        everybody = [c for c in (*rivals(), *house(server, no_server)) if not options.only or c.name in options.only]
        found.missing.update({c.name: c.missing for c in everybody if c.missing})
        progress = stack.enter_context(_progress())
        total = progress.add_task("", total=options.times * (len(everybody) - len(found.missing)))
        for k in range(options.times):
            found.rounds.append([])
            for contestant in everybody:
                if contestant.name not in found.missing:
                    title = f"round {k + 1} of {options.times}: {contestant.title}"
                    _one(contestant, options.size, found, _teller(progress, total, title))
        progress.update(total, description="the engine by itself")
        if not options.only:
            _content(found)
    rows = medians(found.rounds)
    if found.first_answers:
        found.single["first_answer"] = sorted(found.first_answers)[len(found.first_answers) // 2]
    titles = {contestant.name: contestant.title for contestant in everybody}
    lines = bars(rows, found.single, found.missing)
    return Report(machine, options.times, options.quick, titles, rows, lines, found.missing)


def _one(contestant: Contestant, size: Size, found: _Found, tell: Tell) -> None:
    """One contestant's part of a round. One that fails is out of the run; the others go on."""
    tell("starts", 0.0)
    try:
        found.rounds[-1] += measure(contestant, size, cores(), tell)
        if contestant.name == "sqlite-polling":
            tell("start to first answer", 0.0)
            found.first_answers.append(first_answer(contestant, cores()))
    except BenchFault as fault:
        found.missing[contestant.name] = str(fault)
    tell("", 1.0)


def _server(stack: ExitStack, options: Options) -> tuple[postgres.Server | None, str | None]:
    """A PostgreSQL if it is wanted and can be had, else why not."""
    if options.only and not any(name.startswith("postgres") for name in options.only):
        return None, "it was not asked for"
    absent = None if options.postgres else postgres.missing()
    if absent:
        return None, absent
    try:
        return stack.enter_context(postgres.server(options.postgres, cores()[0])), None
    except BenchFault as fault:
        return None, str(fault)


def _content(found: _Found) -> None:
    """In a process of its own, so that neither its memory nor its caches are ours."""
    command = [sys.executable, "-m", "bot.bench.content", str(STEPS)]
    with Process("the engine by itself", command, core=cores()[1], pipe=True) as process:
        try:
            found.single.update(json.loads(process.first_line()))
        except BenchFault as fault:
            found.missing["content"] = str(fault)


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (BarColumn(30), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield progress


def _teller(progress: Progress, task: TaskID, title: str) -> Tell:
    begun = progress.tasks[0].completed

    def tell(what: str, done: float) -> None:
        share = 1.0 if not what else 0.99 * done if what == "texts" else 0.5
        progress.update(task, completed=begun + share, description=f"{title}: {what}" if what else title)

    return tell


def _machine() -> Mapping[str, str]:
    names = ("python-telegram-bot", "aiogram", "aiohttp", "uvloop", "SQLAlchemy")
    load_core, bot_core = cores()
    return {
        "Python": platform.python_version(),
        **{name: found for name in names if (found := _version(name))},
        "processor": _processor(),
        "cores": f"load {load_core}, bot {bot_core}",
        "databases on": _file_system(tempfile.gettempdir()),
        "load average before": f"{os.getloadavg()[0]:.2f}",
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _file_system(folder: str) -> str:
    """What a commit is written to: on a memory file system it would cost nothing."""
    mounts = (line.split() for line in Path("/proc/mounts").read_text().splitlines())
    over = [(mount[1], mount[2]) for mount in mounts if Path(folder).is_relative_to(mount[1])]
    return max(over, key=lambda mount: len(mount[0]))[1] if over else "unknown"
