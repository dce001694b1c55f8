"""What a map shows: boxes and the ways between them. Where they stand is the layout's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.engine.model import Spot


@dataclass(frozen=True, slots=True)
class Mark:
    """What an overlay says about a box. `alarm`: somebody must do something about it."""

    text: str
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """`heading` and `details` are for admins, `text` is what people read, whole: the forms shorten it."""

    name: str
    kind: str  # one of looks.LOOKS
    spot: Spot
    heading: str
    text: str = ""
    details: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def place(self) -> str:
        return f"{self.spot.file}:{self.spot.line}"

    @property
    def alarm(self) -> bool:
        return any(mark.alarm for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Way:
    """`button`: the label is what somebody taps; else it says when the chat goes this way by itself."""

    source: str
    target: str
    label: str = ""
    button: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """`item`: what one box is, a step or a flow. `sideways`: from one side to the other, for what is broad and flat.
    `mirrored`: from right to left, as its readers read."""

    title: str
    about: str
    item: str
    start: str
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
    notes: tuple[str, ...] = ()
    sideways: bool = False
    mirrored: bool = False

    def onward(self) -> Mapping[str, list[str]]:
        """Box -> the boxes its ways lead to, each once, in the order written."""
        found: dict[str, dict[str, None]] = {box.name: {} for box in self.boxes}
        for way in self.ways:
            found[way.source][way.target] = None
        return {name: list(targets) for name, targets in found.items()}


def walked(chart: Chart) -> tuple[tuple[str, ...], frozenset[tuple[str, str]]]:
    """The boxes in the order in which a reader meets them, and the ways that lead back to where she has been."""
    onward = chart.onward()
    order: list[str] = []
    loops: set[tuple[str, str]] = set()
    done: set[str] = set()
    for first in dict.fromkeys((chart.start, *onward)):
        if first not in onward or first in done or first in order:
            continue
        order.append(first)
        path = [(first, iter(onward[first]))]
        on_path = {first}
        while path:
            here, ahead = path[-1]
            target = next(ahead, None)
            if target is None:
                path.pop()
                on_path.discard(here)
                done.add(here)
            elif target in on_path:
                loops.add((here, target))
            elif target not in done:
                order.append(target)
                on_path.add(target)
                path.append((target, iter(onward[target])))
    return tuple(order), frozenset(loops)


def reached(chart: Chart) -> frozenset[str]:
    """What can be come to from the start."""
    onward, found, todo = chart.onward(), set[str](), [chart.start]
    while todo:
        name = todo.pop()
        if name in onward and name not in found:
            found.add(name)
            todo += onward[name]
    return frozenset(found)
