"""The map for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.drawing.chart import Box, Chart, walked
from flows.engine.drawing.lettering import clean, isolated, wrapped
from flows.engine.drawing.looks import ALARM, LOOKS, LOOP, WAY


def dot(chart: Chart) -> str:
    return "\n".join(("digraph map {", *(f"  {line}" for line in _inside(chart)), "}", ""))


def _inside(chart: Chart) -> Iterator[str]:
    loops = walked(chart)[1]
    title = [chart.title, chart.about, *chart.notes]
    yield f'graph [rankdir={"LR" if chart.sideways else "TB"}, fontname="sans-serif", labelloc=t];'
    yield f"label={_quoted(*title)};"
    yield 'node [fontname="sans-serif", fontsize=11, style=filled];'
    yield f'edge [fontname="sans-serif", fontsize=10, color="{WAY}"];'
    yield '"(start)" [shape=circle, width=0.2, label="", xlabel="Start", fillcolor=black];'
    yield from (f"{_id(box.name)} [{_looks(box)}];" for box in chart.boxes)
    yield f'"(start)" -> {_id(chart.start)};'
    for way in chart.ways:
        said = f"[{way.label}]" if way.button else way.label
        looks = [f"label={_quoted(*wrapped(said, 10, 150, 3))}"] if said else []
        if (way.source, way.target) in loops:
            looks.append(f'style=dashed, color="{LOOP}", fontcolor="{LOOP}"')
        yield f"{_id(way.source)} -> {_id(way.target)} [{', '.join(looks)}];"


def _looks(box: Box) -> str:
    look = LOOKS[box.kind]
    lines = [f"{look.word}: {box.heading}", *wrapped(box.text, 11, 210, 4), *box.details]
    lines += [f"{'▲' if mark.alarm else '○'} {mark.text}" for mark in box.marks]
    border = f'color="{ALARM}", penwidth=3' if box.alarm else f'color="{look.line}"'
    return f'{look.dot}, fillcolor="{look.fill}", {border}, label={_quoted(*lines)}, tooltip={_quoted(box.place)}'


def _id(name: str) -> str:
    return _quoted(name)


def _quoted(*lines: str) -> str:
    r"""Graphviz reads \N, \n and &lt; in texts: each means only itself here."""
    told = [_plain(line) for line in lines]
    return '"' + r"\n".join(told) + '"'


def _plain(line: str) -> str:
    one = isolated(clean(line))
    return one.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"').replace("<", "&lt;").replace(">", "&gt;")
