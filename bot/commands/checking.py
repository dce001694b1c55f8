"""What an admin asks about the content before anybody meets it."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson, Content, Strict, content_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.checks import Found

Github = Annotated[bool, typer.Option("--github", help="Print commands that GitHub shows beside the lines.")]
Sarif = Annotated[bool, typer.Option("--sarif", help="Print SARIF, which other services show beside the lines.")]
Today = Annotated[str, typer.Option(help="Another day than today, as in 2027-04-06: which facts are due then?")]
Against = Annotated[str, typer.Option(help="A bundle to compare with, by its ID; or: published.")]
Code = Annotated[str, typer.Argument(help="Such as F010. Without one, all are listed.")]
Language = Annotated[
    bool, typer.Option("--language", help="Explain the flow language itself: all that can be written.")
]
Out = Annotated[Path | None, typer.Option(help="The folder to write to; else the one that editors here look at.")]
_SLOW = 1.0  # seconds after which somebody wonders whether anything happens


def add_to(app: typer.Typer) -> None:
    app.command()(check)
    app.command()(explain)
    app.command()(schema)
    app.command()(form)


def check(
    content: Content = None,
    against: Against = "",
    as_json: AsJson = False,
    github: Github = False,
    sarif: Sarif = False,
    today: Today = "",
    strict: Strict = False,
) -> None:
    """Read all flows, facts and translations, walk through everything that can happen, and show what is wrong with
    the fix and the chat that leads there. Only errors end with 1; with --strict, warnings too."""
    from bot import checks
    from bot.ci import Paths
    from bot.ci import github as to_github
    from bot.ci import sarif as to_sarif
    from bot.content import locales

    root = content_root(content)
    published = saying.published(against, "--against").bundle if against else None
    found, paths = checks.on_disk(root, _day(today), _progress(), published), Paths(root, locales(root), Path.cwd())
    faults = found.faults
    if as_json:
        saying.as_json(asdict(fault) for fault in faults)
    elif github:
        typer.echo("".join(f"{line}\n" for line in to_github(faults, paths)), nl=False)
    elif sarif:
        typer.echo(json.dumps(to_sarif(faults, checks.titles(), paths), indent=2, ensure_ascii=False))
    else:
        _tell(found, root)
    raise typer.Exit(saying.verdict(faults, strict))


def _tell(found: Found, root: Path) -> None:
    from bot.checks import summary

    faults = found.faults
    typer.echo("".join(fault.render() + "\n\n" for fault in faults), nl=False)
    usable = not any(fault.level == "error" for fault in faults)
    typer.echo(
        f"All content in {saying.near(root)} can be used."
        if usable
        else "Nothing can be published before the errors are gone."
    )
    typer.echo(
        f"Walked through {found.walked:,} situations." if found.walked else "Only then can it be walked through."
    )
    typer.echo(f"{summary(faults)} `helpline explain CODE` says more about each." if faults else summary(faults))


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


def explain(code: Code = "", language: Language = False, as_json: AsJson = False) -> None:
    """Say what a code of `helpline check` means, why it matters, and show it wrong and right."""
    from bot import checks
    from flows.engine.manual import manual

    titles = checks.titles()
    if language:
        typer.echo(manual(), nl=False)
    elif as_json:
        saying.as_json({"code": code, "about": about} for code, about in titles.items())
    elif not code:
        saying.table(
            ("code", "", "what it is about"), ((code, *about.split(": ", 1)) for code, about in titles.items())
        )
    else:
        page = checks.page(code.upper())
        if page is None:
            raise typer.BadParameter("there is no such code; `helpline explain` lists them", param_hint="CODE")
        typer.echo(page, nl=False)


def schema(out: Out = None) -> None:
    """Write the JSON Schemas with which an editor completes and explains what can be written."""
    from bot.settings import HOUSE
    from flows.engine.schema import schemas

    folder = out or HOUSE / "flows" / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in schemas().items():
        (folder / name).write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        typer.echo(f"{folder / name}")


def form(content: Content = None) -> None:
    """Print every field of the form for a referral, with what an advocate is asked for it: docs/form-mapping.md."""
    from bot import referral
    from bot.content import open_folder, stands_in

    root = content_root(content)
    bundle, _, name = stands_in(root, f"staff/{referral.NRM}", open_folder(root))
    if name != referral.NRM:
        raise typer.BadParameter(f"there is no staff/{referral.NRM}.yaml in it", param_hint="--content")
    typer.echo(referral.mapping(bundle, referral.form_of(root)), nl=False)
