"""`helpline feedback`: how it was, as counts."""

from __future__ import annotations

import typer

from bot.commands import saying
from bot.commands.saying import AsJson


def add_to(app: typer.Typer) -> None:
    app.command()(feedback)


def feedback(as_json: AsJson = False) -> None:
    """Say how workers found it, month by month. Small counts are not told: one answer could be somebody."""
    from bot.ledger.feedback import counted
    from bot.ledger.standing import in_words

    with saying.ledger() as engine, engine.connect() as db:
        found = counted(db)
    rows = [(month, _SAID[question], _SAID[answer], in_words(count)) for month, question, answer, count in found]
    if as_json:
        saying.as_json(dict(zip(_HEAD, row, strict=True)) for row in rows)
    elif rows:
        saying.table(_HEAD, rows)
    else:
        typer.echo("Nobody has been asked yet, or nobody has answered.")


_HEAD = ("month", "question", "answer", "how many")
_SAID = {"helped": "did it help", "clear": "was it clear", "yes": "yes", "little": "a little", "no": "no"}
