"""`helpline keys`: the file that everything rests on; made, looked at, its keys changed and destroyed."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import keeping_index, saying
from bot.commands.saying import AsJson

if TYPE_CHECKING:
    from bot.seal.rotation import Resting
    from bot.settings import Stores

READ_WITHIN = 10.0  # seconds in which a bot that is at work looks at its key file
ASKED_FOR = 60.0  # seconds in which one that was named has to have read it
ROTATED_WITHIN = timedelta(days=90)

keys = typer.Typer(help="The keys under which all words are sealed.", no_args_is_help=True)

At = Annotated[
    list[str] | None,
    typer.Option("--bot", help="http://address:port of a bot to wait for, again for each; else the one of this place."),
]
Prepare = Annotated[
    bool,
    typer.Option("--prepare", help="Only add the new key, which then opens and does not wrap: copy the file, go on."),
]
What = Annotated[
    str, typer.Argument(metavar="[WHAT]", help="words: under which all is sealed; audit; index; or token.")
]
Now = Annotated[bool, typer.Option("--now", help="Before the last backup that needs it is gone. You are asked back.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


@keys.command()
def init(path: Annotated[Path, typer.Argument(help="Where the new key file shall be. Never written over.")]) -> None:
    """Make the key file. Without it nothing can be read again: keep a copy away from the database backups."""
    from bot.seal.keyring import Keyring

    Keyring.create(path, _now())
    typer.echo(f"{path} is made; only you can read it.")
    typer.echo("Keep a copy on paper or offline with two trusted people, never beside a backup of the database.")
    typer.echo(f"Then: HELPLINE_KEYRING_FILE={path}")


@keys.command()
def status(as_json: AsJson = False) -> None:
    """List the epochs of the key file: which wraps, how many keys rest on each, how old it is. Never a key."""
    from bot.seal import rotation

    stores = saying.stores()
    with _told():
        found, digest = rotation.status(saying.key_file(stores), stores.vault)
    if as_json:
        saying.one_as_json({"digest": digest, "epochs": [_plain(each) for each in found]})
        return
    rows = [(each.epoch.name, _standing(each), str(each.keys), *_dates(each)) for each in found]
    saying.table(("epoch", "", "keys on it", "made", "rests since"), rows)
    saying.table(("key of the audit", "entries under it"), _of_the_audit(stores))
    of_index = keeping_index.standing(stores)
    saying.table(("key of the index", "rows under it"), of_index.rows)
    typer.echo(f"\nA bot that has read this file shows {digest} at /healthz.")
    for line in (*_hints(found), *of_index.hints):
        typer.echo(line)


@keys.command()
def rotate(what: What = "words", bots: At = None, prepare: Prepare = False) -> None:
    """Put all keys under a new one while the bot runs. Stopped half-way, the same command goes on from there."""
    from bot.seal import rotation

    if what == "token":
        _renew_token()
        return
    stores = saying.stores()
    path = saying.key_file(stores)
    if what == "audit":
        _rotate_audit(path, stores.database, _settled(bots))
        return
    if what == "index":
        with _told():
            keeping_index.rotate(stores, _now, _settled(bots))
        return
    if what != "words":
        raise typer.BadParameter("words, audit, index or token", param_hint="WHAT")
    with _told():
        if prepare:
            name, digest = rotation.prepare(path, stores.vault, _now)
            typer.echo(f"{name} is added; it opens, and wraps nothing yet. Bring the file to every bot of yours.")
            typer.echo(f"When each shows {digest} at /healthz: helpline keys rotate")
            return
        done = rotation.rotate(path, stores.vault, _now, _settled(bots))
    typer.echo(f"{done.moved} keys were moved; all rest on {done.active} now.")
    typer.echo(
        "Make a new copy of the key file for your trusted people. The old epoch goes with `helpline keys destroy`,"
    )
    typer.echo(f"in {rotation.HORIZON.days} days, when no backup needs it any more.")


def _renew_token() -> None:
    """@BotFather has made the old one useless already: until the new one is here nothing is sent, and nothing lost."""
    from bot.secret import Secret, from_file
    from bot.secret_settings import READ
    from bot.telegram.token import number_of, put

    path = saying.token_file()
    said = typer.prompt("The new token, which @BotFather gives for /revoke", hide_input=True).strip()
    try:
        READ["token"](said)
        was = from_file(path)
        if isinstance(was, Secret) and number_of(was.reveal()) != number_of(said):
            raise ValueError("this is the token of another bot")
        put(path, said)
    except (ValueError, OSError) as wrong:
        why = wrong.strerror if isinstance(wrong, OSError) else wrong
        typer.echo(f"{path} stays as it is: {why}. What waits goes on waiting, and is not lost.", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{path} has the new token. A bot that runs takes it within a minute, and sends what has waited since.")


def _rotate_audit(path: Path, database: str, settled: Callable[[str], None]) -> None:
    from bot.ledger import replacing

    with _told():
        name = replacing.audit(path, database, _now, settled)
    typer.echo(f"The audit goes on under {name}. What was written before is still walked with the key from before,")
    typer.echo(
        "which stays in the file until the last entry under it is two years old. `helpline keys status` says so."
    )
    typer.echo(
        "Make a new copy of the key file for your trusted people, and keep the new `helpline audit head --public`."
    )


@keys.command()
def destroy(epoch: Annotated[str, typer.Argument(metavar="EPOCH")], now: Now = False) -> None:
    """Take an epoch that nothing rests on out of the key file, for good."""
    from bot.seal import rotation

    stores = saying.stores()
    path = saying.key_file(stores)
    if epoch.startswith("audit-"):
        from bot.ledger import replacing

        with _told():
            replacing.destroy_audit(path, stores.database, epoch)
        typer.echo(f"{epoch} is gone from {path}.")
        return
    if now:
        sentence = f"every backup that needs {epoch} is lost"
        if typer.prompt(f"Backups may still need it. To go on, type: {sentence}\n", "") != sentence:
            typer.echo("That is not it. Nothing was changed.", err=True)
            raise typer.Exit(1)
    if epoch.startswith("idx-"):
        with _told():
            keeping_index.destroy(stores, epoch, _now(), at_once=now)
        typer.echo(f"{epoch} is gone from {path}.")
        return
    with _told():
        rotation.destroy(path, stores.vault, epoch, _now(), at_once=now)
    typer.echo(f"{epoch} is gone from {path}. Destroy it in the copies of your trusted people too: give them new ones.")


def _told() -> AbstractContextManager[None]:
    from bot.seal.epochs import KeysRefused

    return saying.refusals(KeysRefused)


def _settled(bots: list[str] | None) -> Callable[[str], None]:
    def wait(digest: str) -> None:
        typer.echo(f"Waiting {READ_WITHIN:.0f} seconds, in which every bot reads the key file …")
        sleep(READ_WITHIN)
        for address in bots or [saying.own_bot()]:
            _wait_for(address, digest, named=bool(bots))

    return wait


def _wait_for(address: str, digest: str, *, named: bool) -> None:
    """One that nobody has named need not be there. One that is there must have read it, or would write what it cannot
    read tomorrow."""
    from bot.seal.epochs import KeysRefused

    until, shown = monotonic() + ASKED_FOR, ""
    while monotonic() < until:
        shown = _shown_at(address)
        if shown == digest:
            typer.echo(f"The bot at {address} has read it.")
            return
        if not shown and not named:
            typer.echo(f"No bot answers at {address}. If one runs elsewhere, it has read it too: it looks each time.")
            return
        sleep(1.0)
    what = "shows other keys" if shown else "does not answer"
    raise KeysRefused(
        f"The bot at {address} {what}, so nothing more was changed; everything can be read as before. Does it have "
        "this very file (a container may see the one from before: start it again)? Then: helpline keys rotate"
    )


def _shown_at(address: str) -> str:
    """The digest that a bot shows; "" where none answers."""
    from urllib.request import ProxyHandler, build_opener

    try:
        # Without a proxy, whatever the environment says: the answer must come from the bot itself.
        with build_opener(ProxyHandler({})).open(f"{address.rstrip('/')}/healthz", timeout=5) as answer:
            return str(json.load(answer).get("keys", "none"))
    except (OSError, ValueError):
        return ""


def _of_the_audit(stores: Stores) -> list[tuple[str, str]]:
    from bot.ledger import replacing
    from bot.seal.keyring import Keyring

    keyring = Keyring.read(saying.key_file(stores))
    return [(name, str(many)) for name, many in replacing.counted(stores.database, keyring).items()]


def _hints(found: list[Resting]) -> list[str]:
    from bot.seal.rotation import HORIZON

    hints = []
    for each in found:
        epoch = each.epoch
        if epoch.standing == "active" and epoch.made and _now() - epoch.made > ROTATED_WITHIN:
            hints.append(f"{epoch.name} is older than {ROTATED_WITHIN.days} days. It is time for: helpline keys rotate")
        if epoch.standing == "next" or (epoch.standing == "old" and each.keys):
            hints.append("A rotation was begun and not finished. It goes on with: helpline keys rotate")
        elif epoch.rested and _now() >= epoch.rested + HORIZON:
            hints.append(f"Nothing needs {epoch.name} any more: helpline keys destroy {epoch.name}")
    return list(dict.fromkeys(hints))


def _standing(each: Resting) -> str:
    words = {"active": "wraps and opens", "next": "opens, wraps soon", "old": "opens"}
    return words[each.epoch.standing]


def _dates(each: Resting) -> tuple[str, str]:
    epoch = each.epoch
    days = f", {(_now() - epoch.made).days} days ago" if epoch.made else ""
    made = f"{epoch.made:%Y-%m-%d}{days}" if epoch.made else "not noted"
    return made, f"{epoch.rested:%Y-%m-%d}" if epoch.rested else ""


def _plain(each: Resting) -> dict[str, object]:
    epoch = each.epoch
    return {
        "name": epoch.name,
        "standing": epoch.standing,
        "keys": each.keys,
        "made": epoch.made,
        "rested": epoch.rested,
    }


def _now() -> datetime:
    from bot.clock import Clock

    return Clock().now()
