"""`helpline hold`: which cases are held for the law, and when that ends. To hold one takes two people, in the chat."""

from __future__ import annotations

import typer

from bot.commands import saying
from bot.commands.saying import AsJson


def add_to(app: typer.Typer) -> None:
    app.command()(hold)


def hold(as_json: AsJson = False) -> None:
    """Say which cases are held for the law or lie sealed to be erased. Nothing is opened for it."""
    from bot.clock import Clock
    from bot.holding import day_of
    from bot.ledger.alone import alone
    from bot.ledger.overview import held

    stores = saying.stores()
    with alone(stores, saying.key_file(stores), Clock().now()) as book:
        lines = held(book)
    until = [day_of(each.until) if each.until is not None else "-" for each in lines]
    rows = [(each.code_name, day, "yes" if each.sealed else "no") for each, day in zip(lines, until, strict=True)]
    if as_json:
        saying.as_json(dict(zip(_HEAD, row, strict=True)) for row in rows)
        return
    saying.table(_HEAD, rows)
    typer.echo("\nTo hold one, to hold it longer or to end that takes two people, in the chat: /desk held.")


_HEAD = ("case", "held until", "sealed")
