"""`helpline report`: how long it takes until a First Responder is found, and what comes after; fit to be published."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson, Content, content_root

if TYPE_CHECKING:
    from bot.reporting import Report

From = Annotated[str, typer.Option("--from", help="The first day, as in 2026-01-01.")]
To = Annotated[str, typer.Option("--to", help="The last day; weeks that are not over are left out.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write all numbers here, as CSV.")]
Page = Annotated[Path | None, typer.Option("--page", help="Write a page with plots here, as HTML.")]


def add_to(app: typer.Typer) -> None:
    app.command()(report)


def report(
    since: From, until: To, csv: Csv = None, page: Page = None, content: Content = None, as_json: AsJson = False
) -> None:
    """Say what the desk has counted of referrals. No number is below five, alone or together with other reports."""
    from bot import reporting
    from bot.report_page import page as as_page

    told = _told(_day(since, "--from"), _day(until, "--to"), content)
    if csv is not None:
        csv.write_text(reporting.as_csv(told), encoding="utf-8")
    if page is not None:
        page.write_text(as_page(told), encoding="utf-8")
    if as_json:
        saying.as_json(dict(zip(reporting.HEAD, row, strict=True)) for row in reporting.rows(told))
        return
    _tell(told)


def _told(since: date, until: date, content: Path | None) -> Report:
    from bot import content as disk
    from bot import reporting
    from bot.clock import Clock
    from bot.ledger.tallies import counted
    from bot.words import Words
    from flows.engine.bundle import load
    from handoff.statistics import Counted

    bundle = load(disk.read(content_root(content)))
    with saying.ledger() as engine, engine.connect() as db:
        rows = [Counted(*row) for row in counted(db)]
    return reporting.report(rows, bundle, Words(bundle, {}), since, until, Clock().now().date())


def _tell(told: Report) -> None:
    from bot import reporting

    found = reporting.figures(told)
    if not found:
        typer.echo("So few things came to pass in whole weeks of this time that nothing can be told of it.")
        return
    for each in found:
        shown, _, of = each.told.partition(" ")
        typer.echo(f"{shown:>6}  {each.what} {of}".rstrip())
    typer.echo("")
    saying.table(reporting.HEAD, reporting.rows(told))
    typer.echo("\nPublished elsewhere, for comparison:")
    for context in told.context:
        typer.echo(f"  {context.sentence} ({context.cite}, {context.published})")
    typer.echo("\nRead it before it leaves the house.")


def _day(written: str, hint: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("write a day as in 2027-04-06", param_hint=hint) from None
