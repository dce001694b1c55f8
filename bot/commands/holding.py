"""`helpline what-we-hold`: what is held, of whom and until when, as the tables say it."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson

Write = Annotated[bool, typer.Option("--write", help="Write the list into docs/privacy.md and docs/dpia.md.")]


def add_to(app: typer.Typer) -> None:
    app.command("what-we-hold")(what_we_hold)


def what_we_hold(as_json: AsJson = False, write: Write = False) -> None:
    """Say what is held, of whom, why and until when: from the tables themselves."""
    from bot.ledger import holdings
    from bot.page_parts import NoPlace

    found = list(holdings.holdings())
    if write:
        made = holdings.as_page(found)
        with saying.refusals(NoPlace):
            for page in holdings.pages():
                page.write_text(holdings.PART.written(page.read_text("utf-8"), made), "utf-8")
        return
    if as_json:
        saying.as_json({**each.why._asdict(), **each._asdict(), "why": each.why.why} for each in found)
        return
    saying.table(
        ("of", "table", "what", "until"),
        [(each.why.whose, each.table, each.why.what, each.why.until) for each in found],
    )
