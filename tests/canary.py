"""A pytest plugin: workers in tests say CANARY, and no test passes in which a log, an output or a log file repeats it.

It listens from before the first fixture of a test until after its last, so that a leak while tearing down counts too.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from bot import logs
from tests.byte_search import kinds_in
from tests.canaries import CANARY, CANARY_ID, CANARY_TOKEN, IDS, NAMES

__all__ = ["CANARIES", "CANARY", "Watch"]

# One of each kind, for the tests of this guard.
CANARIES = (CANARY, CANARY_TOKEN, str(CANARY_ID), NAMES[0], str(IDS[0]))
LOG_FILES = ("*.log", "*.out", "*.err")

_HEARD = pytest.StashKey[list[str]]()
_READ = pytest.StashKey[dict[Path, int]]()


class Watch:
    """Log files outside the test's own folder, to be read along."""

    files: set[Path] = set()  # noqa: RUF012 (one for the process, as the servers are)


@pytest.fixture(scope="session")
def canary_watches() -> Watch:
    """`canary_watches.files.add(path)`: this file too must never hold a canary."""
    return Watch()


def pytest_configure(config: pytest.Config) -> None:
    logs.Unlisted.refused = True
    logs.hush()  # as a running bot does: at DEBUG these libraries log whole requests, and are not ours to teach
    config.stash[_HEARD] = []
    config.stash[_READ] = {}
    _listen(config.stash[_HEARD])


def _listen(heard: list[str]) -> None:
    """Every record of every logger, also of those that hand nothing on to the root."""
    before = logging.Logger.callHandlers

    def listening(logger: logging.Logger, record: logging.LogRecord) -> None:
        said = _spelled_out(record)
        if kinds_in(said.encode(errors="replace")):
            heard.append(f"logger {record.name}, {record.levelname}, {record.module}:{record.lineno}")
        before(logger, record)

    logging.Logger.callHandlers = listening  # type: ignore[method-assign,assignment]
    logging.getLogger().setLevel(logging.DEBUG)


def _spelled_out(record: logging.LogRecord) -> str:
    """All that any handler could write of it."""
    error = record.exc_info[1] if record.exc_info else None
    try:
        message = record.getMessage()
    except (TypeError, ValueError):  # the arguments do not fit; logging itself prints both then
        message = f"{record.msg} {record.args}"
    trace = "".join(traceback.format_exception(error)) if error else ""
    return f"{message}\n{record.__dict__}\n{record.stack_info or ''}\n{trace}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup() -> Generator[None, None, None]:
    logging.getLogger().setLevel(logging.DEBUG)  # a test before may have set up the bot's own logs
    yield


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when != "teardown":
        return report
    leaks = [*item.config.stash[_HEARD], *_shown(report), *_in_files(item)]
    item.config.stash[_HEARD].clear()
    if leaks:
        report.outcome = "failed"
        report.longrepr = "A worker's words, id or token leaked into:\n" + "\n".join(f"  {leak}" for leak in leaks)
        report.sections.clear()  # they would repeat it
    return report


def _shown(report: pytest.TestReport) -> Iterator[str]:
    """What the test and its processes wrote, in all three phases."""
    for name, said in report.sections:
        if kinds_in(said.encode(errors="replace")):
            yield name.lower()


def _in_files(item: pytest.Item) -> Iterator[str]:
    """Log files in the test's own folder, and the watched ones; of each only what is new."""
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    own = [path for pattern in LOG_FILES for path in folder.rglob(pattern)] if isinstance(folder, Path) else []
    read = item.config.stash[_READ]
    for path in (*own, *Watch.files):
        if not path.is_file():
            continue
        with path.open("rb") as file:
            file.seek(read.get(path, 0))
            new = file.read()
        read[path] = read.get(path, 0) + len(new)
        if kinds_in(new):
            yield f"file {path.name}"
