"""A verdict as the author reads it: the line in which it stands, what is underlined, what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.engine.bundle import Bundle
from flows.engine.explore_graph import TooMany
from flows.engine.fault import Fault
from flows.engine.model import Place, Spot

_WORD = re.compile(r"[\w.-]+")


class Telling:
    """Makes faults. `sources`: the files of the bundle by path."""

    def __init__(self, bundle: Bundle, sources: Mapping[str, bytes]) -> None:
        self.bundle, self._sources = bundle, sources
        self._lines: dict[str, list[str]] = {}

    def fault(
        self,
        code: str,
        spot: Spot,
        sentence: str,
        fix: str,
        *,
        chat: tuple[str, ...] = (),
        note: str = "",
        level: str = "error",
        length: int = 0,
    ) -> Fault:
        shown = self._line(spot)
        word = _WORD.match(shown, spot.column - 1) if shown else None
        mark = length or (len(word.group()) if word else 1)
        return Fault(code, level, spot, sentence, fix, shown, max(1, mark), note, chat)

    def step(self, place: Place) -> Spot:
        return self.bundle.steps[place].spot

    def condition(self, spot: Spot) -> tuple[Spot, int]:
        """Where the words after when: stand, and how many letters they have."""
        for number in range(spot.line, spot.line + 3):
            line = self._line(spot._replace(line=number))
            found = re.search(r"\bwhen: *([\"']?)([^#{}]*?)\1 *(, *next:.*|\}.*|#.*)?$", line)
            if found:
                return Spot(spot.file, number, found.start(2) + 1), max(1, len(found.group(2).rstrip()))
        return spot, 0

    def value(self, spot: Spot, value: str) -> tuple[Spot, int]:
        """Where a value of a button stands, at its line or just below."""
        return self._below(spot, re.compile(rf"value: *[\"']?({re.escape(value)})\b"), 4) or (spot, 0)

    def summary(self, spot: Spot, name: str) -> tuple[Spot, int]:
        """Where the first answer stands that would be handed over."""
        return self._below(spot, re.compile(rf"(?:summary: *\[? *|- *)({re.escape(name)})\b"), 12) or (spot, 0)

    def _below(self, spot: Spot, wanted: re.Pattern[str], lines: int) -> tuple[Spot, int] | None:
        for number in range(spot.line, spot.line + lines):
            found = wanted.search(self._line(spot._replace(line=number)))
            if found:
                return Spot(spot.file, number, found.start(1) + 1), len(found.group(1))
        return None

    def _line(self, spot: Spot) -> str:
        lines = self._lines_of(spot.file)
        return lines[spot.line - 1] if 0 < spot.line <= len(lines) else ""

    def _lines_of(self, file: str) -> list[str]:
        if file not in self._lines:
            self._lines[file] = self._sources.get(file, b"").decode("utf-8-sig", "replace").splitlines()
        return self._lines[file]


def too_many(telling: Telling, stopped: TooMany) -> Fault:
    """Never a silent stop: what was not walked is not proven."""
    flow = telling.bundle.flows.get(stopped.flow)
    spot = Spot(flow.file if flow else "house-rules.yaml", 1, 1)
    grow = ", ".join(f"{name} ({values} values)" for name, values in stopped.grow[:6])
    sentence = (
        f"There are more than {stopped.most:,} situations, most of them in this flow. The walk stopped there, so"
        " nothing is proven."
    )
    note = f"they grow with these answers: {grow}" if grow else "they grow with flows that run each other"
    fix = "Let fewer decisions read these answers, decide sooner after asking, or move a part to a flow of its own."
    return telling.fault("F099", spot, sentence, fix, note=note)
