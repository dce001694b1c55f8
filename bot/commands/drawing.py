"""Flows as pictures and lists."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.saying import Content, content_root

if TYPE_CHECKING:
    from bot.words import Words
    from flows.engine.bundle import Bundle
    from flows.engine.drawing.chart import Chart
    from flows.engine.drawing.overlays import Overlay

TAPS = 2
"""To a person, from anywhere: what the house promises."""


class Laid(StrEnum):
    """What can be laid over a map."""

    TAPS = "taps"
    UNTRANSLATED = "untranslated"
    DATES = "dates"


class Form(StrEnum):
    SVG = "svg"
    DOT = "dot"
    MERMAID = "mermaid"
    TEXT = "text"


_ENDINGS = {".svg": Form.SVG, ".dot": Form.DOT, ".gv": Form.DOT, ".mmd": Form.MERMAID, ".mermaid": Form.MERMAID}


def add_to(app: typer.Typer) -> None:
    app.command(name="map")(draw)


def draw(
    flow: Annotated[str, typer.Argument(help="The flow to draw, as its file is called.", show_default=False)] = "",
    every: Annotated[bool, typer.Option("--all", help="All flows instead, and how they run one another.")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="A picture for a browser or for paper.")] = False,
    dot: Annotated[bool, typer.Option("--dot", help="For Graphviz.")] = False,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="For pages that draw Mermaid.")] = False,
    text: Annotated[bool, typer.Option("--text", help="A list to read or to print (else, without --out).")] = False,
    out: Annotated[Path | None, typer.Option(help="The file to write; its ending decides the form.")] = None,
    overlay: Annotated[Laid | None, typer.Option(help="What to mark on the map.")] = None,
    lang: Annotated[str, typer.Option(help="The language of the texts.")] = "en",
    day: Annotated[str, typer.Option("--date", help="For --overlay dates; else today. As in 2027-01-31.")] = "",
    content: Content = None,
) -> None:
    """Draw a flow: its steps, its buttons, and where each leads."""
    form = _form([it for it, wanted in zip(Form, (svg, dot, mermaid, text), strict=True) if wanted], out)
    on = _date(day)
    if bool(flow) == every:
        raise typer.BadParameter("name one flow, or write --all", param_hint="FLOW")

    from bot import content as disk

    root = content_root(content)
    bundle, words, flow = disk.stands_in(root, flow, disk.open_folder(root))
    _must_be_there(bundle, flow, lang, overlay)
    drawn = _drawn(_chart(bundle, words, flow, lang, _overlay(bundle, overlay, lang, on, root)), form)
    if out is None:
        typer.echo(drawn, nl=False)
    else:
        out.write_text(drawn, encoding="utf-8")
        typer.echo(f"{out} is written.", err=True)


def _form(named: list[Form], out: Path | None) -> Form:
    if len(named) > 1:
        raise typer.BadParameter("one of them at a time", param_hint=" ".join(f"--{it}" for it in named))
    if named:
        return named[0]
    return _ENDINGS.get(out.suffix.lower(), Form.TEXT) if out else Form.TEXT


def _date(day: str) -> date:
    from bot.clock import Clock

    try:
        return date.fromisoformat(day) if day else Clock().now().date()
    except ValueError:
        raise typer.BadParameter("write it as in 2027-01-31", param_hint="--date") from None


def _must_be_there(bundle: Bundle, flow: str, lang: str, overlay: Laid | None) -> None:
    from flows.engine.fault import instead

    if flow and flow not in bundle.flows:
        fix = instead(flow, bundle.flows, "The flows are: {}.")
        raise typer.BadParameter(f'there is no flow called "{flow}". {fix}', param_hint="FLOW")
    if bundle.language(lang) is None:
        fix = instead(lang, bundle.spoken, "The languages are: {}.")
        raise typer.BadParameter(f'"{lang}" is not in house-rules.yaml. {fix}', param_hint="--lang")
    if overlay is Laid.UNTRANSLATED and lang == "en":
        others = ", ".join(code for code in bundle.spoken if code != "en")
        raise typer.BadParameter(
            f"English is what all else is translated from. Say which language: {others}", param_hint="--lang"
        )


def _overlay(bundle: Bundle, wanted: Laid | None, lang: str, on: date, root: Path) -> Overlay:
    from bot.tongues.house import House
    from bot.tongues.status import states
    from flows.engine.drawing import overlays

    match wanted:
        case Laid.TAPS:
            return overlays.taps_to_a_person(bundle, TAPS)
        case Laid.DATES:
            return overlays.dates(bundle, on)
        case Laid.UNTRANSLATED:
            return overlays.untranslated(bundle, lang, states(House.open(root), lang))
        case None:
            return overlays.Overlay()


def _chart(bundle: Bundle, words: Words, flow: str, lang: str, over: Overlay) -> Chart:
    from flows.engine.drawing.of_flow import of_flow
    from flows.engine.drawing.of_house import of_house

    later = {name: f"{{{name}}}" for name in bundle.system}  # known only when it is said

    def texts(key: str) -> str:
        return words.text(key, lang, later)

    mirrored = bundle.spoken[lang].direction == "rtl"
    notes = (over.note,) if over.note else ()
    if flow:
        return of_flow(bundle, bundle.flows[flow], texts, over.steps, notes, mirrored)
    return of_house(bundle, texts, over.flows, notes, mirrored)


def _drawn(chart: Chart, form: Form) -> str:
    from flows.engine.drawing.dot import dot
    from flows.engine.drawing.mermaid import mermaid
    from flows.engine.drawing.svg import svg
    from flows.engine.drawing.twin import twin

    return {Form.SVG: svg, Form.DOT: dot, Form.MERMAID: mermaid, Form.TEXT: twin}[form](chart)
