"""Starts helplines quickly: a process that has imported everything already, has read the house, and forks for each.

Every child is a process of its own, with its own memory, files and death; only the second of importing and reading is
saved. With `fresh` it becomes a new interpreter instead, exactly as an operator would start it.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import runpy
import signal
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from bot import content
from bot.settings import HOUSE
from tests.once import once

CONTENT = HOUSE / "flows" / "content"
IMPORTED = ("bot.__main__", "bot.build", "alembic.command", "psycopg", "uvloop")


def main() -> None:
    """One order a line on stdin, one answer each: `{"run": …}` -> born <pid>, `{"bury": pid}` -> buried <pid> <how>."""
    for name in IMPORTED:
        importlib.import_module(name)
    _read_the_house()
    _answer("nursery ready")
    for line in sys.stdin:
        order = json.loads(line)
        if "bury" in order:
            pid, how = os.waitpid(order["bury"], 0)
            _answer(f"nursery buried {pid} {os.waitstatus_to_exitcode(how)}")
        elif pid := os.fork():
            _answer(f"nursery born {pid}")
        else:
            _live(order)


def _read_the_house() -> None:
    """And then let nobody look at it for garbage: what no child writes into stays one memory for all of them."""
    content.open_files = once(content.open_files)
    content.open_folder(CONTENT)
    gc.collect()
    gc.freeze()


def _live(order: Mapping[str, Any]) -> NoReturn:
    ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))  # PR_SET_PDEATHSIG: nothing of a test outlives it
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if order["fresh"]:
        os.execve(sys.executable, [sys.executable, "-m", *order["run"]], order["env"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.argv = list(order["run"])
    code: Any = 1
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def _answer(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # in one piece: children write into the same pipe


if __name__ == "__main__":
    main()
