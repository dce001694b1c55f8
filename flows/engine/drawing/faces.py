"""What stands in each box and on each label of a picture, line by line, and how much room it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows.engine.drawing.chart import Box, Chart, Way
from flows.engine.drawing.layout import CORNER, Pair, Size
from flows.engine.drawing.lettering import clean, right_to_left, width, wrapped
from flows.engine.drawing.looks import LOOKS

_WIDEST, _WIDEST_LABEL, _NARROWEST = 220.0, 150.0, 96.0
_SIDES: Mapping[str, float] = {"pointed": 30.0, "slanted": 26.0, "barred": 20.0, "arrow": 24.0, "round": 22.0}
_SIDE, _END, _ICON, _PER_WAY = 14.0, 9.0, 16.0, 12.0


@dataclass(frozen=True, slots=True)
class Row:
    """`style` is one of STYLES."""

    text: str
    style: str
    alarm: bool = False
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    rows: tuple[Row, ...]
    size: Size


@dataclass(frozen=True, slots=True)
class Tag:
    """One way's label; `whole` is what was not shortened."""

    lines: tuple[str, ...]
    button: bool
    rtl: bool
    whole: str
    high: float


STYLES: Mapping[str, tuple[float, float]] = {
    "head": (12.0, 17.0), "text": (13.0, 17.0), "detail": (11.0, 15.0), "mark": (11.0, 16.0), "label": (12.0, 15.0),
}  # fmt: skip
"""Of the letters and of the line, in pixels."""


def face(box: Box) -> Face:
    look = LOOKS[box.kind]
    rows = [Row(line, "head") for line in wrapped(f"{look.word}: {box.heading}", STYLES["head"][0] * 1.12, _WIDEST, 2)]
    rtl = right_to_left(box.text)
    rows += [Row(line, "text", rtl=rtl) for line in wrapped(box.text, STYLES["text"][0], _WIDEST, 4)]
    for detail in box.details:
        rows += [Row(line, "detail") for line in wrapped(detail, STYLES["detail"][0], _WIDEST, 2)]
    for mark in box.marks:
        lines = wrapped(mark.text, STYLES["mark"][0] * 1.12, _WIDEST - _ICON, 3)
        rows += [Row(line, "mark" if not nth else "more", mark.alarm) for nth, line in enumerate(lines)]
    wide = max(_NARROWEST, *(_wide(row) for row in rows)) + 2 * _SIDES.get(look.shape, _SIDE)
    return Face(tuple(rows), (round(wide), round(sum(line_high(row) for row in rows) + 2 * _END)))


def faces(chart: Chart) -> Mapping[str, Face]:
    """Each box is so broad, where its ways leave and enter, that they stand side by side."""
    pairs = {(way.source, way.target) for way in chart.ways if way.source != way.target}
    found: dict[str, Face] = {}
    for box in chart.boxes:
        made = face(box)
        ends = max(sum(box.name == pair[side] for pair in pairs) for side in (0, 1)) if pairs else 0
        wide, high = made.size
        least = 2 * CORNER + _PER_WAY * (ends - 1)
        size = (wide, max(high, least)) if chart.sideways else (max(wide, least), high)
        found[box.name] = Face(made.rows, size)
    return found


def line_high(row: Row) -> float:
    return STYLES["mark" if row.style == "more" else row.style][1]


def _wide(row: Row) -> float:
    if row.style in ("mark", "more"):
        return width(row.text, STYLES["mark"][0] * 1.12) + _ICON
    return width(row.text, STYLES[row.style][0] * (1.12 if row.style == "head" else 1))


def tags(chart: Chart) -> Mapping[Pair, tuple[Tag, ...]]:
    """What stands on the line from one box to another: one tag for each way that has words."""
    found: dict[Pair, tuple[Tag, ...]] = {}
    for way in chart.ways:
        if clean(way.label):
            found[way.source, way.target] = (*found.get((way.source, way.target), ()), _tag(way))
    return found


def _tag(way: Way) -> Tag:
    size, line = STYLES["label"]
    lines = wrapped(way.label, size, _WIDEST_LABEL, 3)
    return Tag(lines, way.button, right_to_left(way.label), clean(way.label), line * len(lines) + 6)


def label_size(found: Sequence[Tag]) -> Size:
    widest = max(width(line, STYLES["label"][0]) for tag in found for line in tag.lines)
    return (round(widest + 18), sum(tag.high for tag in found) + 3 * (len(found) - 1))


def kinds_of(chart: Chart) -> Iterable[str]:
    there = {box.kind for box in chart.boxes}
    return (kind for kind in LOOKS if kind in there)
