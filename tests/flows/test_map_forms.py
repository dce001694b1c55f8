"""A map leaves nothing out, lets nothing lie on anything, and believes no text."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from flows.engine.drawing.chart import Box, Chart, Way
from flows.engine.drawing.dot import dot
from flows.engine.drawing.faces import faces, label_size, tags
from flows.engine.drawing.layout import Layout, Rect, lay_out
from flows.engine.drawing.lettering import clean, ordered, width, wrapped
from flows.engine.drawing.mermaid import mermaid
from flows.engine.drawing.of_flow import of_flow
from flows.engine.drawing.of_house import of_house
from flows.engine.drawing.svg import svg
from flows.engine.drawing.twin import twin
from flows.engine.model import Spot
from tests.flows.house import house_bundle
from tests.flows.maps import (
    ARABIC,
    HOSTILE,
    LONG,
    SVG,
    charts,
    expected,
    in_dot,
    in_mermaid,
    in_svg,
    in_twin,
    on_each_other,
    picture,
)

HOUSE = house_bundle()
SPOT = Spot("flows/any.yaml", 7, 3)


def of_house_flow(name: str) -> Chart:
    return of_flow(HOUSE, HOUSE.flows[name], lambda key: HOUSE.texts[key], {})


EVERY = [*(of_house_flow(name) for name in HOUSE.flows), of_house(HOUSE, lambda key: HOUSE.texts[key], {})]


def laid_out(chart: Chart) -> Layout:
    sizes = {name: face.size for name, face in faces(chart).items()}
    return lay_out(chart, sizes, {pair: label_size(found) for pair, found in tags(chart).items()})


# --- nothing is left out -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", EVERY, ids=lambda chart: chart.title)
def test_every_form_has_every_box_and_every_way(chart: Chart) -> None:
    assert in_svg(chart) == in_dot(dot(chart)) == in_mermaid(mermaid(chart)) == in_twin(chart, twin(chart))
    assert in_svg(chart) == expected(chart)


@settings(max_examples=60, deadline=None)
@given(charts(most=15))
def test_whatever_admins_write_is_on_the_map(chart: Chart) -> None:
    assert in_svg(chart) == expected(chart)
    assert in_dot(dot(chart)) == expected(chart)
    assert in_mermaid(mermaid(chart)) == expected(chart)
    assert in_twin(chart, twin(chart)) == expected(chart)


def test_a_flow_is_drawn_with_all_that_it_can_do() -> None:
    chart = of_house_flow("passport-kept")
    labels = {(way.source, way.target): way.label for way in chart.ways}
    assert labels["what_next", "get_person"] == "Talk to a person"
    assert labels["danger_known", "who_has_it"] == "ends with safe"
    assert labels["danger_known", "done"] == "ends with not_safe"
    assert ("who_has_it", "law", "Rather not say") in {(way.source, way.target, way.label) for way in chart.ways}
    assert {box.name for box in chart.boxes} == HOUSE.flows["passport-kept"].steps.keys()
    [run] = [box for box in chart.boxes if box.name == "get_person"]
    assert run.details == ("the flow ask-person",)
    decides = {(way.source, way.target): way.label for way in of_house_flow("danger-first").ways}
    assert (decides["known", "is_safe"], decides["known", "ask"]) == ("danger is no", "otherwise")


def test_each_box_says_where_it_is_written() -> None:
    root = picture(of_house_flow("passport-kept"))
    places = {it.get("data-step"): it.get("data-place") for it in root.iter(f"{SVG}g") if it.get("data-step")}
    for name, step in HOUSE.flows["passport-kept"].steps.items():
        assert places[name] == f"{step.spot.file}:{step.spot.line}"


def test_whoever_cannot_see_the_picture_is_told_what_it_is() -> None:
    root = picture(of_house_flow("passport-kept"))
    title, about = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Flow passport-kept")
    assert about.tag == f"{SVG}desc" and "12 steps" in (about.text or "") and "--text" in (about.text or "")
    named = [it for it in root.iter(f"{SVG}g") if it.get("class", "").startswith(("box ", "label "))]
    assert named and all(it[0].tag == f"{SVG}title" and it[0].text for it in named)


def test_one_step_is_one_step() -> None:
    flow = HOUSE.flows["passport-kept"]
    alone = replace(flow, start="done", steps={"done": flow.steps["done"]})
    assert of_flow(HOUSE, alone, HOUSE.texts.__getitem__, {}).about.startswith("1 step, flows/passport-kept.yaml")


def test_what_is_shortened_in_the_picture_stands_whole_in_its_title_and_in_the_list() -> None:
    chart = Chart("Flow any", "", "step", "a", (Box("a", "say", SPOT, "a", LONG),), (Way("a", "a", LONG, True),))
    titles = [it.text or "" for it in picture(chart).iter(f"{SVG}title")]
    assert sum(clean(LONG) in title for title in titles) == 2
    assert twin(chart).count(clean(LONG)) == 2


def test_loops_are_dashed_and_named() -> None:
    boxes = (Box("ask", "ask", SPOT, "ask", "Which?"), Box("tell", "say", SPOT, "tell", "This."))
    chart = Chart("Flow any", "", "step", "ask", boxes, (Way("ask", "tell", "Tell me", True), Way("tell", "ask")))
    kinds = {(it.get("data-from"), it.get("data-to")): it.get("class") for it in picture(chart).iter(f"{SVG}path")}
    assert kinds["ask", "tell"] == "way" and kinds["tell", "ask"] == "way loop"
    assert "back to 1. ask" in twin(chart)
    assert "n1 -.-> n0" in mermaid(chart)
    assert '"tell" -> "ask" [style=dashed' in dot(chart)


def test_a_step_to_which_no_way_leads_is_drawn_and_marked() -> None:
    lost = Chart("Flow any", "", "step", "a", (Box("a", "end", SPOT, "a"), Box("lost", "end", SPOT, "lost")), ())
    assert in_svg(lost).boxes == {"a", "lost"}
    assert on_each_other(laid_out(lost)) == []


# --- nothing lies on anything ------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(charts())
def test_nothing_lies_on_anything(chart: Chart) -> None:
    assert on_each_other(laid_out(chart)) == []


@pytest.mark.parametrize("chart", EVERY, ids=lambda chart: chart.title)
def test_nothing_lies_on_anything_in_this_house(chart: Chart) -> None:
    assert on_each_other(laid_out(chart)) == []


def test_the_guard_sees_what_lies_on_something() -> None:
    beside, upon = Rect(120, 0, 50, 50), Rect(40, 40, 50, 50)
    boxes = {"a": Rect(0, 0, 50, 50), "b": beside}
    assert on_each_other(Layout(boxes, {}, {}, (200, 200))) == []
    assert on_each_other(Layout(boxes, {("a", "b"): upon}, {}, (200, 200))) == [("a", "a -> b")]
    assert on_each_other(Layout(boxes, {}, {}, (100, 200))) == [("b", "outside")]


@settings(max_examples=40, deadline=None)
@given(charts())
def test_no_line_runs_through_a_box_or_under_the_label_of_another(chart: Chart) -> None:
    """Only its own ends and its own label."""
    layout = laid_out(chart)
    for pair, line in layout.lines.items():
        if pair[0] == pair[1]:
            continue
        others = [rect for name, rect in layout.boxes.items() if name not in pair]
        others += [rect for label, rect in layout.labels.items() if label != pair]
        for (x, y), (to_x, to_y) in zip(line.points[::2], line.points[1::2], strict=True):
            for rect in others:
                aside = max(x, to_x) <= rect.x + 0.2 or min(x, to_x) >= rect.x + rect.wide - 0.2
                away = max(y, to_y) <= rect.y + 0.2 or min(y, to_y) >= rect.y + rect.high - 0.2
                assert aside or away


def test_ways_lead_down_but_for_those_that_lead_back() -> None:
    layout = laid_out(of_house_flow("passport-kept"))
    for (source, target), line in layout.lines.items():
        assert (layout.boxes[source].y < layout.boxes[target].y) is not line.loop


@settings(max_examples=20, deadline=None)
@given(charts(most=12))
def test_equal_charts_give_equal_maps(chart: Chart) -> None:
    again = Chart(**{name: getattr(chart, name) for name in Chart.__slots__})
    for form in (svg, dot, mermaid, twin):
        assert form(chart) == form(again)


def test_arabic_is_read_from_right_to_left() -> None:
    boxes = (Box("a", "ask", SPOT, "a", ARABIC), Box("b", "end", SPOT, "b"), Box("c", "end", SPOT, "c"))
    ways = (Way("a", "b", "نعم", True), Way("a", "c", "لا", True))
    there, mirrored = (Chart("Flow any", "", "step", "a", boxes, ways, mirrored=it) for it in (False, True))
    assert laid_out(there).boxes["b"].x < laid_out(there).boxes["c"].x
    assert laid_out(mirrored).boxes["b"].x > laid_out(mirrored).boxes["c"].x
    turned = [it for it in picture(mirrored).iter(f"{SVG}text") if it.get("direction") == "rtl"]
    shown = " ".join(it.text or "" for it in turned)
    assert "نعم" in shown and "\u2066\u200e020 7243 2942\u200e\u2069" in shown


# --- no text is believed -----------------------------------------------------------------------------------------


def hostile() -> Chart:
    boxes = (Box("a", "ask", SPOT, "a", HOSTILE, (HOSTILE,)), Box("b", "end", SPOT, "b"))
    return Chart(
        HOSTILE, HOSTILE, "step", "a", boxes, (Way("a", "b", HOSTILE, True), Way("b", "a", HOSTILE)), (HOSTILE,)
    )


def test_a_hostile_text_stays_a_text() -> None:
    chart = hostile()
    assert in_svg(chart) == in_dot(dot(chart)) == in_mermaid(mermaid(chart)) == in_twin(chart, twin(chart))
    assert {it.tag for it in picture(chart).iter()} <= {
        f"{SVG}{tag}"
        for tag in ("svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text", "g", "circle", "polygon")
    }
    assert "<script" not in svg(chart) + mermaid(chart) + dot(chart)
    assert "%%{" not in mermaid(chart) and "`" not in mermaid(chart)


@pytest.mark.parametrize("form", [svg, dot, mermaid, twin])
def test_no_text_turns_what_stands_beside_it(form: object) -> None:
    assert callable(form)
    assert not set("\u202a\u202b\u202c\u202d\u202e\x07\x00\ufeff") & set(form(hostile()))


def test_a_text_that_cannot_be_xml_still_makes_a_picture() -> None:
    box = Box("a", "say", SPOT, "a", "one\x00two\x0bthree\ufffe\ud800four")
    ElementTree.fromstring(svg(Chart("Flow any", "", "step", "a", (box,), ())).encode())


# --- lettering ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [LONG, "W" * 90, ARABIC * 5, "ภาษาไทยไม่มีช่องว่างระหว่างคำ" * 4, "अ" * 60, "👩‍👩‍👧 " * 30])
def test_no_line_is_wider_than_its_box(text: str) -> None:
    lines = wrapped(text, 13, 200, 4)
    assert 1 <= len(lines) <= 4 and lines[-1].endswith("…")
    assert all(width(clean(line), 13) <= 200 for line in lines)


def test_a_number_is_never_broken() -> None:
    assert all(
        "020" not in line or "020 7243 2942" in line for line in wrapped("Call them at 020 7243 2942", 13, 130, 4)
    )
    assert ordered("7.30") == "\u2066\u200e7.30\u200e\u2069"
    assert wrapped("Call 020 7243 2942", 13, 300, 1) == ("Call 020 7243 2942",)
