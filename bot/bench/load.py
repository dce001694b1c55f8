"""The load's process as the bench sees it: started on its core, told what to do, asked how it went."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple, Self
from urllib.request import ProxyHandler, Request, build_opener

from bot.bench.process import BenchFault, Process
from bot.bench.score import Result

READY_WITHIN = 30.0
PATIENCE = 5.0  # seconds without a call after which what is missing counts as lost
SETTLED = 0.3  # seconds without a call after which a run is over
_direct = build_opener(ProxyHandler({}))  # loopback, whatever proxy the machine uses


class Outcome(NamedTuple):
    result: Result
    busy: float  # share of its core that the load itself needed


class Load(Process):
    def __init__(self, core: int) -> None:
        super().__init__("the load", [sys.executable, "-m", "bot.bench.fake"], core=core, pipe=True)
        self.api = ""

    def __enter__(self) -> Self:
        self.api = f"http://127.0.0.1:{int(self.first_line())}"
        return self

    def ask(self, what: str, **given: Any) -> dict[str, Any]:
        body = json.dumps(given).encode()
        asked = Request(f"{self.api}/bench/{what}", data=body, headers={"Content-Type": "application/json"})
        try:
            with _direct.open(asked, timeout=60) as answer:
                said: dict[str, Any] = json.load(answer)["result"]
        except OSError as fault:
            raise BenchFault(f"the load does not answer ({type(fault).__name__})") from fault
        return said

    def wait_for(self, bot: Process) -> None:
        """Until the bot asks for updates or has said where to call it."""
        until = time.monotonic() + READY_WITHIN
        while not self.ask("state")["listening"]:
            bot.must_live()
            if time.monotonic() > until:
                raise BenchFault(f"{bot.name} did not ask for updates within {READY_WITHIN:.0f} s")
            time.sleep(0.02)

    def run(self, bot: Process, what: str, *, tell: Callable[[float], None] | None = None, **given: Any) -> Outcome:
        """One scenario to its end: everything answered, or nothing has happened for too long."""
        state = self.ask(what, **given)
        while not _over(state):
            bot.must_live()
            time.sleep(0.1)
            state = self.ask("state")
            if tell:
                tell(state["result"]["answered"] / max(1, state["expected"]))
        busy = state["busy"]
        while state["quiet"] < SETTLED:
            time.sleep(0.05)
            state = self.ask("state")
        return Outcome(Result(**state["result"]), busy)

    def last_answer(self) -> float:
        """When the last answer came, by time.monotonic(), which all processes of a machine share."""
        return float(self.ask("state")["last_answer"])


def _over(state: dict[str, Any]) -> bool:
    return bool(state["result"]["answered"] >= state["expected"] or state["quiet"] > PATIENCE)
