"""The command `helpline`. Commands only read what they are given and say what came of it; the work is done elsewhere.

Imports of our own stand inside the commands: `helpline --help` must not wait for a database driver.
"""

from __future__ import annotations

import asyncio
import os
import re
from typing import Annotated

# Before typer looks: it would load rich for every command, 7 MB that a bot carries for as long as it runs.
os.environ.setdefault("TYPER_USE_RICH", "0")

import typer

from bot.commands import (
    auditing,
    backing,
    checking,
    drawing,
    facts,
    feedback,
    held,
    holding,
    keeping,
    playing,
    publishing,
    purging,
    recording,
    rehearsing,
    reporting,
    simulating,
    translating,
)
from bot.commands.saying import AsJson, table
from bot.commands.saying import as_json as print_json
from bot.starting import finish, settings
from bot.starting import run as start

_ANY_BOT = "1:TEST"

app = typer.Typer(
    name="helpline",
    help="A helpline in a chat for migrant domestic workers, and the desk of those who answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks show local variables, and those are her words
    rich_markup_mode=None,
)
staff = typer.Typer(help="Who answers.", no_args_is_help=True)
app.add_typer(staff, name="staff")
checking.add_to(app)
playing.add_to(app)
drawing.add_to(app)
publishing.add_to(app)
rehearsing.add_to(app)
facts.add_to(app)
recording.add_to(app)
translating.add_to(app)
auditing.add_to(app)
keeping.add_to(app)
backing.add_to(app)
purging.add_to(app)
holding.add_to(app)
held.add_to(app)
simulating.add_to(app)
feedback.add_to(app)
reporting.add_to(app)

Port = Annotated[int, typer.Option(min=0, max=65535, help="On loopback; 0 takes any free one.")]


@app.command()
def demo(
    port: Port = 8765,
    play: Annotated[bool, typer.Option("--play", help="Play one whole conversation here, print it, and stop.")] = False,
    pseudo: Annotated[bool, typer.Option("--pseudo", help="Offer two more languages, made to find faults.")] = False,
) -> None:
    """Try everything on this machine: no token, no Telegram, no database server."""
    from bot.demo import demo as show

    raise typer.Exit(finish(show(port, play, pseudo)))


@app.command()
def run() -> None:
    """Run the helpline. Settings come from HELPLINE_… in the environment."""
    start()


@app.command()
def sandbox(
    port: Port = 8081,
    token: Annotated[str, typer.Option(help="What the bot will use: a number, a colon, anything.")] = _ANY_BOT,
) -> None:
    """Run the local Telegram alone, for a bot that you start yourself with HELPLINE_API_URL."""
    finish(_sandbox(port, token))


async def _sandbox(port: int, token: str) -> None:
    from bot.clock import Clock
    from bot.sandbox.api import serve

    if not re.fullmatch(r"[0-9]+:.+", token):
        raise typer.BadParameter("a token is the bot's number, a colon and anything", param_hint="--token")
    running = await serve(port, token, Clock())
    typer.echo(f"HELPLINE_API_URL={running.url}  (the page is there too; Ctrl-C ends it)")
    try:
        await asyncio.Event().wait()
    finally:
        await running.stop()


@staff.command()
def invite(
    role: Annotated[str, typer.Option(help="advocate, coordinator, admin, reviewer, auditor or dpo.")],
    name: Annotated[str, typer.Option(help="The desk name that colleagues see. Workers never do.")],
) -> None:
    """Print a link that makes whoever opens it first a member of staff. It works once; a coordinator must approve."""
    from handoff.model import Role

    if role not in set(Role):
        raise typer.BadParameter(f"there is no such role; there are {', '.join(Role)}", param_hint="--role")
    found = settings()

    from bot import build

    link, asked = finish(build.invite(found, Role(role), name))
    typer.echo(link)
    if asked:
        typer.echo("It works once a coordinator has approved it: they have just been asked, in their chats.", err=True)


@staff.command()
def may(as_json: AsJson = False) -> None:
    """Print who may do what. What is not in the list, nobody may."""
    from handoff import roles

    rows = roles.table()
    if as_json:
        print_json({"act": act, "who": who} for act, who in rows)
        return
    table(("act", "who may"), rows)
    typer.echo(f"\nIn none of these, and so nothing here: {', '.join(roles.without_rows())}.")


@app.command()
def doctor(
    alive: Annotated[bool, typer.Option("--alive", help="Only ask the running bot whether it works.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what would fail at three in the morning."""
    from bot import doctor as examination

    found = examination.alive(os.environ) if alive else asyncio.run(examination.examine(os.environ))
    if as_json:
        print_json(finding._asdict() for finding in found)
    else:
        rows = [(finding.what, "ok" if finding.good else "NOT OK", finding.found, finding.remedy) for finding in found]
        table(("what", "", "found", "to do"), rows)
    raise typer.Exit(0 if all(finding.good for finding in found) else 1)


@app.command()
def bench(
    rounds: Annotated[int, typer.Option(min=1, help="How often everybody is measured in turn.")] = 3,
    quick: Annotated[bool, typer.Option("--quick", help="Only show that everything can be measured.")] = False,
    as_json: AsJson = False,
    growth: Annotated[bool, typer.Option("--growth", help="What an update costs as cases grow, instead.")] = False,
) -> None:
    """Measure this bot beside other bots, on one core, in one run. Takes some minutes."""
    if growth:
        from bot.bench.growth import main as grow

        raise typer.Exit(grow(quick))
    from bot.bench.run import main as measure

    raise typer.Exit(measure(rounds, quick, as_json))
