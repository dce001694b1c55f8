"""Publishing: from files to what every bot serves. Says what would come of it; the one who types decides.

A draft is refused for any fault; its warnings are accepted by name; what is about safety needs a second person; and
nothing is overwritten that its author has not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot import content
from bot.checks import examine
from bot.ledger import releases
from bot.ledger.releases import Release
from bot.ledger.standing import in_words
from flows.engine.changes import Change, Edition, careful, changes
from flows.engine.fault import Fault, Faulty
from flows.engine.model import Place

PREPARED_FOR = 7 * 86_400
"""Seconds in which a second person can agree to what was prepared; then it is prepared anew."""


class Refused(Exception):
    """Nothing was published, why, and what to do."""


class Overtaken(Exception):
    """Something else is served than a moment ago."""


@dataclass(frozen=True, slots=True)
class Office:
    """Where publishing is done: the ledger, the time, and how many conversations stand at which step."""

    engine: Engine
    now: Callable[[], datetime]
    standing: Callable[[], Mapping[Place, int]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft that could be published, and what people would see otherwise than on `current`."""

    files: Mapping[str, bytes]
    bundle: str
    current: Release | None
    changes: tuple[Change, ...]
    stand: Mapping[Place, int]
    warnings: tuple[Fault, ...]

    @property
    def care(self) -> tuple[str, ...]:
        return careful(self.changes)

    def report(self, accepted: Iterable[str]) -> dict[str, Any]:
        return {
            "warnings": [fault.render() for fault in self.warnings],
            "accepted": sorted(accepted),
            "changes": [self.told(change) for change in self.changes],
        }

    def told(self, change: Change) -> dict[str, Any]:
        """In words, with how many stand there now where anybody can."""
        stand = in_words(self.stand.get(change.step, 0)) if change.step else ""
        said = {name: value for name, value in asdict(change).items() if name != "step"}
        return {**said, "step": ".".join(filter(None, change.step or ())), "stand_there": stand}


# --- looking -----------------------------------------------------------------------------------------------------


def served(db: Connection) -> tuple[Release | None, Edition | None]:
    """What is published, opened. One that is spoiled is nothing to compare with: that is said, not passed over."""
    current = releases.newest(db)
    if current is None:
        return None, None
    return current, opened(db, current.bundle)


def opened(db: Connection, bundle: str) -> Edition:
    try:
        return content.open_files(releases.files(db, bundle))
    except (releases.Spoiled, Faulty) as wrong:
        raise Refused(
            f"The bundle {bundle[:6]} in the database cannot be used ({type(wrong).__name__}): it was changed after it "
            "was published. Bots go on serving the last one that is whole. Make an earlier one current: helpline "
            "rollback ID --because …"
        ) from wrong


def propose(office: Office, files: Mapping[str, bytes], there: frozenset[str] | None = None) -> Proposal:
    """Raises `Faulty` with every fault, or `Refused`. `there`: all files of the folder that it comes from."""
    with office.engine.begin() as db:
        current, published = served(db)
    draft, warnings = examine(files, published, office.now().date(), there)
    found = changes(published, draft)
    stand = office.standing() if any(change.step for change in found) else {}
    return Proposal(files, draft.bundle.id, current, found, stand, warnings)


# --- deciding ----------------------------------------------------------------------------------------------------


def based(office: Office, proposal: Proposal, on: str) -> None:
    """Whoever made the draft must have had before them what is published now. `on`: the bundle it was taken from."""
    current = proposal.current
    if current is None or (on and current.bundle.startswith(on)):
        return
    with office.engine.begin() as db:
        told = releases.history(db)
    pending = next((it for it in told if it.act == "prepared" and on and it.bundle.startswith(on)), None)
    if pending is not None and pending.based_on == current.bundle:
        return  # the author's own last draft, which nobody has approved: this one takes its place
    raise Refused("\n".join(_overtaken(told, current, on)))


def _overtaken(told: list[Release], current: Release, on: str) -> Iterator[str]:
    if not on:
        yield f"This folder does not say which bundle it was taken from, and {current.short} is published."
        yield "Look with --dry-run at what it would change. If all of that is yours: publish --from " + current.short
        return
    yield f"Your folder was taken from {on[:6]}, but {current.short} is published now. Nothing was overwritten."
    seen = next((release.seq for release in told if release.bundle.startswith(on)), 0)
    for release in reversed([it for it in told if it.seq > seen and it.act in releases.SERVES]):
        yield f"  {release.short} {release.act} by {release.by}: {release.why}"
        for change in (release.report or {}).get("changes", ()):
            yield f"    {change['where']}: {change['sentence']}"
    yield f"Bring that into your folder (helpline bundles {current.short} --into FOLDER writes it out), then publish it"
    yield f"with --from {current.short}."


def unaccepted(proposal: Proposal, accepted: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({fault.code for fault in proposal.warnings} - set(accepted)))


def not_accepted(codes: Iterable[str]) -> str:
    named = " ".join(f"--accept {code}" for code in codes)
    return f"The check warns, and nobody has accepted it. Nothing was published. If it may stay so: {named}"


def publish(
    office: Office, proposal: Proposal, *, by: str, why: str, accepted: Iterable[str] = (), urgent: bool = False
) -> Release:
    """Live at once; or, where it is about safety, prepared for a second person."""
    missing = unaccepted(proposal, accepted)
    if missing:
        raise Refused(not_accepted(missing))
    act = "prepared" if proposal.care else "published"
    return _add(
        office, proposal, Release(0, act, "", None, 0, by, why, urgent=urgent, report=proposal.report(accepted))
    )


def approve(office: Office, bundle: str, by: str, why: str = "") -> tuple[Release, Proposal]:
    """A second person makes live what another one has prepared."""
    waits, proposal = prepared(office, bundle, by)
    release = replace(waits, act="published", by=by, also_by=waits.by, why=why or waits.why)
    return _add(office, proposal, release), proposal


def prepared(office: Office, bundle: str, by: str) -> tuple[Release, Proposal]:
    """What waits for a second person, examined again as if it were new."""
    with office.engine.begin() as db:
        found = next((it for it in releases.history(db) if it.bundle.startswith(bundle)), None)
        if found is None or found.act != "prepared":
            raise Refused(f"Nothing called {bundle} waits for a second person. helpline bundles lists what there is.")
        files = releases.files(db, found.bundle)
    proposal = propose(office, files)
    _may_approve(found, proposal, by, int(office.now().timestamp()))
    return found, proposal


def _may_approve(waits: Release, proposal: Proposal, by: str, moment: int) -> None:
    if by.strip().casefold() == waits.by.strip().casefold():
        raise Refused(f"{waits.by} has prepared it. It is about safety: somebody else has to look at it.")
    if waits.based_on != (proposal.current.bundle if proposal.current else None):
        now = proposal.current.short if proposal.current else "nothing"
        raise Refused(
            f"Since it was prepared {now} was published. Nothing was overwritten; prepare it again from there."
        )
    if moment - waits.at > PREPARED_FOR:
        raise Refused("It was prepared more than 7 days ago. Prepare it again, so that both look at the same thing.")


def rollback(office: Office, bundle: str, *, by: str, why: str) -> tuple[Release, Proposal]:
    """An earlier bundle, whole, facts too. One person is enough: two have agreed to it when it was published, and an
    emergency does not wait. What it replaces is withdrawn: nobody stays there."""
    with office.engine.begin() as db:
        current, _ = _whatever_is_served(db)
        told = [it for it in releases.history(db) if it.act in releases.SERVES]
        target = next(
            (it for it in told if current and it.bundle != current.bundle and it.bundle.startswith(bundle)), None
        )
        if target is None:
            raise Refused(
                f"There is no earlier bundle{f' called {bundle}' if bundle else ''} to go back to, and nothing was "
                "changed. helpline bundles lists what was served."
            )
        edition = opened(db, target.bundle)
        files = releases.files(db, target.bundle)
        published = _whatever_is_served(db)[1]
    found = changes(published, edition) if published else ()
    proposal = Proposal(files, target.bundle, current, found, {}, ())
    return _add(office, proposal, Release(0, "rolled back", "", None, 0, by, why, urgent=True)), proposal


def _whatever_is_served(db: Connection) -> tuple[Release | None, Edition | None]:
    """Also one that cannot be opened can be rolled back: that may be why."""
    try:
        return served(db)
    except Refused:
        return releases.newest(db), None


def _add(office: Office, proposal: Proposal, release: Release) -> Release:
    moment = int(office.now().timestamp())
    current = proposal.current
    try:
        with office.engine.begin() as db:
            there = releases.newest(db)
            if (there.seq if there else 0) != (current.seq if current else 0):
                raise Overtaken
            bundle = releases.keep(db, proposal.files, moment)
            made = replace(
                release, seq=releases.next_seq(db), bundle=bundle, at=moment,
                based_on=current.bundle if current else None,
            )  # fmt: skip
            releases.add(db, made)
    except (IntegrityError, Overtaken):
        raise Refused(
            "Somebody else published at this moment. Theirs is served, yours is not, and nothing was overwritten. "
            "Try again: you will be told what they changed."
        ) from None
    return made
