"""What is wrong in a content file, said to the person who wrote it: where, what, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from flows.engine.model import Spot

_COMPARED, _LISTED = 300, 20
"""So many names are compared with what was written, and so many listed: a message must be short, and come soon."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`level` is error (stops the start), warning (is acknowledged by name when publishing) or hint (for whoever is
    writing just now). Codes never change their meaning, and each has a page in flows/faults."""

    code: str
    level: str
    spot: Spot
    sentence: str
    fix: str
    source_line: str = ""
    length: int = 1  # of what is underlined
    note: str = ""
    chat: tuple[str, ...] = ()  # what is said and tapped on the way there, line by line

    def render(self) -> str:
        file, line, column = self.spot
        said = [f"{file}:{line}:{column}: {self.level} {self.code}: {self.sentence}"]
        if self.source_line:
            # Tabs before the place stay tabs, so that the underline stands where the eye looks for it.
            before = "".join("\t" if letter == "\t" else " " for letter in self.source_line[: column - 1])
            said += [f"{line:>6} | {self.source_line}", f"       | {before}{'^' * max(1, self.length)}"]
        if self.note:
            said.append(f"       note: {self.note}")
        said += [f"       {line}" for line in self.chat]
        said.append(f"       fix: {self.fix}")
        return "\n".join(said)


class Faulty(Exception):
    """The content cannot be used. Carries every fault, sorted by place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.spot, fault.code)))
        super().__init__(f"{len(self.faults)} faults in the content")

    def __str__(self) -> str:
        return "\n\n".join(fault.render() for fault in self.faults)


def closest(word: str, right: Iterable[str]) -> str:
    """The name that was probably meant, or "". Only names that would be right in that place are asked about."""
    alike = (name for name in right if abs(len(name) - len(word)) <= max(2, len(word) // 2))
    return next(iter(get_close_matches(word, list(islice(alike, _COMPARED)), n=1, cutoff=0.6)), "")


def instead(word: str, right: Iterable[str], otherwise: str = "Choose one of: {}.") -> str:
    """A fix is a statement, not a question."""
    names = list(right)
    near = closest(word, names)
    if near:
        return f'Write "{near}" instead.'
    if len(names) > _LISTED:
        return otherwise.format(", ".join(names[:_LISTED])).removesuffix(".") + ", and others."
    return otherwise.format(", ".join(names)) if names else "Take it out."
