"""Charts of any shape, and what each of the four forms says is on a map."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

from hypothesis import strategies as st

from flows.engine.drawing.chart import Box, Chart, Mark, Way, walked
from flows.engine.drawing.layout import Layout, Rect
from flows.engine.drawing.lettering import clean
from flows.engine.drawing.looks import LOOKS
from flows.engine.drawing.svg import svg
from flows.engine.model import Spot

HOSTILE = (
    '"] --> x; <script>alert(1)</script> `code` %%{init: {"theme":"dark"}}%% **b** [l](https://x.example) | $$x$$ '
    "#quot; &lt; ]]> --> \\n \\ { } 'a' \u202eback to front\u202c \u2066 \x07"
)
ARABIC = "اتصلي بالرقم 020 7243 2942 الآن"
LONG = "Someone keeps my passport and does not give it back although I asked many times " * 4

TEXTS = st.sampled_from(
    ["", "Yes", "Rather not say", "answer is one of employer, agent", ARABIC, LONG, HOSTILE, "W" * 90]
)


class Said(NamedTuple):
    """Of one form: its boxes, and how often it has a way from one to another."""

    boxes: frozenset[str]
    ways: Counter[tuple[str, str]]


@st.composite
def charts(draw: st.DrawFn, most: int = 40) -> Chart:
    names = [f"step_{number}" for number in range(draw(st.integers(1, most)))]
    kinds = st.sampled_from(sorted(LOOKS))
    marks = st.sampled_from([(), (Mark("2 taps to a person"),), (Mark("out of date: a_fact", alarm=True),)])
    boxes = tuple(
        Box(name, draw(kinds), Spot("flows/any.yaml", line, 3), name, draw(TEXTS), ("saves answer",), draw(marks))
        for line, name in enumerate(names, 5)
    )
    ends = st.integers(0, len(names) - 1)
    ways = draw(st.lists(st.tuples(ends, ends, TEXTS, st.booleans()), max_size=2 * most))
    return Chart(
        "Flow any", "made up", "step", names[0], boxes,
        tuple(Way(names[source], names[target], label, button) for source, target, label, button in ways),
        sideways=draw(st.booleans()), mirrored=draw(st.booleans()),
    )  # fmt: skip


def expected(chart: Chart) -> Said:
    return Said(frozenset(box.name for box in chart.boxes), Counter((way.source, way.target) for way in chart.ways))


def on_each_other(layout: Layout) -> list[tuple[str, str]]:
    """Boxes and labels that lie on one another, or reach out of the picture."""
    rects = [(name, rect) for name, rect in layout.boxes.items()]
    rects += [(f"{source} -> {target}", rect) for (source, target), rect in layout.labels.items()]
    wide, high = layout.size
    outside = [
        (name, "outside")
        for name, it in rects
        if it.x < -0.2 or it.y < -0.2 or it.x + it.wide > wide + 0.2 or it.y + it.high > high + 0.2
    ]
    return outside + [(one, other) for (one, a), (other, b) in combinations(rects, 2) if _overlap(a, b)]


def _overlap(a: Rect, b: Rect) -> bool:
    return a.x + a.wide > b.x and b.x + b.wide > a.x and a.y + a.high > b.y and b.y + b.high > a.y


# --- reading the forms -------------------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


def picture(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart))


def in_svg(chart: Chart) -> Said:
    """Ways between the same two boxes share a line; each has its own label, or none at all."""
    root = picture(chart)
    boxes = [it.attrib[f"data-{chart.item}"] for it in root.iter(f"{SVG}g") if it.get("class", "").startswith("box ")]
    assert len(boxes) == len(set(boxes))
    lines = [(it.attrib["data-from"], it.attrib["data-to"]) for it in root.iter(f"{SVG}path") if it.get("data-from")]
    assert len(lines) == len(set(lines))
    labels = Counter(
        (it.attrib["data-from"], it.attrib["data-to"])
        for it in root.iter(f"{SVG}g")
        if it.get("class", "").startswith("label ")
    )
    silent = Counter((way.source, way.target) for way in chart.ways if not clean(way.label))
    found = labels + silent
    assert set(lines) == set(found)
    return Said(frozenset(boxes), found)


_DOT_ID = r'"((?:[^"\\]|\\.)*)"'
_DOT_REST = r"( \[(?:[^\"\]]|\"(?:[^\"\\]|\\.)*\")*\])?;"


def in_dot(text: str) -> Said:
    lines = [line.strip() for line in text.splitlines()[1:-1]]
    boxes, ways = set[str](), Counter[tuple[str, str]]()
    for line in lines:
        if found := re.fullmatch(f"{_DOT_ID} -> {_DOT_ID}{_DOT_REST}", line):
            if found[1] != "(start)":
                ways[found[1], found[2]] += 1
        elif found := re.fullmatch(_DOT_ID + _DOT_REST, line):
            boxes.add(found[1])
        else:
            assert re.fullmatch(rf"(graph|node|edge){_DOT_REST}|label={_DOT_ID};", line), line
    return Said(frozenset(boxes - {"(start)"}), ways)


def in_mermaid(text: str) -> Said:
    names, ways, told = dict[str, str](), list[tuple[str, str]](), ""
    for line in (line.strip() for line in text.splitlines()):
        if found := re.fullmatch(r"%% (\S+) \(\S+\)", line):
            told = found[1]
        elif found := re.fullmatch(r'(n[0-9]+)[^"a-z]{1,2}"[^"<>`]*(?:<br/>[^"<>`]*)*"[^"a-z]{1,2}:::\w+', line):
            names[found[1]] = told
        elif found := re.fullmatch(r'(n[0-9]+) (?:-->|-\.->)(?:\|"[^"<>`|]*"\|)? (n[0-9]+)', line):
            ways.append((found[1], found[2]))
        else:
            known = ("%% .*", "flowchart (TD|LR)", r'start\(\("Start"\)\)', "start --> n[0-9]+", "classDef .*")
            assert any(re.fullmatch(it, line) for it in (*known, r"linkStyle [0-9,]+ stroke:#\w+")), line
    return Said(frozenset(names.values()), Counter((names[source], names[target]) for source, target in ways))


def in_twin(chart: Chart, text: str) -> Said:
    """By the numbers of the list, which must be those of the walk."""
    order, _ = walked(chart)
    boxes, ways, here = set[str](), Counter[tuple[str, str]](), ""
    for line in text.split("\n"):
        if found := re.match(r"([0-9]+)\. ", line):
            here = order[int(found[1]) - 1]
            boxes.add(here)
        elif line.startswith("   - ") and (found := re.search(r" -> (?:back to )?([0-9]+)\. \S", line)):
            ways[here, order[int(re.findall(r" -> (?:back to )?([0-9]+)\. ", line)[-1]) - 1]] += 1
    return Said(frozenset(boxes), ways)
