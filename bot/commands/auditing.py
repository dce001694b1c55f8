"""`helpline audit`: is it whole, and how does it end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson
from bot.commands.saying import as_json as print_json

Heads = Annotated[Path | None, typer.Option("--heads", help="Heads printed before, one a line, kept elsewhere.")]
Public = Annotated[bool, typer.Option("--public", help="Only the key with which anybody can check heads.")]


def verify(heads: Heads = None, as_json: AsJson = False) -> None:
    """Walk the whole audit: nothing changed, nothing missing, and as long as it once was."""
    from bot.ledger.auditing import auditor

    kept = heads.read_text("utf-8").splitlines() if heads else []
    with auditor(saying.stores()) as office:
        found = office.verify(kept)
    if as_json:
        last = {"seq": found.head.seq, "mac": found.head.mac.hex()}
        print_json([{"entries": found.entries, "before": found.before, "head": last, "broken": list(found.broken)}])
    elif found.broken:
        typer.echo("The audit is NOT whole:\n" + "".join(f"  - {each}\n" for each in found.broken))
        typer.echo(
            "Keep a copy of the database as it is, and call the data-protection officer. Nobody's work need stop."
        )
    else:
        typer.echo(f"{found.entries} entries, none changed, none missing.")
        if found.before:
            typer.echo(f"{found.before} older ones are from before there was a chain; it says nothing about them.")
        if not kept:
            typer.echo("Whether its end was cut off only heads can say that were kept elsewhere: --heads FILE.")
    raise typer.Exit(1 if found.broken else 0)


def head(public: Public = False) -> None:
    """Print how the audit ends now, signed, as one line: keep it where this server cannot reach it, each day."""
    from bot.clock import Clock
    from bot.ledger.auditing import auditor

    with auditor(saying.stores()) as office:
        typer.echo(office.public().hex() if public else office.head(int(Clock().now().timestamp())).line())


def add_to(app: typer.Typer) -> None:
    audit = typer.Typer(help="Who did what, as a chain that cannot be changed unseen.", no_args_is_help=True)
    audit.command()(verify)
    audit.command()(head)
    app.add_typer(audit, name="audit")
