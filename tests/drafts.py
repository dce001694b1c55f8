"""Drafts of the house's content, and an office in which they are published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from bot import content, publishing
from bot.ledger.releases import Release
from bot.publishing import Office, Proposal
from flows.engine.model import Place
from tests.flows import first
from tests.flows.first import CONTENT
from tests.room import Hand

PASSPORT, FACTS, DANGER = "flows/passport-kept.yaml", "facts.yaml", "flows/urgent-danger.yaml"
ASKED, OTHERWISE = "Who has your passport now?", "Where is your passport now?"


@cache
def house() -> Mapping[str, bytes]:
    return content.gather(CONTENT)


@cache
def first_house() -> Mapping[str, bytes]:
    """The house as it first stood, with its catalogues."""
    return {**{name: text for name, text in house().items() if name.startswith("locales/")}, **first.house_files()}


def draft(*edits: tuple[str, str, str], of: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The house's content with things written otherwise: (file, old, new). What is replaced must stand there."""
    files = dict(of or house())
    for file, old, new in edits:
        text = files[file].decode()
        assert old in text, f"{old!r} is not in {file}"
        files[file] = text.replace(old, new).encode()
    return files


def another_question() -> dict[str, bytes]:
    """Nothing about safety."""
    return draft((PASSPORT, ASKED, OTHERWISE))


def another_number() -> dict[str, bytes]:
    return draft((FACTS, "value: 08000 121 700", "value: 08000 121 701"))


def office(engine: Engine, clock: Hand, stand: Mapping[Place, int] | None = None) -> Office:
    return Office(engine, clock.now, lambda: stand or {})


def published(at: Office, files: Mapping[str, bytes], *, urgent: bool = False, by: str = "ana") -> Release:
    """Live, by one or by two."""
    proposal = publishing.propose(at, files)
    release = publishing.publish(at, proposal, by=by, why="a reason", urgent=urgent)
    if release.act == "prepared":
        release, _ = publishing.approve(at, release.short, "ben")
    return release


def proposal(at: Office, files: Mapping[str, bytes]) -> Proposal:
    return publishing.propose(at, files)


def lasting(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same content with every fact checked today: commands ask the machine what day it is."""
    today = datetime.now(UTC).date()
    facts = re.sub(rb"\bchecked: [0-9-]{10}", f"checked: {today}".encode(), files[FACTS])
    facts = re.sub(rb"check_again: [0-9-]{10}", f"check_again: {today + timedelta(days=80)}".encode(), facts)
    return {**files, FACTS: facts}


def write(files: Mapping[str, bytes], folder: Path) -> Path:
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source)
    return folder
