"""How commands say what came of them: JSON for programs, tables for people."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.settings import Stores
    from flows.engine.changes import Edition
    from flows.engine.fault import Fault

Result = TypeVar("Result")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of a table for people.")]
Strict = Annotated[bool, typer.Option("--strict", help="A warning is a failure too.")]
Content = Annotated[Path | None, typer.Option(help="The content to read; else the one of HELPLINE_CONTENT.")]


def stores() -> Stores:
    """For commands that write to nobody: no token is asked for. Whoever has named no database is told which one it is,
    for the bot that people write to may have another."""
    from bot.settings import PREFIX, Stores

    found = Stores.read(os.environ)
    for warning in found.warnings:
        typer.echo(f"Note: {warning}", err=True)
    if not os.environ.get(f"{PREFIX}DATABASE"):
        place = found.database.removeprefix("sqlite:///")
        typer.echo(f"Note: {PREFIX}DATABASE is not set, so this is about the database {place} here.", err=True)
    return found


@contextlib.contextmanager
def refusals(*kinds: type[Exception]) -> Iterator[None]:
    """What is refused is told as the sentence it is, and ends with 1."""
    try:
        yield
    except kinds as why:
        typer.echo(str(why), err=True)
        raise typer.Exit(1) from None


def key_file(stores: Stores) -> Path:
    """Where something has to be opened."""
    from bot.settings import PREFIX, BadSettings, Problem

    if stores.keyring_file is None:
        raise BadSettings((Problem(f"{PREFIX}KEYRING_FILE", "is not set"),))
    return stores.keyring_file


def token_file() -> Path:
    """Where a running bot reads a new token, and nowhere else."""
    from bot.settings import PREFIX, BadSettings, Problem, Settings

    found: Path | None = Settings.one(os.environ, "token_file")
    if found is None:
        raise BadSettings((Problem(f"{PREFIX}TOKEN_FILE", "is not set"),))
    return found


def own_bot() -> str:
    """Where the bot that runs with this environment says how it is."""
    from bot.settings import Settings

    listen = Settings.one(os.environ, "listen")
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(listen.host, listen.host)  # noqa: S104 (asked, not bound)
    return f"http://{host}:{listen.port}"


def content_root(content: Path | None) -> Path:
    """Where the content stands that a command is about."""
    from bot.settings import HOUSE, PREFIX

    return content or Path(os.environ.get(f"{PREFIX}CONTENT") or HOUSE / "flows" / "content")


def near(path: Path) -> Path:
    """As somebody who stands in this folder would name it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def account() -> str:
    """Who is logged in on this machine, as the system knows it and not as the environment says."""
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


@contextlib.contextmanager
def ledger() -> Iterator[Engine]:
    """The database alone, for commands that only look at what is published: no token and no key is asked for."""
    from bot.ledger.database import open_engine
    from bot.ledger.migrate import migrate
    from bot.settings import Settings

    engine = open_engine(Settings.one(os.environ, "database"))
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def published(bundle: str, asked_by: str) -> Edition:
    """What is published now, for the word "published"; else the bundle whose id begins so."""
    from bot import publishing
    from bot.ledger import releases

    with ledger() as engine, engine.connect() as db:
        told = (release for release in releases.history(db) if release.bundle.startswith(bundle))
        release = releases.newest(db) if bundle == "published" else next(told, None)
        if release is None:
            nothing = "nothing is published yet, so there is nothing to compare with"
            why = nothing if bundle == "published" else f"no bundle is called {bundle}; helpline bundles lists all"
            raise typer.BadParameter(why, param_hint=asked_by)
        try:
            return publishing.opened(db, release.bundle)
        except publishing.Refused as why:
            raise typer.BadParameter(str(why), param_hint=asked_by) from None


def as_json(rows: Iterable[Mapping[str, Any]]) -> None:
    typer.echo(json.dumps(list(rows), indent=2, ensure_ascii=False, default=str))


def one_as_json(thing: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(thing, indent=2, ensure_ascii=False, default=str))


def verdict(faults: Iterable[Fault], strict: bool) -> int:
    """What a command ends with that has looked for faults. `strict`: a warning is a failure too."""
    fails = ("error", "warning") if strict else ("error",)
    return 1 if any(fault.level in fails for fault in faults) else 0


def turns_text_itself() -> bool:
    """Terminals that lay out right-to-left text on their own; others show letters in the order in which they come."""
    known = ("VTE_VERSION", "KONSOLE_VERSION")
    return any(name in os.environ for name in known) or os.environ.get("TERM_PROGRAM") == "Apple_Terminal"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    made = Table(*heads, box=None, padding=(0, 2, 0, 0))
    for row in rows:
        made.add_row(*row)
    Console().print(made)
