"""What an admin asks about the content before anybody meets it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson, Content, content_root

if TYPE_CHECKING:
    from pathlib import Path

    from flows.engine.changes import Edition
    from flows.engine.fault import Fault


def add_to(app: typer.Typer) -> None:
    app.command()(check)


def check(
    content: Content = None,
    against: Annotated[str, typer.Option(help="A bundle to compare with, by its ID; or: published.")] = "",
    as_json: AsJson = False,
) -> None:
    """Read all flows, facts and translations, and show what is wrong with the fix."""
    from bot import content as disk
    from flows.engine.fault import Faulty

    root = content_root(content)
    faults: tuple[Fault, ...] = ()
    try:
        edition = disk.open_folder(root)
        faults = _compared(root, edition, against) if against else ()
    except Faulty as wrong:
        faults = wrong.faults
    if as_json:
        saying.as_json(asdict(fault) for fault in faults)
    else:
        typer.echo("".join(fault.render() + "\n\n" for fault in faults), nl=False)
        typer.echo(f"{len(faults)} to put right." if faults else f"All content in {root} can be used.")
    raise typer.Exit(1 if faults else 0)


def _compared(root: Path, draft: Edition, bundle: str) -> tuple[Fault, ...]:
    """Names that people stand on must not vanish, nor mean something else."""
    from bot import content as disk
    from bot import examining

    return tuple(examining.against(disk.gather(root), draft, saying.published(bundle, "--against")))
