"""What is wrong in a content file, said to the person who wrote it: where, what, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from flows.engine.model import Spot


@dataclass(frozen=True, slots=True)
class Fault:
    """`level` is error (stops the start) or warning. Codes never change their meaning."""

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
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.spot, fault.code)))
        super().__init__(f"{len(self.faults)} faults in the content")

    def __str__(self) -> str:
        return "\n\n".join(fault.render() for fault in self.faults)


def closest(word: str, right: Iterable[str]) -> str:
    """The name that was probably meant, or "". Only names that would be right in that place are asked about."""
    return next(iter(get_close_matches(word, list(right), n=1, cutoff=0.6)), "")


def instead(word: str, right: Iterable[str], otherwise: str = "Choose one of: {}.") -> str:
    """A fix is a statement, not a question."""
    names = list(right)
    near = closest(word, names)
    if near:
        return f'Write "{near}" instead.'
    return otherwise.format(", ".join(names)) if names else "Take it out."
