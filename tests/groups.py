"""A pytest plugin: what waits more than it works is done by one process, one after the other, while others work.

By path, and not by xdist's mark `xdist_group`: that writes the group into the name of a test, which pytest 9.2 no
longer reads, so that nothing is grouped and nobody is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

GROUPS: Mapping[str, str] = {
    "tests/system/test_kill.py": "kills",  # half of it is waiting, the other half takes a core for itself
    "tests/browser/": "browser",  # one Chromium is enough
}


def group_of(test: str) -> str:
    """Its own name for a test that any process may take."""
    return next((group for path, group in GROUPS.items() if test.startswith(path)), test)


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The largest groups are begun first: at the end they would leave the other cores with nothing to do."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    found = LoadScopeScheduling(config, log)
    found._split_scope = group_of
    return found
