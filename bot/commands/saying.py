"""How commands say what came of them: JSON for programs, tables for people."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

Result = TypeVar("Result")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of a table for people.")]
Content = Annotated[Path | None, typer.Option(help="The content to read; else the one of HELPLINE_CONTENT.")]


def settings() -> Settings:
    """From the environment; warnings are told at once."""
    from bot.settings import Settings

    found = Settings.read(os.environ)
    for warning in found.warnings:
        typer.echo(f"Note: {warning}", err=True)
    return found


def content_root(content: Path | None) -> Path:
    """Where the content stands that a command is about."""
    from bot.settings import HOUSE, PREFIX

    return content or Path(os.environ.get(f"{PREFIX}CONTENT") or HOUSE / "flows" / "content")


def finish(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end, on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def as_json(rows: Iterable[Mapping[str, Any]]) -> None:
    typer.echo(json.dumps(list(rows), indent=2, ensure_ascii=False, default=str))


def one_as_json(thing: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(thing, indent=2, ensure_ascii=False, default=str))


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
