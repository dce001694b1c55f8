"""What an admin asks about the content before anybody meets it."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson, Content, content_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.engine.fault import Fault

Today = Annotated[str, typer.Option(help="Another day than today, as in 2027-04-06: which facts are due then?")]
_SLOW = 1.0  # seconds after which somebody wonders whether anything happens


def add_to(app: typer.Typer) -> None:
    app.command()(check)


def check(
    content: Content = None,
    as_json: AsJson = False,
    today: Today = "",
) -> None:
    """Read all flows, facts and translations, walk through everything that can happen, and show what is wrong with
    the fix and the chat that leads there. Only errors end with 1."""
    root = content_root(content)
    faults, walked = _found(root, _day(today))
    if as_json:
        saying.as_json(asdict(fault) for fault in faults)
    else:
        typer.echo("".join(fault.render() + "\n\n" for fault in faults), nl=False)
        usable = not any(fault.level == "error" for fault in faults)
        count = f" Walked through {walked:,} situations." if walked else ""
        typer.echo(f"{len(faults)} to put right." if faults else f"All content in {root} can be used.", nl=False)
        typer.echo(count if usable or walked else " Only then can it be walked through.")
    raise typer.Exit(1 if any(fault.level == "error" for fault in faults) else 0)


def _found(root: Path, today: date) -> tuple[tuple[Fault, ...], int]:
    """What cannot be read cannot be walked: its faults come alone."""
    from bot import content as disk
    from bot.proving import prove
    from flows.engine.fault import Faulty

    try:
        bundle, words = disk.load(root)
    except Faulty as wrong:
        return wrong.faults, 0
    explored = prove(bundle, words, disk.read(root), today, _progress())
    return Faulty((*bundle.warnings, *explored.faults)).faults, explored.situations


def _progress() -> Callable[[int], None]:
    """A line that says how far the walk has come, where somebody is watching."""
    began = time.monotonic()

    def tell(walked: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - began > _SLOW:
            typer.echo(f"\rWalked through {walked:,} situations … ", err=True, nl=False)

    return tell


def _day(today: str) -> date:
    from bot.clock import Clock

    try:
        return date.fromisoformat(today) if today else Clock().now().date()
    except ValueError:
        raise typer.BadParameter("write a day as in 2027-04-06", param_hint="--today") from None
