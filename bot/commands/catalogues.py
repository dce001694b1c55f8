"""What the commands about translations share: the house with its catalogues, chosen, opened and written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.saying import content_root

if TYPE_CHECKING:
    from bot.tongues.house import House, Tongue
    from bot.tongues.po import Catalogue

Code = Annotated[str, typer.Argument(metavar="CODE", help="The language, as in locales/CODE.")]
Keys = Annotated[list[str], typer.Argument(metavar="FLOW/STEP...", help="Keys of texts, or how they begin.")]


def open_house(content: Path | None) -> House:
    from bot.tongues.house import House

    return House.open(content_root(content))


def chosen_of(house: House, codes: Iterable[str] | None, new: bool = False) -> list[Tongue]:
    """`new`: a language that nobody has begun yet is begun."""
    from flows.engine.fault import instead

    known = {tongue.code: tongue for tongue in house.translated()}
    if not codes:
        return list(known.values())
    chosen = []
    for code in codes:
        tongue = known.get(code) or (house.begun(code) if new else None)
        if tongue is None and code != "en":
            told = f'there is no catalogue for "{code}". {instead(code, known, "There are: {}.")}'
            raise typer.BadParameter(told, param_hint="CODE")
        chosen += [tongue] if tongue else []
    return chosen


def catalogue_of(tongue: Tongue) -> Catalogue:
    from bot.tongues import po

    try:
        return po.read(tongue.source or b"")
    except po.Unreadable as wrong:
        told = f"{tongue.file}:{wrong.at + 1}: {wrong}. helpline i18n check {tongue.code} shows the line"
        raise typer.BadParameter(told, param_hint="CODE") from None


def write(tongue: Tongue, made: bytes) -> bool:
    """Whether anything is otherwise now."""
    if tongue.source == made:
        return False
    tongue.path.parent.mkdir(parents=True, exist_ok=True)
    tongue.path.write_bytes(made)
    return True


def today() -> date:
    from bot.clock import Clock

    return Clock().now().date()
