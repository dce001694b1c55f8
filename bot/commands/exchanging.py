"""What goes to translators and comes back from them, and what a reviewer needs to sign by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.catalogues import Code, Keys, catalogue_of, chosen_of, open_house, today, write
from bot.commands.saying import Content, near

if TYPE_CHECKING:
    from bot.tongues.sheet import Row

XLIFF = (".xlf", ".xliff")


def add_to(i18n: typer.Typer) -> None:
    i18n.command()(export)
    i18n.command("import")(bring_in)
    i18n.command()(fingerprint)


def export(
    code: Code,
    out: Annotated[Path | None, typer.Option(help="The file to write, .csv or .xlf; else CODE.csv here.")] = None,
    content: Content = None,
) -> None:
    """Write a sheet (CSV) or a file for translators' programs (XLIFF), in the order in which texts should be taken."""
    from bot.tongues import sheet, xliff
    from bot.tongues.status import verdicts
    from bot.tongues.topics import topics

    house = open_house(content)
    [tongue] = chosen_of(house, [code])
    by_topic = (key for keys in topics(house.bundle).values() for key in keys)
    order = dict.fromkeys((*by_topic, *house.bundle.written))
    path = out or Path(f"{code}.csv")
    form = xliff if path.suffix in XLIFF else sheet
    states = verdicts(house, tongue)
    path.write_bytes(form.export(house.bundle, code, catalogue_of(tongue), states, house.glossary, order))
    where = "the targets are" if form is xliff else f"the column “{sheet.column(code)}” is"
    typer.echo(f"{near(path)}: {len(order)} texts. Only {where} written in.")


def bring_in(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What was exported, or a PO file.")],
    by: Annotated[str, typer.Option(help="Who has translated it: the name that stands above each text.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be taken and change nothing.")] = False,
    content: Content = None,
) -> None:
    """Take what a translator sends back: each text through the gates, with the name of who made it. Signs nothing."""
    from bot.tongues import po
    from bot.tongues.bring import Desk, bring

    house = open_house(content)
    code, rows = _read(file)
    [tongue] = chosen_of(house, [code])
    desk = Desk(house.bundle, tongue.language, house.glossary, _name(by), today())
    brought = bring(desk, catalogue_of(tongue), rows)
    for refused in brought.refused:
        typer.echo(f"{file}:{refused.number}: {refused.key} stays as it was: {refused.why}")
    if brought.taken and not dry_run:
        write(tongue, po.write(brought.catalogue))
    would = "would be taken" if dry_run else "taken"
    typer.echo(f"{tongue.file}: {len(brought.taken)} texts {would}, {len(brought.refused)} refused.")
    raise typer.Exit(1 if brought.refused else 0)


def _read(file: Path) -> tuple[str, list[Row]]:
    """The language that it is in, and its texts."""
    from bot.tongues import bring, po, sheet, xliff

    source = file.read_bytes()
    form = bring if file.suffix == ".po" else xliff if file.suffix in XLIFF else sheet
    try:
        return form.language_of(source), list(form.rows(source))
    except (sheet.NotASheet, po.Unreadable) as wrong:
        raise typer.BadParameter(str(wrong), param_hint="FILE") from None


def _name(by: str) -> str:
    from flows.engine.grammar import NAME

    if not NAME.match(by):
        told = "small letters, digits, - and _, as it stands in teams.yaml for those who also review"
        raise typer.BadParameter(f"write a name of {told}", param_hint="--by")
    return by


def fingerprint(code: Code, keys: Keys, content: Content = None) -> None:
    """Print texts with their translations and the fingerprint that a reviewer writes into her signature, by hand."""
    from bot.tongues import notes, respell

    house = open_house(content)
    [tongue] = chosen_of(house, [code])
    found = catalogue_of(tongue).entries
    chosen = [key for key in respell.named(house.bundle.texts, keys) if key in found and not found[key].empty]
    if not chosen:
        raise typer.BadParameter("there is no translation whose key begins so", param_hint="FLOW/STEP")
    for key in chosen:
        entry = found[key]
        typer.echo(f"{key}\n  English      {entry.english}\n  translation  {entry.text}")
        mark = notes.fingerprint(key, entry.english, entry.text)
        if entry.fuzzy or entry.was or entry.english != house.bundle.texts[key]:
            mark = "none: it is not finished, or its English has changed"
        typer.echo(f"  fingerprint  {mark}\n")
    typer.echo("How to sign: docs/translating.md. No program signs for you.")
