"""How each kind of box looks. Shape and word say it too: colour alone says nothing to many readers and printers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """`word` stands in the box, `meaning` in the legend; `dot` and `mermaid` are those tools' own shapes."""

    word: str
    meaning: str
    fill: str
    line: str
    shape: str
    dot: str
    mermaid: tuple[str, str]


LOOKS: Mapping[str, Look] = {
    "say": Look("say", "a message", "#e8f1fb", "#2b6cb0", "rounded", 'shape=box, style="rounded,filled"', ("(", ")")),
    "ask": Look("ask", "a question with buttons", "#fff6dc", "#8a5a0b", "sharp", "shape=box", ("[", "]")),
    "written": Look(
        "ask", "a question answered in words", "#fdebd8", "#b04a12", "slanted", "shape=parallelogram", ("[/", "/]")
    ),
    "branch": Look(
        "branch", "decides silently: the first true line", "#f1f1f1", "#555555", "pointed", "shape=hexagon",
        ("{{", "}}"),
    ),
    "run": Look("run", "another flow, then back", "#e6f4ea", "#276749", "barred", "shape=folder", ("[[", "]]")),
    "consent": Look("consent", "asks for consent", "#f1e8fd", "#6b46c1", "cut", "shape=octagon", ("[/", "\\]")),
    "handoff": Look("handoff", "gives the chat to a person", "#fde2ee", "#a3246b", "arrow", "shape=cds", (">", "]")),
    "return": Look("return", "leaves with an outcome", "#e2e8f0", "#1a202c", "round", "shape=oval", ("([", "])")),
    "end": Look("end", "the flow ends", "#cbd5e0", "#1a202c", "round", "shape=oval", ("([", "])")),
    "flow": Look("flow", "a flow", "#e6f4ea", "#276749", "barred", "shape=folder", ("[[", "]]")),
    "door": Look("door", "how people come in", "#fff6dc", "#8a5a0b", "arrow", "shape=cds", (">", "]")),
}  # fmt: skip

WAY, LOOP, ALARM, QUIET, INK = "#4a4a4a", "#7b2d8b", "#b91c1c", "#444444", "#1a1a1a"
