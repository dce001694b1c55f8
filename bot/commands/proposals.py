"""A draft beside what is published, shown to the admin: for people in words, for programs as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import saying

if TYPE_CHECKING:
    from bot.ledger.releases import Release
    from bot.publishing import Proposal
    from flows.engine.fault import Fault

_WIDTH = 100


def show(proposal: Proposal, as_json: bool, *, release: Release | None = None, refused: str = "") -> None:
    """What people would see otherwise, and what became of it."""
    if as_json:
        saying.one_as_json(_as_data(proposal, release, refused))
        return
    for fault in proposal.warnings:
        typer.echo(fault.render() + "\n")
    for line in _lines(proposal):
        typer.echo(line)
    if refused:
        typer.echo(f"\n{refused}", err=True)
    else:
        typer.echo(f"\n{_outcome(proposal, release)}")


def faulty(faults: Iterable[Fault], as_json: bool) -> None:
    told = list(faults)
    if as_json:
        saying.one_as_json({"act": "refused", "faults": [asdict(fault) for fault in told]})
        return
    typer.echo("".join(fault.render() + "\n\n" for fault in told), nl=False)
    typer.echo(f"{len(told)} to put right. Nothing was published; what people see has not changed.", err=True)


def refused(why: str, as_json: bool) -> None:
    if as_json:
        saying.one_as_json({"act": "refused", "why": why})
    else:
        typer.echo(why, err=True)


def history(told: Sequence[Release], served: Release | None, as_json: bool, *, whole: bool) -> None:
    if as_json:
        saying.as_json({**asdict(release), "served": release == served} for release in told)
        return
    if not told:
        typer.echo("Nothing is published yet.")
        return
    rows = [
        ("served" if release == served else "", release.short, release.act, _day(release.at), _people(release),
         release.why)
        for release in told
    ]  # fmt: skip
    saying.table(("", "bundle", "act", "when (UTC)", "who", "because"), rows)
    for release in told if whole else ():
        for change in (release.report or {}).get("changes", ()):
            typer.echo("\n".join(_change(change)))


# --- in words ----------------------------------------------------------------------------------------------------


def _lines(proposal: Proposal) -> Iterator[str]:
    current = proposal.current
    yield f"{proposal.bundle[:6]}, beside {f'{current.short} by {current.by}' if current else 'nothing yet'}."
    if current is not None and not proposal.changes:
        yield "Nobody would see anything otherwise."
    for change in proposal.changes:
        yield from _change(proposal.told(change))


def _change(told: Mapping[str, Any]) -> Iterator[str]:
    stand = f"  ({told['stand_there']} stand here now)" if told["stand_there"] else ""
    yield f"\n{told['where']}: {told['sentence']}{stand}"
    for word, text in (("was", told["before"]), ("now", told["after"])):
        if text:
            yield textwrap.fill(" ".join(text.split()), _WIDTH, initial_indent=f"  {word}: ", subsequent_indent=" " * 7)
    if told["care"]:
        yield f"  a second person must look: {told['care']}"


def _outcome(proposal: Proposal, release: Release | None) -> str:
    short = proposal.bundle[:6]
    if proposal.current is not None and proposal.bundle == proposal.current.bundle:
        return f"{short} is what is published. Nothing has changed since, and nothing was done."
    if release is None:
        what = "be prepared for a second person" if proposal.care else "be published"
        return f"Nothing was done. Without --dry-run {short} would {what}."
    if release.act == "prepared":
        return (
            f"{short} is prepared, and nobody sees it yet. It is about safety: somebody else looks at it and types\n"
            f"  helpline publish --approve {short} --by NAME"
        )
    return f"{short} is {release.act}. Running bots have it within two seconds; helpline rollback takes it back."


def _as_data(proposal: Proposal, release: Release | None, why: str) -> dict[str, Any]:
    same = proposal.current is not None and proposal.bundle == proposal.current.bundle
    nothing = "nothing to do" if same else "dry run"
    return {
        "act": "refused" if why else release.act if release else nothing,
        "why": why,
        "bundle": proposal.bundle,
        "from": proposal.current.bundle if proposal.current else None,
        "second_person": list(proposal.care),
        **proposal.report(()),
        "accepted": (release.report or {}).get("accepted", []) if release else [],
    }


def _people(release: Release) -> str:
    return f"{release.also_by}, then {release.by}" if release.also_by else release.by


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"
