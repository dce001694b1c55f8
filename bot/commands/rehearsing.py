"""What an admin tries before it is published: paths that people have gone, gone again on the draft."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson, Content, content_root

if TYPE_CHECKING:
    from flows.engine.changes import Edition

Paths = Annotated[Path | None, typer.Option(help="Recorded paths, as JSON; else those of the tests and every button.")]
Against = Annotated[str, typer.Option(help="What they were gone on: published, a bundle's ID, or a folder.")]


def add_to(app: typer.Typer) -> None:
    app.command()(rehearse)


def rehearse(
    paths: Paths = None, against: Against = "published", content: Content = None, as_json: AsJson = False
) -> None:
    """Go paths of people again on the draft, and say who would see something else or be stuck."""
    from bot import content as disk
    from bot import paths as files
    from bot.clock import Clock
    from flows.engine import rehearse as engine
    from flows.engine.fault import Faulty

    root, today = content_root(content), Clock().now().date()
    try:
        before, draft = _before(against), disk.open_folder(root)
        made = (*files.of_tests(disk.read(root)), *engine.walked(before.bundle, today)) if paths is None else ()
        gone = files.recorded(paths) if paths is not None else made
    except Faulty as wrong:
        typer.echo(f"{wrong}\n\n{len(wrong.faults)} to put right first; then it can be rehearsed.", err=True)
        raise typer.Exit(1) from None
    except files.NoPaths as why:
        raise typer.BadParameter(str(why), param_hint="--paths") from None
    found = engine.rehearse(before, draft, gone, today)
    if paths is None:  # a test beside the draft may do what is new in it: nobody has gone there yet
        found = tuple(finding for finding in found if finding.kind != "unknown")
    if as_json:
        saying.as_json(asdict(finding) for finding in found)
    else:
        for finding in found:
            typer.echo(f"{finding.kind}: {finding.at}: {finding.sentence}")
            typer.echo(f"  {_how_many(finding.paths)}, for example: {finding.example}\n")
        typer.echo(f"{len(gone)} paths were gone again. {_summary(found)}")
    raise typer.Exit(1 if any(finding.kind == "stuck" for finding in found) else 0)


def _summary(found: tuple[object, ...]) -> str:
    return f"{len(found)} difference{'' if len(found) == 1 else 's'}." if found else "Nobody would notice anything."


def _how_many(paths: int) -> str:
    return "1 path comes by here" if paths == 1 else f"{paths} paths come by here"


def _before(against: str) -> Edition:
    """A folder, or something that was published."""
    from bot import content as disk

    return disk.open_folder(Path(against)) if Path(against).is_dir() else saying.published(against, "--against")
