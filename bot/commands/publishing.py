"""What an admin does with a draft that is ready: publish it, agree to another's, go back, see what there was."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import proposals, saying
from bot.commands.saying import AsJson, Content, content_root

if TYPE_CHECKING:
    from bot.ledger.releases import Release
    from bot.publishing import Office

TAKEN_FROM = ".published"
"""Beside the content: the bundle that this folder was taken from. It is committed with the content."""

By = Annotated[str, typer.Option(help="Who does it; else the account on this machine.")]
Because = Annotated[str, typer.Option(help="Why, for whoever looks later.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show all of it and change nothing.")]
Accept = Annotated[list[str] | None, typer.Option(help="A warning that may stay, by its code. As often as needed.")]
From = Annotated[str, typer.Option("--from", help="The bundle that the draft was made from; else the folder says it.")]
Approve = Annotated[str, typer.Option(metavar="ID", help="Make live what somebody else has prepared.")]
Urgent = Annotated[bool, typer.Option("--urgent", help="Withdraw what is served now: nobody's visit stays on it.")]
Into = Annotated[Path | None, typer.Option(help="Write the files of bundle ID to this new folder.")]


def add_to(app: typer.Typer) -> None:
    app.command()(publish)
    app.command()(rollback)
    app.command()(bundles)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed."""

    by: str
    because: str
    dry_run: bool
    as_json: bool
    accept: tuple[str, ...] = ()
    taken_from: str = ""
    urgent: bool = False


def publish(
    because: Because = "",
    by: By = "",
    accept: Accept = None,
    taken_from: From = "",
    approve: Approve = "",
    urgent: Urgent = False,
    dry_run: DryRun = False,
    content: Content = None,
    as_json: AsJson = False,
) -> None:
    """Make the content what every running bot serves. What is about safety waits for a second person."""
    asked = Asked(_who(by), because.strip(), dry_run, as_json, tuple(accept or ()), taken_from, urgent)
    if not (asked.because or approve or dry_run):
        raise typer.BadParameter("say why, for whoever looks later", param_hint="--because")
    with _office(as_json) as office:
        if approve:
            _approve(office, approve, asked)
        else:
            _publish(office, content_root(content), asked)


def rollback(
    bundle: Annotated[str, typer.Argument(metavar="[ID]", help="An earlier bundle; else the one before.")] = "",
    because: Because = "",
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Make an earlier bundle current again, whole, at once. One person is enough: an emergency does not wait."""
    if not because.strip():
        raise typer.BadParameter("say why, for whoever looks later", param_hint="--because")
    with _office(as_json) as office:
        from bot import publishing

        release, proposal = publishing.rollback(office, bundle, by=_who(by), why=because.strip())
        proposals.show(proposal, as_json, release=release)


def bundles(
    bundle: Annotated[str, typer.Argument(metavar="[ID]", help="Only this one, with what it changed.")] = "",
    into: Into = None,
    as_json: AsJson = False,
) -> None:
    """List what was prepared, published and rolled back, the last one first."""
    from bot.ledger import releases

    with saying.ledger() as engine, engine.connect() as db:
        served, told = releases.newest(db), releases.history(db)
        found = [release for release in told if release.bundle.startswith(bundle)]
        if bundle and not found:
            raise typer.BadParameter("there is no such bundle", param_hint="ID")
        if into is not None:
            _write_out(releases.files(db, found[0].bundle) if bundle else {}, found[0], into)
    proposals.history(found, served, as_json, whole=bool(bundle))


# --- doing it ----------------------------------------------------------------------------------------------------


def _publish(office: Office, root: Path, asked: Asked) -> None:
    from bot import content, publishing

    proposal = publishing.propose(office, content.gather(root), content.there(root))
    if proposal.current is not None and proposal.bundle == proposal.current.bundle:
        proposals.show(proposal, asked.as_json)
        return
    note = root / TAKEN_FROM
    on = asked.taken_from or (note.read_text("utf-8").strip() if note.exists() else "")
    try:
        publishing.based(office, proposal, on)
        if missing := publishing.unaccepted(proposal, asked.accept):
            raise publishing.Refused(publishing.not_accepted(missing))
    except publishing.Refused as why:
        proposals.show(proposal, asked.as_json, refused=str(why))
        raise typer.Exit(1) from None
    if asked.dry_run:
        proposals.show(proposal, asked.as_json)
        return
    release = publishing.publish(
        office, proposal, by=asked.by, why=asked.because, accepted=asked.accept, urgent=asked.urgent
    )
    proposals.show(proposal, asked.as_json, release=release)
    try:
        note.write_text(release.bundle + "\n", "utf-8")
    except OSError:
        typer.echo(f"Only {note} could not be written. Next time: helpline publish --from {release.short} …", err=True)


def _approve(office: Office, bundle: str, asked: Asked) -> None:
    from bot import publishing

    if asked.dry_run:
        proposals.show(publishing.prepared(office, bundle, asked.by)[1], asked.as_json)
        return
    release, proposal = publishing.approve(office, bundle, asked.by, asked.because)
    proposals.show(proposal, asked.as_json, release=release)


def _write_out(files: dict[str, bytes], release: Release, into: Path) -> None:
    if not files or into.exists():
        raise typer.BadParameter("name one bundle by its ID, and a folder that is not there yet", param_hint="--into")
    for name, source in files.items():
        path = into / name
        if not path.resolve().is_relative_to(into.resolve()):
            raise typer.BadParameter(f"the bundle has a file outside of its folder: {name}", param_hint="ID")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source)
    (into / TAKEN_FROM).write_text(release.bundle + "\n", "utf-8")


@contextlib.contextmanager
def _office(as_json: bool) -> Iterator[Office]:
    """The ledger, opened; what it refuses is told, and nothing was changed."""
    found = saying.stores()

    from bot import office as offices
    from bot import publishing
    from flows.engine.fault import Faulty

    with offices.office(found) as office:
        try:
            yield office
        except Faulty as wrong:
            proposals.faulty(wrong.faults, as_json)
            raise typer.Exit(1) from None
        except publishing.Refused as why:
            proposals.refused(str(why), as_json)
            raise typer.Exit(1) from None


def _who(by: str) -> str:
    return (by.strip() or saying.account())[:64]
