"""`helpline keys`, of the key by which people's rows are found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import typer

from bot.commands import saying

if TYPE_CHECKING:
    from bot.ledger.reindexing import Stores as Places
    from bot.settings import Stores


class Shown(NamedTuple):
    rows: Sequence[tuple[str, str]]
    hints: Sequence[str]


def _places(stores: Stores) -> Places:
    from bot.ledger.reindexing import Stores as Places

    return Places(saying.key_file(stores), stores.database, stores.vault)


def standing(stores: Stores) -> Shown:
    """Counted only where there is more than one key: each row has to be opened for it."""
    from bot.ledger import reindexing

    under, found = reindexing.counted(_places(stores))
    if found is None:
        return Shown([(name, "all") for name in under], ())
    rows = [(name, str(many)) for name, many in under.items()]
    untold = found.bare + found.lost
    rows += [("cannot be told", str(untold))] if untold else []
    old = [name for name in under if name != next(iter(under))]
    hints = [f"{found.left} rows are left to be moved: helpline keys rotate index"] if found.left else []
    hints += [f"By {name} nothing is found any more: helpline keys destroy {name}" for name in old if not found.left]
    return Shown(rows, hints)


def rotate(stores: Stores, now: Callable[[], datetime], settled: Callable[[str], None]) -> None:
    from bot.ledger import reindexing

    def told(moved: int, left: int) -> None:
        typer.echo(f"{moved} rows were moved, {left} are left.")

    done = reindexing.replace(_places(stores), now, settled, told)
    if done.left:
        typer.echo(
            f"{done.left} rows could not be moved: they are from before they said what they are found by, or their key "
            "is destroyed. They are found as before; a message of such a row is moved when somebody answers it, and "
            "each goes at the latest with its case. Then: helpline keys rotate index"
        )
        return
    typer.echo(f"Everybody is found by {done.active} now. The key from before goes with `helpline keys destroy`,")
    typer.echo(f"in {reindexing.HORIZON.days} days, when no backup of the ledger needs it any more.")
    typer.echo("Make a new copy of the key file for your trusted people.")


def destroy(stores: Stores, name: str, now: datetime, *, at_once: bool) -> None:
    from bot.ledger import reindexing

    reindexing.destroy(_places(stores), name, now, at_once=at_once)
