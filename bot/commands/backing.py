"""`helpline backup` and `helpline restore`: a copy that this server cannot read, and the way back."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson

if TYPE_CHECKING:
    from bot.ledger.backup import What
    from bot.ledger.restore import Restored
    from bot.settings import Stores

backup = typer.Typer(
    invoke_without_command=True, help="Copy the ledger and the vault, sealed to a key that is not here."
)

Into = Annotated[
    Path | None, typer.Option("--into", exists=True, file_okay=False, help="The folder that the new files go to.")
]
Only = Annotated[str, typer.Option("--only", help="ledger (each day) or vault (each hour); else both.")]
From = Annotated[
    list[Path],
    typer.Option("--from", exists=True, file_okay=False, help="A folder with backups; again for each. All are read."),
]
Key = Annotated[
    Path, typer.Option("--key", exists=True, dir_okay=False, help="The private key, brought for this hour.")
]
At = Annotated[
    datetime | None,
    typer.Option(
        "--at", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="The ledger as it was then, UTC; else the newest."
    ),
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(backup, name="backup")
    app.command()(restore)


@backup.callback()
def take(context: typer.Context, into: Into = None, only: Only = "", as_json: AsJson = False) -> None:
    """Copy the ledger and then the vault, while the bot runs, and take away here what is kept long enough."""
    if context.invoked_subcommand:
        return
    if into is None:
        raise typer.BadParameter("name a folder for the new files", param_hint="--into")
    if only not in ("", "ledger", "vault"):
        raise typer.BadParameter("there are ledger and vault", param_hint="--only")
    stores = saying.stores()
    with _told():
        rows = [_copy(into, what, stores) for what in _both(only)]
    if as_json:
        saying.as_json(rows)
        return
    for row in rows:
        typer.echo(f"{row['file']}: {row['bytes']:,} bytes in {row['seconds']} s; {row['gone']} old ones taken away.")
    typer.echo(f"Sealed for {rows[0]['for']}: compare with what stands on paper. Bring ledger and vault to two places.")


@backup.command()
def keys(
    private: Annotated[Path, typer.Argument(help="Where the private key goes: a stick, not this server.")],
    public: Annotated[Path, typer.Argument(help="Where the public key goes, which the server needs.")],
) -> None:
    """Make the two keys of backups. Best on another machine than the server."""
    from bot.seal import parcel

    with _told():
        said = parcel.make_keys(private, public)
    typer.echo(f"{private} opens backups. It belongs on two sticks with two trusted people, and never on the server.")
    typer.echo(f"{public} makes them. On the server: HELPLINE_BACKUP_KEY={public}")
    typer.echo(f"Write on paper, and compare whenever a backup is made: {said}")


def restore(folders: From, key: Key, at: At = None, as_json: AsJson = False) -> None:
    """Put a helpline back from its backups, into databases that are empty; then open every row and walk the audit."""
    from bot.ledger import restore as way_back
    from bot.seal import parcel
    from bot.seal.keyring import Keyring

    stores = saying.stores()
    place = way_back.Place(stores.database, stores.vault, Keyring.read(saying.key_file(stores)))
    with _told():
        found = way_back.restore(place, folders, parcel.private_key(key), at.replace(tzinfo=UTC) if at else None)
    if as_json:
        saying.one_as_json(_plain(found))
    else:
        _tell(found)
    raise typer.Exit(1 if found.wrong else 0)


def _tell(found: Restored) -> None:
    typer.echo(f"{found.ledger.path.name} and {found.vault.path.name} are put back.")
    saying.table(("step", "seconds"), [(what, f"{seconds:.1f}") for what, seconds in found.took.items()])
    rows = found.rows
    typer.echo(f"{rows.opened} rows open; {rows.erased} are of people who were erased, and stay shut.")
    typer.echo(f"{found.audit} entries of the audit, {found.erased} destroyed keys.")
    if found.dropped:
        typer.echo(
            f"{found.dropped} messages and changes were on their way when it was copied; they are not sent again."
        )
    for sentence in found.wrong:
        typer.echo(f"NOT RIGHT: {sentence}")
    if found.wrong:
        typer.echo("Do not start the bot on this. What you restored from is unchanged.")
        return
    typer.echo(f"What was written after {found.ledger.at:%d %B %Y, %H:%M} (UTC) is not in it. Who was erased after")
    typer.echo(f"{found.vault.at:%d %B %Y, %H:%M} must be erased again. Take the private key away from here now.")


def _both(only: str) -> tuple[What, ...]:
    """The ledger first: whatever it has, the vault that is copied after it has the key to."""
    return ("ledger",) if only == "ledger" else ("vault",) if only == "vault" else ("ledger", "vault")


def _copy(into: Path, what: What, stores: Stores) -> dict[str, object]:
    from bot.ledger import backup as made
    from bot.ledger import dumps
    from bot.seal import parcel
    from bot.seal.keyring import Keyring
    from bot.settings import PREFIX, BadSettings, Problem

    if stores.backup_key is None:
        raise BadSettings((Problem(f"{PREFIX}BACKUP_KEY", "is not set"),))
    to, keyring = parcel.public_key(stores.backup_key), Keyring.read(saying.key_file(stores))
    url = stores.database if what == "ledger" else stores.vault
    began, at = monotonic(), _now()
    dumps.must_be_there(stores.vault)  # for the list of what was erased, whatever is copied
    kept = made.make(into, what, url, to, keyring, at)
    made.note_erased(into, stores.vault, keyring)
    gone = made.clear(into, what, at)
    size, took = kept.path.stat().st_size, round(monotonic() - began, 2)
    return {"file": str(kept.path), "bytes": size, "seconds": took, "gone": len(gone), "for": parcel.fingerprint(to)}


def _plain(found: Restored) -> dict[str, object]:
    rows = found.rows
    return {
        "ledger": found.ledger.path.name, "vault": found.vault.path.name, "opened": rows.opened, "erased": rows.erased,
        "shut": dict(rows.shut), "audit": found.audit, "keys_destroyed": found.erased,
        "dropped": found.dropped, "wrong": list(found.wrong),
        "seconds": {what: round(seconds, 2) for what, seconds in found.took.items()},
    }  # fmt: skip


def _told() -> AbstractContextManager[None]:
    from bot.ledger.dumps import BackupRefused
    from bot.seal.parcel import NotOurs

    return saying.refusals(BackupRefused, NotOurs)


def _now() -> datetime:
    from bot.clock import Clock

    return Clock().now()
