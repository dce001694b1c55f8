"""The map as Mermaid text, which code hosts draw inside a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.engine.drawing.chart import Box, Chart, walked
from flows.engine.drawing.faces import kinds_of
from flows.engine.drawing.lettering import clean, isolated, wrapped
from flows.engine.drawing.looks import ALARM, LOOKS, LOOP

_SPECIAL = re.compile(r"""["#&<>`\\{}\[\]|*~%$]|^[-+]|^[0-9](?=[.)])""")


def mermaid(chart: Chart) -> str:
    return "\n".join((*_lines(chart), ""))


def _lines(chart: Chart) -> Iterator[str]:
    loops = walked(chart)[1]
    ids = {box.name: f"n{nth}" for nth, box in enumerate(chart.boxes)}  # "end" is a word of Mermaid's own
    yield f"%% {_plain(chart.title)}: {_plain(chart.about)}"
    yield from (f"%% {_plain(note)}" for note in chart.notes)
    yield f"flowchart {'LR' if chart.sideways else 'TD'}"
    yield '  start(("Start"))'
    for box in chart.boxes:
        opening, closing = LOOKS[box.kind].mermaid
        yield f"  %% {box.name} ({_plain(box.place)})"
        yield f'  {ids[box.name]}{opening}"{_told(box)}"{closing}:::{"alarm" if box.alarm else f"k_{box.kind}"}'
    yield f"  start --> {ids[chart.start]}"
    looped = [nth for nth, way in enumerate(chart.ways, 1) if (way.source, way.target) in loops]
    for nth, way in enumerate(chart.ways, 1):
        arrow = "-.->" if nth in looped else "-->"
        label = f'|"{_label(way.label, way.button)}"|' if clean(way.label) else ""
        yield f"  {ids[way.source]} {arrow}{label} {ids[way.target]}"
    if looped:
        yield f"  linkStyle {','.join(map(str, looped))} stroke:{LOOP}"
    for kind in kinds_of(chart):
        yield f"  classDef k_{kind} fill:{LOOKS[kind].fill},stroke:{LOOKS[kind].line},color:#1a1a1a"
    if any(box.alarm for box in chart.boxes):
        yield f"  classDef alarm fill:#ffffff,stroke:{ALARM},stroke-width:4px,color:#1a1a1a"


def _told(box: Box) -> str:
    lines = [f"{LOOKS[box.kind].word}: {box.heading}", *wrapped(box.text, 16, 190, 5), *box.details]
    lines += [f"{'▲' if mark.alarm else '○'} {mark.text}" for mark in box.marks]
    return "<br/>".join(_plain(line) for line in lines)


def _label(words: str, button: bool) -> str:
    return _plain(f"[{clean(words)}]" if button else words)


def _plain(line: str) -> str:
    """Every sign that could mean something to Mermaid or to the page, by its number."""
    return _SPECIAL.sub(lambda found: f"#{ord(found.group())};", isolated(clean(line)))
