"""Where everything on a map stands. Pure arithmetic: the same chart gives the same layout, to the last digit.

In layers: a box below all boxes that lead to it, labels in layers of their own between them, long ways through slots
of their own. So no two things can lie on each other, whatever admins write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flows.engine.drawing.across import place_across
from flows.engine.drawing.chart import Chart, walked
from flows.engine.drawing.crossings import uncross
from flows.engine.drawing.ranks import ranks
from flows.engine.drawing.slots import Layers, Line, Link, Slot

Pair = tuple[str, str]
Size = tuple[float, float]
Point = tuple[float, float]

ABOVE = 44.0  # room for the sign that says where the flow starts
CORNER, _PORTS = 14.0, 20.0  # ways keep off the corners of a box, and this far from each other
_INSIDE = 14.0  # a line begins below its box, whose sides may be slanted
_SELF = 26.0  # how far a way from a box to itself reaches out
_GAP, _STEEPEST, _WIDEST_GAP = 18.0, 0.1, 110.0


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as points: straight down through a layer, curved between two. The arrow is at its end."""

    points: tuple[Point, ...]
    loop: bool
    upright: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    boxes: Mapping[str, Rect]
    labels: Mapping[Pair, Rect]
    lines: Mapping[Pair, Drawn]
    size: Size


def lay_out(chart: Chart, boxes: Mapping[str, Size], labels: Mapping[Pair, Size]) -> Layout:
    """`labels`: only of ways that have one. All sizes are (wide, high)."""
    return _Layouter(chart, boxes, labels).layout()


class _Layouter:
    """Works downwards always; a sideways chart is turned at the end."""

    def __init__(self, chart: Chart, boxes: Mapping[str, Size], labels: Mapping[Pair, Size]) -> None:
        turn = chart.sideways
        self.chart = chart
        self.boxes = {name: _turned(size, turn) for name, size in boxes.items()}
        self.labels = {pair: _turned(size, turn) for pair, size in labels.items()}
        self.order, self.loops = walked(chart)
        self.pairs = list(dict.fromkeys((way.source, way.target) for way in chart.ways))
        self.slots: dict[str, Slot] = {}
        self.lines: list[Line] = []
        self.layers: Layers = []

    def layout(self) -> Layout:
        downwards = [pair[::-1] if pair in self.loops else pair for pair in self.pairs if pair[0] != pair[1]]
        rank = ranks(self.order, downwards)
        self.layers = [[] for _ in range(2 * max(rank.values()) + 1)]
        self._fill(rank)
        self.layers = [layer for layer in self.layers if layer]
        for number, layer in enumerate(self.layers):
            for slot in layer:
                slot.layer = number
        uncross(self.layers)
        self._ports()
        place_across(self.layers, self.lines)
        return self._measured()

    # --- slots and lines -----------------------------------------------------------------------------------------

    def _fill(self, rank: Mapping[str, int]) -> None:
        """In the order of the walk: so the first button's way is the leftmost wherever that costs nothing."""
        for name in self.order:
            wide, high = self.boxes[name]
            beside, deep = self.labels.get((name, name), (0.0, 0.0))
            aside = beside + _SELF if (name, name) in self.loops else 0.0
            self._add(Slot(2 * rank[name], wide / 2, wide / 2 + aside, max(high, deep), box=name))
        self.slots = {slot.box: slot for layer in self.layers for slot in layer if slot.box is not None}
        for source, target in self.pairs:
            if source != target:
                self._line(source, target)

    def _add(self, slot: Slot) -> Slot:
        self.layers[slot.layer].append(slot)
        return slot

    def _line(self, source: str, target: str) -> None:
        turned = (source, target) in self.loops
        upper, lower = (self.slots[name] for name in ((target, source) if turned else (source, target)))
        wide, high = self.labels.get((source, target), (0.0, 0.0))
        with_label = lower.layer - 1 if turned else upper.layer + 1  # beside the box whose button it is
        line = Line(source, target, turned, [upper], [])
        for layer in range(upper.layer + 1, lower.layer):
            labelled = layer == with_label and (source, target) in self.labels
            line.slots.append(self._add(Slot(layer, wide / 2, wide / 2, high) if labelled else Slot(layer, 0, 0, 0)))
            line.label = line.slots[-1] if labelled else line.label
        line.slots.append(lower)
        for one, other in pairwise(line.slots):
            inner = (one.box is None) + (other.box is None)
            link = Link(one, other, weight=(1.0, 2.0, 8.0)[inner])
            one.down.append(link)
            other.up.append(link)
            line.links.append(link)
        self.lines.append(line)

    def _ports(self) -> None:
        """Lines leave and enter a box side by side, in the order of their other ends."""
        for slot in self.slots.values():
            room = slot.before * 2 - 2 * CORNER
            for links, out in ((slot.down, True), (slot.up, False)):
                links.sort(key=lambda link, out=out: (link.lower if out else link.upper).order)  # type: ignore[misc]
                step = min(_PORTS, room / max(1, len(links) - 1))
                for number, link in enumerate(links):
                    offset = (number - (len(links) - 1) / 2) * step
                    link.out, link.into = (offset, link.into) if out else (link.out, offset)

    # --- from slots to places ------------------------------------------------------------------------------------

    def _measured(self) -> Layout:
        tops, deep = self._depths()
        wide = max(slot.at + slot.after for layer in self.layers for slot in layer)
        boxes, labels = dict[str, Rect](), dict[Pair, Rect]()
        for name, slot in self.slots.items():
            (size, high), top = self.boxes[name], tops[slot.layer][0]
            middle = top + (tops[slot.layer][1] - top - high) / 2
            boxes[name] = Rect(slot.at - slot.before, middle, size, high)
        lines = {(line.source, line.target): self._drawn(line, boxes, tops) for line in self.lines}
        for line in self.lines:
            if line.label is not None:
                size, high = self.labels[line.source, line.target]
                top, bottom = tops[line.label.layer]
                middle = (top + bottom - high) / 2
                labels[line.source, line.target] = Rect(line.label.at - size / 2, middle, size, high)
        for name in (source for source, target in self.pairs if source == target):
            lines[name, name], label = self._to_itself(name, boxes[name])
            if label is not None:
                labels[name, name] = label
        return _finished(self.chart, boxes, labels, lines, (wide, deep))

    def _depths(self) -> tuple[list[tuple[float, float]], float]:
        """Where each layer begins and ends. The farther lines go across, the more room they get for it."""
        depths = list[tuple[float, float]]()
        top = ABOVE
        for layer in self.layers:
            bottom = top + max(slot.deep for slot in layer)
            depths.append((top, bottom))
            farthest = max((abs(_across(link)) for slot in layer for link in slot.down), default=0.0)
            top = bottom + min(_WIDEST_GAP, _GAP + _STEEPEST * farthest)
        return depths, depths[-1][1]

    def _drawn(self, line: Line, boxes: Mapping[str, Rect], tops: Sequence[tuple[float, float]]) -> Drawn:
        upper, lower = line.slots[0], line.slots[-1]
        start = upper.at + line.links[0].out
        end = lower.at + line.links[-1].into
        box, last = boxes[upper.box or ""], boxes[lower.box or ""]
        out, back = (0.0, _INSIDE) if line.turned else (_INSIDE, 0.0)
        points: list[Point] = [(start, box.y + box.high - out), (start, tops[upper.layer][1])]
        for slot in line.slots[1:-1]:
            points += [(slot.at, tops[slot.layer][0]), (slot.at, tops[slot.layer][1])]
        points += [(end, tops[lower.layer][0]), (end, last.y + back)]
        return Drawn(tuple(reversed(points) if line.turned else points), line.turned, not self.chart.sideways)

    def _to_itself(self, name: str, box: Rect) -> tuple[Drawn, Rect | None]:
        """Out at one side and in again there; its label stands outside."""
        right, reach = box.x + box.wide, box.x + box.wide + _SELF - 8
        low, high = box.y + box.high * 0.7, box.y + box.high * 0.3
        drawn = Drawn(((right, low), (reach, low), (reach, high), (right, high)), True, self.chart.sideways)
        size = self.labels.get((name, name))
        if size is None:
            return drawn, None
        return drawn, Rect(reach + 4, box.y + (box.high - size[1]) / 2, *size)


def _across(link: Link) -> float:
    return (link.upper.at + link.out) - (link.lower.at + link.into)


def _turned(size: Size, turn: bool) -> Size:
    return (size[1], size[0]) if turn else size


def _finished(
    chart: Chart, boxes: Mapping[str, Rect], labels: Mapping[Pair, Rect], lines: Mapping[Pair, Drawn], size: Size
) -> Layout:
    """Turned and mirrored as the chart wants it, in tenths: more digits only make the file longer."""
    wide, high = _turned(size, chart.sideways)

    def point(at: Point) -> Point:
        x, y = _turned(at, chart.sideways)
        return (round(wide - x if chart.mirrored else x, 1), round(y, 1))

    def rect(it: Rect) -> Rect:
        (x, y), (w, h) = _turned((it.x, it.y), chart.sideways), _turned((it.wide, it.high), chart.sideways)
        return Rect(round(wide - x - w if chart.mirrored else x, 1), round(y, 1), round(w, 1), round(h, 1))

    return Layout(
        {name: rect(it) for name, it in boxes.items()},
        {pair: rect(it) for pair, it in labels.items()},
        {pair: Drawn(tuple(map(point, line.points)), line.loop, line.upright) for pair, line in lines.items()},
        (round(wide, 1), round(high, 1)),
    )
