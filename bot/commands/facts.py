"""What somebody must compare with its source, until when, and where people read it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import saying
from bot.commands.saying import AsJson, Content, content_root

if TYPE_CHECKING:
    from flows.engine.bundle import Bundle
    from flows.engine.facts import Fact
    from flows.engine.shown import Shown

By = Annotated[str, typer.Option(help="The last day to look at, as in 2027-04-01; else 30 days from today.")]
Today = Annotated[str, typer.Option(help="Another day than today, as in 2027-04-06.")]
Published = Annotated[bool, typer.Option("--published", help="Of what is published now, not of the folder.")]
Name = Annotated[str, typer.Argument(help="As in facts.yaml: wage_from_21.")]

facts = typer.Typer(help="Numbers, rates and legal sentences: who checks them, and until when.", no_args_is_help=True)

_HOW = (
    "Compare each with its source. If it still says so, write today's date in checked: and a new day in check_again:;\n"
    "if not, write what it says now. docs/facts.md has all of it."
)


def add_to(app: typer.Typer) -> None:
    app.add_typer(facts, name="facts")


@facts.command()
def due(
    by: By = "", content: Content = None, published: Published = False, today: Today = "", as_json: AsJson = False
) -> None:
    """List what must be checked by a day: by whom, against which source, and where it is shown."""
    from flows.engine.due import NOTICE, due_by
    from flows.engine.shown import Shown

    now = _day(today, "--today") or _now()
    until = _day(by, "--by") or now + NOTICE
    bundle = _bundle(content, published)
    found, shown = due_by(bundle.facts, until), Shown(bundle)
    if as_json:
        return saying.as_json(_data(bundle, shown, fact, now) for fact in found)
    for fact in found:
        typer.echo("\n".join(_told(bundle, shown, fact, now)) + "\n")
    if not found:
        first = min((fact.check_again for fact in bundle.facts.values()), default=until)
        return typer.echo(f"Nothing has to be checked by {until}. The first day is {first}.")
    many = f"{len(found)} facts have" if len(found) > 1 else "1 fact has"
    return typer.echo(f"{many} to be checked by {until}.\n{_HOW}")


@facts.command()
def show(
    name: Name, content: Content = None, published: Published = False, today: Today = "", as_json: AsJson = False
) -> None:
    """Show one fact: what people read, who stands behind it until when, and where it is shown."""
    from flows.engine.fault import closest
    from flows.engine.shown import Shown

    bundle = _bundle(content, published)
    fact = bundle.facts.get(name)
    if fact is None:
        near = closest(name, bundle.facts)
        raise typer.BadParameter(f"there is no such fact{f'; did you mean {near}?' if near else ''}", param_hint="NAME")
    now, shown = _day(today, "--today") or _now(), Shown(bundle)
    if as_json:
        return saying.one_as_json(_data(bundle, shown, fact, now))
    return typer.echo("\n".join(_told(bundle, shown, fact, now)))


def _bundle(content: Any, published: bool) -> Bundle:
    if published:
        return saying.published("published", "--published").bundle
    from bot import content as disk
    from flows.engine.bundle import load

    return load(disk.read(content_root(content)))  # without translations: nobody is shown them here


def _told(bundle: Bundle, shown: Shown, fact: Fact, today: date) -> Iterator[str]:
    from flows.engine.due import left

    told = _data(bundle, shown, fact, today)
    yield f"{fact.check_again}  {fact.name}  ({left(fact, today)})"
    yield f"    by      {fact.checked_by}: {bundle.teams[fact.checked_by].what}"
    yield f"    says    {' / '.join(told['says'].splitlines())}"
    yield from (f"    from    {since}: {' / '.join(says.splitlines())}" for since, says in told["from"].items())
    yield f"    source  {fact.source}{f' ({fact.published})' if fact.published else ''}"
    marks = f"confidence {fact.confidence}{', likely to change' if fact.changing else ''}"
    yield f"    sure?   {marks}, checked on {fact.checked}, lines {', '.join(fact.lines) or '-'}"
    if told["confirm"]:
        yield f"    confirm {told['confirm']}"
    for nth, where in enumerate(told["shown"]):
        yield f"    {'' if nth else 'shown':8}{where['step']}  ({where['words']})"
    if not told["shown"]:
        yield f"    shown   {'to the desk only' if fact.desk else 'nowhere'}"


def _data(bundle: Bundle, shown: Shown, fact: Fact, today: date) -> dict[str, Any]:
    text = (lambda key: bundle.texts[key]) if fact.text else (lambda value: value)
    return {
        "fact": fact.name,
        "kind": fact.kind,
        "check_again": fact.check_again,
        "days": (fact.check_again - today).days,
        "late": not fact.in_date(today),
        "checked_by": fact.checked_by,
        "says": text(fact.text or fact.value) if not fact.by else fact.all_values,
        "from": {str(since): text(shown_then) for since, shown_then in fact.later},
        "source": fact.source,
        "cite": fact.cite,
        "published": fact.published,
        "checked": fact.checked,
        "confidence": fact.confidence,
        "changing": fact.changing,
        "lines": list(fact.lines),
        "confirm": bundle.texts[fact.confirm] if fact.confirm else "",
        "shown": [{"step": where.at, "words": where.words} for where in shown.of(fact)],
    }


def _now() -> date:
    from bot.clock import Clock

    return Clock().now().date()


def _day(written: str, hint: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise typer.BadParameter("write a day as in 2027-04-06", param_hint=hint) from None
