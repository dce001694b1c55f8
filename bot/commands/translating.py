"""What translators, reviewers and those who change the English do with the catalogues. Nothing here signs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import exchanging, saying
from bot.commands.catalogues import Keys, catalogue_of, chosen_of, open_house, today, write
from bot.commands.saying import AsJson, Content, Strict

if TYPE_CHECKING:
    from bot.tongues.house import House, Tongue
    from flows.engine.fault import Fault

Codes = Annotated[list[str] | None, typer.Argument(metavar="[CODE]...", help="Languages; without one, all of them.")]
By = Annotated[str, typer.Option(help="Who does it; else the account on this machine.")]

i18n = typer.Typer(help="Translations: what there is to translate, how far each language is, what may go out.",
                   no_args_is_help=True)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    exchanging.add_to(i18n)
    app.add_typer(i18n, name="i18n")


# --- for whoever has changed the English --------------------------------------------------------------------------


@i18n.command()
def extract(
    content: Content = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; end with 1 if it is of yesterday.")] = False,
) -> None:
    """Write locales/flows.pot: every text, and what a translator must know about it."""
    from bot.tongues.template import template

    house = open_house(content)
    path, made = house.locales / "flows.pot", template(house.bundle)
    fresh = path.exists() and path.read_bytes() == made
    if not check:
        path.write_bytes(made)
        typer.echo(f"{saying.near(path)}: {len(house.bundle.written)} texts{', as before' if fresh else ''}.")
    elif not fresh:
        told = f"{saying.near(path)} is older than the English texts. Write it anew: helpline i18n extract"
        typer.echo(told, err=True)
        raise typer.Exit(1)


@i18n.command()
def update(codes: Codes = None, content: Content = None) -> None:
    """Bring changed English into the catalogues. By key: nothing is guessed, and no translation is lost."""
    from bot.tongues import headers, po
    from bot.tongues.signatures import earlier_keys
    from bot.tongues.template import entries
    from bot.tongues.update import update as updated

    house = open_house(content)
    template, earlier = tuple(entries(house.bundle)), earlier_keys(house.bundle)
    for tongue in chosen_of(house, codes, new=True):
        found = updated(catalogue_of(tongue), template, earlier, today())
        found.catalogue.head = found.catalogue.head or headers.new_head(tongue.code)
        changed = write(tongue, po.write(found.catalogue))
        counts = ((found.new, "new"), (found.stale, "stale"), (found.moved, "moved"), (found.gone, "gone"))
        told = ", ".join(f"{len(keys)} {what}" for keys, what in counts if keys)
        typer.echo(f"{tongue.file}: {told or ('as before' if not changed else 'only comments')}.")


@i18n.command("same-meaning")
def same_meaning(
    keys: Keys,
    because: Annotated[str, typer.Option(help="Why it means the same, for whoever looks later.")] = "",
    by: By = "",
    content: Content = None,
) -> None:
    """Say that an English text was only spelt better: its translations and signatures go on to count. Before `update`.

    It is written into locales/same-meaning.jsonl. Not for danger, consent, facts, and what the program says everywhere:
    there two people read the new text.
    """
    from bot.tongues import meanings, po, respell

    house = open_house(content)
    texts, chosen = house.bundle.texts, respell.named(house.bundle.texts, keys)
    _may_be_respelt(house, chosen, because)
    found = [(tongue, respell.respell(catalogue_of(tongue), chosen, texts)) for tongue in house.translated()]
    pairs = sorted({pair for _, respelt in found for pair in respelt.was.items()})
    for key, was in pairs:
        if respell.says_something_else(was, texts[key]):
            raise typer.BadParameter(f"{key} has another number or another fact than before", param_hint="FLOW/STEP")
    for tongue, respelt in found:
        if respelt.was:
            write(tongue, po.write(respelt.catalogue))
            typer.echo(f"{tongue.file}: {len(respelt.was)} carried over.")
    if not pairs:
        typer.echo("Nothing to carry over: every catalogue has these texts in today's English.")
        return
    who, path = by or saying.account(), house.locales / meanings.FILE
    new = [meanings.same(key, was, texts[key], because.strip(), who, today()) for key, was in pairs]
    path.write_bytes(meanings.write([*house.log, *new]))
    typer.echo(f"Noted in {saying.near(path)}. Then: helpline i18n update")


def _may_be_respelt(house: House, keys: tuple[str, ...], because: str) -> None:
    from bot.tongues.signatures import high_care

    if not because.strip():
        raise typer.BadParameter("say why, for whoever looks later", param_hint="--because")
    if not keys:
        raise typer.BadParameter("there is no text whose key begins so", param_hint="FLOW/STEP")
    if careful := sorted(high_care(house.bundle).intersection(keys)):
        told = f"{careful[0]} is about danger, consent or law, or is said everywhere: two people read it anew"
        raise typer.BadParameter(told, param_hint="FLOW/STEP")


# --- how far it is ------------------------------------------------------------------------------------------------


@i18n.command()
def status(codes: Codes = None, content: Content = None, as_json: AsJson = False) -> None:
    """Say for each language how much is translated and signed, what is stale, and what comes next."""
    from bot.tongues import status as found
    from bot.tongues.headers import english_name

    house = open_house(content)
    chosen_of(house, codes)
    told = list(found.standings(house, codes or ()))
    if as_json:
        saying.as_json(found.as_data(standing) for standing in told)
        return
    saying.table(found.HEADS, (found.as_row(standing) for standing in told))
    for standing in told:
        wanted = "; ".join(found.next_for(standing))
        if wanted:
            typer.echo(f"Next for {english_name(standing.tongue.code)}: {wanted}.")


@i18n.command()
def coverage(
    write: Annotated[bool, typer.Option("--write", help="Put it between its two marks in README.md.")] = False,
    page: Annotated[Path | None, typer.Option(help="Another page than README.md.")] = None,
    content: Content = None,
) -> None:
    """Print the table of topics and languages: what is translated, and what of that a speaker has signed."""
    from bot.page_parts import NoPlace
    from bot.settings import HOUSE
    from bot.tongues import coverage as tables
    from bot.tongues.status import standings

    made = tables.table(standings(open_house(content)))
    if not write:
        typer.echo(made)
        return
    path = page or HOUSE / "README.md"
    try:
        path.write_text(tables.PART.written(path.read_text("utf-8"), made), "utf-8")
    except (OSError, NoPlace) as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--page") from None
    typer.echo(f"{saying.near(path)} has the table of today.")


@i18n.command()
def check(codes: Codes = None, strict: Strict = False, content: Content = None, as_json: AsJson = False) -> None:
    """Show what is wrong in the catalogues, also in those of languages that are not served yet."""
    from dataclasses import asdict

    from bot.checks import summary

    house = open_house(content)
    faults = [fault for tongue in chosen_of(house, codes) for fault in _faults(house, tongue)]
    if as_json:
        saying.as_json(asdict(fault) for fault in faults)
    else:
        typer.echo("".join(fault.render() + "\n\n" for fault in faults) + summary(faults))
    raise typer.Exit(saying.verdict(faults, strict))


def _faults(house: House, tongue: Tongue) -> Iterable[Fault]:
    from bot.tongues.reviews import whole

    said = (house.bundle, tongue.language, tongue.file, tongue.source or b"")
    return whole(*said, house.glossary, house.meanings)[1]
