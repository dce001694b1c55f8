"""A pytest plugin: tests whose need is not on this machine are named as not run, never skipped in silence.

A test needs what its fixtures need (`tests.services.NEEDS`), or what `@pytest.mark.needs("postgres")` names.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import pytest

from tests.services import NEEDS, Need

_NOT_RUN = pytest.StashKey[dict[str, str]]()  # test -> the command that would bring what it needs


def in_ci(env: Mapping[str, str]) -> bool:
    return env.get("CI", "").lower() in ("true", "1", "yes")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_NOT_RUN] = {}
    config.addinivalue_line("markers", "needs(*services): fixtures of tests.services.NEEDS it takes only when it runs")


def lacking() -> dict[str, Need]:
    return {fixture: need for fixture, need in NEEDS.items() if need.find() is None}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = lacking()
    gone = []
    for item in items:
        marked = (name for mark in item.iter_markers("needs") for name in mark.args)
        asked = {*getattr(item, "fixturenames", ()), *marked}
        for name in sorted(asked & missing.keys()):
            config.stash[_NOT_RUN][item.nodeid] = missing[name].command
            gone.append(item)
            break
    if gone:
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=gone)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker process hands its list on; whoever leads the run fails it under CI."""
    not_run = session.config.stash[_NOT_RUN]
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["not_run"] = not_run
    elif not_run and in_ci(os.environ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker process of this run has ended."""
    node.config.stash[_NOT_RUN].update(getattr(node, "workeroutput", {}).get("not_run", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    not_run = config.stash[_NOT_RUN]
    if not not_run:
        return
    terminalreporter.section(f"{len(not_run)} not run", red=in_ci(os.environ), yellow=True)
    for command in sorted(set(not_run.values())):
        terminalreporter.write_line(f"To run these: {command}")
        for test in sorted(name for name, needed in not_run.items() if needed == command):
            terminalreporter.write_line(f"  {test}")
