"""What the shapes, lines and signs of a map mean; only those that are on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flows.engine.drawing.chart import Chart, walked
from flows.engine.drawing.faces import kinds_of
from flows.engine.drawing.lettering import width, wrapped
from flows.engine.drawing.looks import LOOKS

_LINE, _SAMPLE, _BETWEEN, _LETTERS = 28.0, 42.0, 26.0, 12.0


class Entry(NamedTuple):
    sample: str  # a kind of box, or: button, way, loop, alarm, quiet
    words: str
    x: float
    y: float


class Legend(NamedTuple):
    entries: tuple[Entry, ...]
    notes: tuple[tuple[float, str], ...]
    high: float


def meanings(chart: Chart) -> Iterator[tuple[str, str]]:
    for kind in kinds_of(chart):
        look = LOOKS[kind]
        yield kind, f"{look.word}: {look.meaning}"
    if any(way.button for way in chart.ways):
        yield "button", "a button she can tap"
    if any(way.label and not way.button for way in chart.ways):
        yield "way", "words in italics: when the chat goes this way by itself"
    if walked(chart)[1]:
        yield "loop", "back to a step before"
    marks = [mark for box in chart.boxes for mark in box.marks]
    if any(mark.alarm for mark in marks):
        yield "alarm", "somebody must look at this"
    if any(not mark.alarm for mark in marks):
        yield "quiet", "good to know"


def legend(chart: Chart, wide: float) -> Legend:
    x = y = 0.0
    entries: list[Entry] = []
    for sample, words in meanings(chart):
        takes = _SAMPLE + width(words, _LETTERS) + _BETWEEN
        if x and x + takes - _BETWEEN > wide:
            x, y = 0.0, y + _LINE
        entries.append(Entry(sample, words, x, y))
        x += takes
    y += _LINE + 4
    notes: list[tuple[float, str]] = []
    for note in chart.notes:
        for line in wrapped(note, _LETTERS, wide, 4):
            notes.append((y, line))
            y += 18
    return Legend(tuple(entries), tuple(notes), y)
