"""What a reviewer does by hand, for tests: no program of the house can."""

from __future__ import annotations

from collections.abc import Mapping

from bot.tongues.notes import fingerprint
from bot.tongues.po import Catalogue, Entry
from flows.engine.bundle import Bundle, load
from tests.flows.house import house_files

READERS = "reviewers: {ar: [reader_one, reader_two]}\n"


def with_reviewers() -> Bundle:
    """The house, where two people may sign the Arabic."""
    files = house_files()
    return load({**files, "teams.yaml": files["teams.yaml"] + READERS.encode()})


def signature(by: str, key: str, english: str, text: str) -> str:
    return f"reviewed: 2026-11-23 by {by} #{fingerprint(key, english, text)}"


def signed(entry: Entry, *by: str) -> Entry:
    """As if they had read it as it stands now."""
    entry.notes += [signature(name, entry.key, entry.english, entry.text) for name in by]
    return entry


def catalogue(*entries: Entry) -> Catalogue:
    return Catalogue("", {entry.key: entry for entry in entries})


def entries(texts: Mapping[str, str]) -> Catalogue:
    """Every text, with words that will do."""
    return catalogue(*(Entry(key, english, english, ["draft: machine"]) for key, english in texts.items()))
