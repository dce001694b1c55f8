"""What a desk would go through that is not there yet: by the real rules, with chance for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson, Content, content_root

if TYPE_CHECKING:
    from bot.simulation.month import Told

SEED = 1
MONTHS = 8

Seed = Annotated[int, typer.Option(min=0, help="Another number, another day.")]
Svg = Annotated[Path | None, typer.Option("--svg", help="Write the plot here too, as an SVG.")]
Months = Annotated[int, typer.Option(min=1, max=1000, help="How many months to play.")]


def add_to(app: typer.Typer) -> None:
    simulate = typer.Typer(help="Play a desk that is not there, by the real rules.", no_args_is_help=True)
    app.add_typer(simulate, name="simulate")
    simulate.command()(desk)
    simulate.command()(waits)
    simulate.command()(referrals)
    simulate.command()(capacity)


def desk(seed: Seed = SEED, svg: Svg = None) -> None:
    """Let 60 workers wait and 8 advocates come, at the speed at which Telegram takes our messages."""
    from bot.simulation import drawing
    from bot.simulation.rush import rush

    played = rush(seed)
    typer.echo(f"{drawing.table(played)}\n\n{drawing.plot(played)}")
    if svg is not None:
        svg.write_text(drawing.svg(played), encoding="utf-8")


def waits(months: Months = MONTHS, as_json: AsJson = False) -> None:
    """Play months at a desk, and say how often what workers were told of their wait held."""
    rows = [_month(seed) for seed in range(months)]
    if as_json:
        saying.as_json(dict(zip(_HEAD, row, strict=True)) for row in rows)
        return
    saying.table(_HEAD, rows)


def referrals(seed: Seed = SEED, content: Content = None) -> None:
    """Look for a First Responder for 500 people: with a list that never changes, and with the directory."""
    from bot import content as disk
    from bot.organisations import organisations
    from bot.simulation.offers import table
    from flows.engine.bundle import load

    typer.echo(table(organisations(load(disk.read(content_root(content)))), seed))


_HEAD = ("month", "asked", "were told", "of 100 held", "band, hours", "waited, hours")


def _month(seed: int) -> tuple[str, ...]:
    from statistics import median

    from bot.simulation.month import month, share_held

    told = month(seed)
    bands = [_hours(each) for each in told if each.promise is not None]
    waited = [(each.waited_until - each.at).total_seconds() / 3600 for each in told if each.came]
    return (
        str(seed), str(len(told)), str(len(bands)), f"{100 * share_held(told):.0f}", f"{median(bands):.1f}",
        f"{median(waited):.1f}",
    )  # fmt: skip


def _hours(told: Told) -> float:
    assert told.promise is not None
    return (told.promise.until - told.promise.since).total_seconds() / 3600


def capacity(seed: Seed = SEED) -> None:
    """Let more and more workers come, and say what gives first: the database, the token, the staff group, the desk."""
    from bot.simulation import capacity_told

    typer.echo(f"{capacity_told.table(seed)}\n\n{capacity_told.plot(seed)}")
