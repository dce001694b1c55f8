"""The map as a list: for screen readers, for paper, for whoever would rather read. Nothing is shortened."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.drawing.chart import Box, Chart, Way, reached, walked
from flows.engine.drawing.lettering import clean, isolated
from flows.engine.drawing.looks import LOOKS


def twin(chart: Chart) -> str:
    order, loops = walked(chart)
    boxes = {box.name: box for box in chart.boxes}
    numbers = {name: nth for nth, name in enumerate(order, 1)}
    met = reached(chart)
    lines = [isolated(clean(chart.title)), isolated(clean(chart.about)), ""]
    for name in order:
        sign = " (start)" if name == chart.start else ""
        lines += _box(boxes[name], numbers[name], sign)
        ways = [way for way in chart.ways if way.source == name]
        lines += [_way(way, boxes[way.target], numbers, loops) for way in ways]
        if not ways and name in met and chart.item == "step":
            lines.append("   - nothing follows here")
        lines.append("")
    return "\n".join((*lines, *map(clean, chart.notes), ""))


def _box(box: Box, number: int, sign: str) -> Iterator[str]:
    yield f"{number}. {LOOKS[box.kind].word}: {clean(box.heading)}{sign}, {clean(box.place)}"
    for mark in box.marks:
        yield f"   {'!' if mark.alarm else 'note:'} {isolated(clean(mark.text))}"
    for line in box.text.split("\n"):
        if clean(line):
            yield f"   {isolated(clean(line))}"
    for detail in box.details:
        yield f"   ({isolated(clean(detail))})"


def _way(way: Way, target: Box, numbers: dict[str, int], loops: frozenset[tuple[str, str]]) -> str:
    words = isolated(clean(way.label))
    said = f"[{words}]" if way.button else words or "then"
    back = "back to " if (way.source, way.target) in loops else ""
    return f"   - {said} -> {back}{numbers[way.target]}. {clean(target.heading)}"
