"""`helpline purge`: what has had its time goes, and what would go stays where somebody needs it still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson

if TYPE_CHECKING:
    from bot.ledger.book import Book
    from bot.ledger.keeping import Plan
    from handoff.retention import Terms

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would go and what would stay.")]


def add_to(app: typer.Typer) -> None:
    app.command()(purge)


def purge(dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Forget what has had its time, as the running bot does each hour; and say what stays, and why."""
    from bot.clock import Clock
    from bot.ledger import keeping
    from bot.ledger.alone import alone

    stores, now = saying.stores(), Clock().now()
    key_file = saying.key_file(stores)
    with alone(stores, key_file, now) as book:
        found = keeping.plan(book) if dry_run else keeping.sweep(book)
    if not dry_run:
        with alone(stores, key_file, now) as book:  # what it says is gone must be committed before its keys are
            _destroy_keys(book)
    rows = list(_rows(found, stores.keep))
    if as_json:
        saying.as_json(dict(zip(_HEAD, row, strict=True)) for row in rows)
        return
    saying.table(_HEAD, rows)
    goes = sum(found.counts().values())
    typer.echo(f"\n{goes} would go now. Nothing was changed." if dry_run else f"\n{goes} are gone.")


def _destroy_keys(book: Book) -> None:
    """As the running bot does it. What cannot be wiped now stays noted, and the bot goes on with it."""
    from bot.ledger import erasures

    owners = erasures.to_destroy(book)
    if book.tools.vault.bury(dict.fromkeys(owners, book.now.date())):
        erasures.destroyed(book, owners)


_HEAD = ("class", "days", "goes", "stays", "what it is")


def _rows(found: Plan, terms: Terms) -> Iterator[tuple[str, str, str, str, str]]:
    from handoff.retention import TERMS, What

    goes = found.counts()
    for what in What:
        term, days = TERMS[what], terms.days(what)
        shortened = f"{days} (of {term.most})" if days < term.most else str(days)
        yield what.value, shortened, str(goes[what]), _stays(found, what), term.told


def _stays(found: Plan, what: str) -> str:
    reasons = Counter(why.value for thing, why in found.due.back if thing.what == what)
    asked = sum(thing.what == what for thing in found.due.ask)
    told = [f"{many}: {why}" for why, many in sorted(reasons.items())]
    return "; ".join([*told, *([f"{asked}: people are asked first"] if asked else [])])
