"""The map as a picture that stands alone: no script, no font and nothing else from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from flows.engine.drawing.chart import Box, Chart
from flows.engine.drawing.faces import Face, Tag, faces, label_size, line_high, tags
from flows.engine.drawing.layout import Drawn, Layout, Rect, lay_out
from flows.engine.drawing.legend import Legend, legend
from flows.engine.drawing.lettering import clean, wrapped
from flows.engine.drawing.looks import ALARM, INK, LOOKS, LOOP, QUIET, WAY
from flows.engine.drawing.outlines import outline

MARGIN, _HEAD, _NARROWEST = 24.0, 58.0, 560.0

_STYLE = f"""
text {{ font-family: "Noto Sans", "DejaVu Sans", Verdana, Arial, sans-serif; font-size: 13px; fill: {INK}; }}
.title {{ font-size: 20px; font-weight: bold; }}
.about, .note {{ font-size: 12px; }}
.head {{ font-size: 12px; font-weight: bold; }}
.detail {{ font-size: 11px; font-style: italic; }}
.mark {{ font-size: 11px; font-weight: bold; fill: {QUIET}; }}
.mark.alarm {{ fill: {ALARM}; }}
.label text {{ font-size: 12px; }}
.label rect, .behind {{ fill: #ffffff; stroke: none; }}
.label.button rect {{ stroke: #8a8a8a; }}
.label.when text {{ font-style: italic; }}
.way {{ fill: none; stroke: {WAY}; stroke-width: 1.5; }}
.way.loop {{ stroke: {LOOP}; stroke-dasharray: 7 4; stroke-width: 2; }}
svg, svg * {{ -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
@media print {{ @page {{ margin: 8mm; }} svg {{ max-width: 100%; max-height: 100vh; }} }}
"""

_ARROWS = "".join(
    f'<marker id="{name}" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="9" markerHeight="9" '
    f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>'
    for name, colour in (("to", WAY), ("back", LOOP))
)


def svg(chart: Chart) -> str:
    told = faces(chart)
    labels = tags(chart)
    layout = lay_out(
        chart,
        {name: it.size for name, it in told.items()},
        {pair: label_size(found) for pair, found in labels.items()},
    )
    wide = max(layout.size[0], _NARROWEST)
    below = legend(chart, wide)
    size = (wide + 2 * MARGIN, _HEAD + layout.size[1] + below.high + 3 * MARGIN)
    aside = MARGIN + (wide - layout.size[0]) / 2
    return "\n".join(
        (
            *_opening(chart, size, wide),
            f'<g transform="translate({_n(aside)} {_n(_HEAD + MARGIN)})">',
            *_start(chart, layout),
            *_lines(layout),
            *_labels(labels, layout),
            *(line for box in chart.boxes for line in _box(chart, box, told[box.name], layout.boxes[box.name])),
            "</g>",
            *_legend(below, _HEAD + layout.size[1] + 2 * MARGIN),
            "</svg>\n",
        )
    )


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _opening(chart: Chart, size: tuple[float, float], wide: float) -> Iterator[str]:
    across, down = (_n(it) for it in size)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" width="{across}" height="{down}" '
        f'role="graphics-document" aria-labelledby="map-title map-about">'
    )
    yield f'<title id="map-title">{escape(clean(chart.title))}</title>'
    about = f"{chart.about}. It starts at {chart.start}. The same as a list: helpline map with --text."
    yield f'<desc id="map-about">{escape(clean(about))}</desc>'
    yield f"<style>{_STYLE}</style>\n<defs>{_ARROWS}</defs>"
    yield f'<rect width="{across}" height="{down}" fill="#ffffff"/>'
    yield f'<text class="title" x="{_n(MARGIN)}" y="{_n(MARGIN + 18)}">{escape(clean(chart.title))}</text>'
    for nth, line in enumerate(wrapped(chart.about, 12, wide, 2)):
        yield f'<text class="about" x="{_n(MARGIN)}" y="{_n(MARGIN + 38 + 16 * nth)}">{escape(line)}</text>'


# --- ways --------------------------------------------------------------------------------------------------------


def _start(chart: Chart, layout: Layout) -> Iterator[str]:
    """A filled dot, the word, and an arrow into the box where everybody begins."""
    box = layout.boxes.get(chart.start)
    if box is None:
        return
    x, y = box.x + box.wide / 2, box.y - 34
    yield f'<g class="start" role="img"><title>{escape("The flow starts here")}</title>'
    yield f'<circle cx="{_n(x)}" cy="{_n(y)}" r="7" fill="{INK}"/>'
    yield f'<path class="way" d="M{_n(x)} {_n(y)}V{_n(box.y)}" marker-end="url(#to)"/>'
    yield f'<text class="head" x="{_n(x + 13)}" y="{_n(y + 4)}">Start</text></g>'


def _lines(layout: Layout) -> Iterator[str]:
    for (source, target), drawn in layout.lines.items():
        kind, arrow = ("way loop", "back") if drawn.loop else ("way", "to")
        yield (
            f'<path class="{kind}" data-from={quoteattr(source)} data-to={quoteattr(target)} d="{_path(drawn)}" '
            f'marker-end="url(#{arrow})"/>'
        )


def _path(drawn: Drawn) -> str:
    """Straight from an even point to the next, curved between; a curve leaves and arrives in the line's direction."""
    points = drawn.points
    said = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for nth, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        if (x, y) == (to_x, to_y):
            continue
        if nth % 2 == 0 or x == to_x or y == to_y:
            said.append(f"L{_n(to_x)} {_n(to_y)}")
            continue
        middle = (y + to_y) / 2 if drawn.upright else (x + to_x) / 2
        one, other = ((x, middle), (to_x, middle)) if drawn.upright else ((middle, y), (middle, to_y))
        said.append(f"C{_n(one[0])} {_n(one[1])} {_n(other[0])} {_n(other[1])} {_n(to_x)} {_n(to_y)}")
    return "".join(said)


def _labels(labels: Mapping[tuple[str, str], Sequence[Tag]], layout: Layout) -> Iterator[str]:
    for pair, found in labels.items():
        rect, loop = layout.labels[pair], layout.lines[pair].loop
        top = rect.y
        yield (
            f'<rect class="behind" x="{_n(rect.x)}" y="{_n(rect.y)}" width="{_n(rect.wide)}" height="{_n(rect.high)}"/>'
        )
        for tag in found:
            yield from _tag(tag, pair, Rect(rect.x, top, rect.wide, tag.high), loop)
            top += tag.high + 3


def _tag(tag: Tag, pair: tuple[str, str], rect: Rect, loop: bool) -> Iterator[str]:
    kind = "button" if tag.button else "when"
    back = f" (back to {pair[1]})" if loop else ""
    yield f'<g class="label {kind}" data-from={quoteattr(pair[0])} data-to={quoteattr(pair[1])} role="img">'
    yield f"<title>{escape(tag.whole + back)}</title>"
    yield (
        f'<rect x="{_n(rect.x)}" y="{_n(rect.y)}" width="{_n(rect.wide)}" height="{_n(rect.high)}" '
        f'rx="{"9" if tag.button else "0"}"/>'
    )
    for nth, line in enumerate(tag.lines):
        yield _text(line, rect.x + rect.wide / 2, rect.y + 15 + 15 * nth, 'text-anchor="middle"', tag.rtl)
    yield "</g>"


# --- boxes -------------------------------------------------------------------------------------------------------


def _box(chart: Chart, box: Box, face: Face, rect: Rect) -> Iterator[str]:
    look = LOOKS[box.kind]
    told = [f"{look.word}: {box.heading}", box.text, *box.details, *(mark.text for mark in box.marks), box.place]
    yield (
        f'<g class="box {box.kind}{" alarmed" if box.alarm else ""}" data-{chart.item}={quoteattr(box.name)} '
        f'data-place={quoteattr(clean(box.place))} role="img">'
    )
    yield f"<title>{escape(chr(10).join(clean(line) for line in told if line))}</title>"
    colour, thick = (ALARM, 4) if box.alarm else (look.line, 1.5)
    yield outline(look.shape, rect, f'fill="{look.fill}" stroke="{colour}" stroke-width="{thick}"')
    yield from _rows(face, rect, look.shape)
    yield "</g>"


def _rows(face: Face, rect: Rect, shape: str) -> Iterator[str]:
    """English stands left in its box, Arabic right; both in the middle of its height, and off the slanted sides."""
    side = {"pointed": 30.0, "slanted": 26.0, "barred": 20.0, "arrow": 14.0, "round": 22.0}.get(shape, 14.0)
    left, right = rect.x + side, rect.x + rect.wide - side
    bottom = rect.y + (rect.high - sum(map(line_high, face.rows))) / 2
    for row in face.rows:
        bottom += line_high(row)
        base = bottom - 4
        style = "mark" if row.style == "more" else row.style
        known = f'class="{style}{" alarm" if row.alarm else ""}"'
        if row.style == "mark":
            yield _icon(left, base, row.alarm)
        if style == "mark":
            yield _text(row.text, left + 16, base, known)
        else:
            yield _text(row.text, right if row.rtl else left, base, known, row.rtl)


def _icon(x: float, base: float, alarm: bool) -> str:
    """A filled triangle, or a ring: told apart without colour."""
    if alarm:
        return f'<path d="M{_n(x + 5.5)} {_n(base - 9.5)}l5.5 10h-11z" fill="{ALARM}"/>'
    return f'<circle cx="{_n(x + 5.5)}" cy="{_n(base - 4)}" r="4" fill="none" stroke="{QUIET}" stroke-width="2"/>'


def _text(line: str, x: float, y: float, known: str, rtl: bool = False) -> str:
    direction = ' direction="rtl"' if rtl else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" {known}{direction}>{escape(line)}</text>'


# --- legend ------------------------------------------------------------------------------------------------------


def _legend(found: Legend, top: float) -> Iterator[str]:
    yield f'<g class="legend" transform="translate({_n(MARGIN)} {_n(top)})">'
    for entry in found.entries:
        rect = Rect(entry.x, entry.y, 34, 20)
        if entry.sample in LOOKS:
            look = LOOKS[entry.sample]
            yield outline(look.shape, rect, f'fill="{look.fill}" stroke="{look.line}" stroke-width="1.5"')
        else:
            yield _sample(entry.sample, rect)
        yield _text(entry.words, entry.x + 42, entry.y + 14, 'class="note"')
    for y, line in found.notes:
        yield _text(line, 0, y + 14, 'class="note"')
    yield "</g>"


def _sample(kind: str, rect: Rect) -> str:
    x, y, middle = rect.x, rect.y, rect.y + rect.high / 2
    match kind:
        case "button":
            return (
                f'<rect x="{_n(x)}" y="{_n(y + 1)}" width="{_n(rect.wide)}" height="18" rx="9" fill="#ffffff" '
                f'stroke="#8a8a8a"/>'
            )
        case "loop":
            return f'<path class="way loop" d="M{_n(x)} {_n(middle)}h33" marker-end="url(#back)"/>'
        case "way":
            return f'<path class="way" d="M{_n(x)} {_n(middle)}h33" marker-end="url(#to)"/>'
        case _:
            return _icon(x + 12, middle + 5, kind == "alarm")
