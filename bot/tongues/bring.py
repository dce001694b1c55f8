"""What translators send back, a sheet or a catalogue, taken into the catalogue of the house. Pure.

Each text goes through the gates on its own: one wrong line must not cost somebody an evening of work. What is refused
is told with its place and stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.tongues import gates, notes, po
from bot.tongues.gates import Translated
from bot.tongues.glossary import Glossary
from bot.tongues.po import FUZZY, Catalogue, Entry
from bot.tongues.sheet import Row
from flows.engine.bundle import Bundle
from flows.engine.draft import Language
from flows.engine.model import Spot


@dataclass(frozen=True, slots=True)
class Refused:
    """`number`: of its row, or of its line."""

    number: int
    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Brought:
    catalogue: Catalogue
    taken: tuple[str, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who brings it, into which language, on which day."""

    bundle: Bundle
    language: Language
    glossary: Glossary
    by: str
    today: date


def language_of(source: bytes) -> str:
    """As the first entry of a catalogue says. Raises `po.Unreadable`."""
    return str(po.parsed(source).locale_identifier or "").replace("_", "-")


def rows(source: bytes) -> Iterator[Row]:
    """Of a catalogue that comes back from an editor. Raises `po.Unreadable`. What is fuzzy there is not finished."""
    for message in po.parsed(source).all:
        if isinstance(message.id, str) and message.id and isinstance(message.string, str) and not message.fuzzy:
            yield Row(message.lineno or 0, message.context or "", message.id, message.string.strip(), still_right=True)


def bring(desk: Desk, catalogue: Catalogue, rows: Iterable[Row]) -> Brought:
    entries, taken, refused = dict(catalogue.entries), list[str](), list[Refused]()
    for row in rows:
        entry = entries.get(row.key)
        if not row.translation or (entry is not None and _as_it_is(entry, row)):
            continue
        why = _refused(desk, entry, row)
        if entry is None or why:
            refused.append(Refused(row.number, row.key, why))
        else:
            entries[row.key] = _made_anew(desk, entry, row.translation)
            taken.append(row.key)
    return Brought(replace(catalogue, entries=entries), tuple(taken), tuple(refused))


def _as_it_is(entry: Entry, row: Row) -> bool:
    """Nobody has touched it; or somebody has, and says that it is still right."""
    return entry.text.strip() == row.translation and not (row.still_right and (entry.fuzzy or entry.was))


def _refused(desk: Desk, entry: Entry | None, row: Row) -> str:
    written = desk.bundle.written.get(row.key)
    if written is None:
        return "there is no such text any more"
    if row.english.strip() != written.text:
        return "the English has changed since the sheet was made; export it anew and look at this text again"
    if entry is None or entry.english != written.text:
        return "the catalogue is older than the English; run helpline i18n update first"
    text = Translated(desk.language, written, row.translation, Spot("", row.number, 1), "")
    for fault in gates.wrong(desk.bundle, text):
        return f"{fault.code}: {fault.sentence} {fault.fix}"
    for term in desk.glossary.terms_in(written.text):
        word = term.forbidden_in(desk.language.code, row.translation)
        if word:
            agreed = term.use.get(desk.language.code, "")
            return f'T015: "{word}" must not stand for "{term.english}". Write "{agreed}".'
    return ""


def _made_anew(desk: Desk, entry: Entry, text: str) -> Entry:
    """Whoever brings it stands above it as its maker; earlier signatures were for other words."""
    own = [*notes.as_it_is_made(entry.notes), notes.made_by(desk.by, desk.today)]
    return replace(entry, text=text, notes=own, flags=entry.flags - {FUZZY}, was="")
