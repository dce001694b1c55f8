"""desk.yaml: offices with their hours, bank holidays, and the ladder of an alert."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from flows.engine import grammar_files as grammar
from flows.engine.draft import Draft
from flows.engine.form import Filled, named_blocks
from flows.engine.offices import BankHolidays, DeskFile, Hours, Office
from flows.engine.read import Node, Page, Text

_SPAN = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9]) ?- ?([01][0-9]|2[0-4]):([0-5][0-9])\Z")
_MIDNIGHT = 1440
_HOW = "Write it as in 09:00-17:00 or 09:00-12:00, 13:00-17:00, or closed."


def desk(draft: Draft, page: Page, file: Filled) -> None:
    read = _each(page, file, "offices")
    offices = tuple(_office(draft, page, name, each) for name, each in read.items())
    holidays = {name: _holidays(page, name, each) for name, each in _each(page, file, "bank_holidays").items()}
    ladders = {name: _ladder(page, each) for name, each in _each(page, file, "ladders").items()}
    for office in offices:
        nation = read[office.name].text("nation") if office.nation and office.nation not in holidays else None
        if nation is not None:
            sentence = f'Nothing stands under bank_holidays: for "{office.nation}", so the desk would be open on them.'
            page.fault("F022", nation, sentence, f"Add {office.nation}: under bank_holidays:, with its source.")
    draft.desk = DeskFile(offices, holidays, ladders)


def _each(page: Page, file: Filled, key: str) -> Mapping[str, Filled]:
    block, known = file.block_of(key), file.form.keys[key]
    return named_blocks(page, block, known, known.form) if block and known.form else {}


def _office(draft: Draft, page: Page, name: str, filled: Filled) -> Office:
    week = filled.block_of("hours")
    days = filled.block_of("days")
    inner = Filled(page, week, grammar.WEEK, at=filled.key("hours")) if week else None
    return Office(
        name,
        tuple(draft.mention("case team", page, node) for node in filled.names("teams")),
        filled.one_of("zone", "a zone that is known here"),
        {nth: hours(page, inner.text(day)) for nth, day in enumerate(grammar.WEEKDAYS)} if inner else None,
        {day: hours(page, _said(page, days.keys[key], node)) for key, node in days.entries.items()
         if (day := _day(page, days.keys[key])) is not None} if days else {},
        filled.one_of("nation", "a nation with bank holidays of its own") if filled.has("nation") else "",
        frozenset(node.text for node in filled.names("languages")),
        filled.flag("words_wait", True),
    )  # fmt: skip


def hours(page: Page, node: Text | None) -> Hours:
    """`09:00-12:00, 13:00-17:00`, in order and not overlapping. Nothing, and `closed`: none."""
    if node is None or node.text.strip() == "closed":
        return ()
    found: list[tuple[int, int]] = []
    for part in node.text.split(","):
        span = _SPAN.match(part.strip())
        if span is None:
            page.fault("F006", node, f'"{part.strip()}" is not a time from and until.', _HOW)
            return ()
        opens, closes = (60 * int(span[nth]) + int(span[nth + 1]) for nth in (1, 3))
        if closes > _MIDNIGHT or opens >= closes:
            sentence = f'"{part.strip()}" ends before it begins; the desk would never be open.'
            page.fault("F053", node, sentence, "Let it end at 24:00, and write the rest under the next day.")
            return ()
        if found and opens < found[-1][1]:
            sentence = f'"{part.strip()}" begins before the hours in front of it end.'
            page.fault("F053", node, sentence, "Write the hours of a day in their order, each minute once.")
            return ()
        found.append((opens, closes))
    return tuple(found)


def _said(page: Page, key: Text, node: Node) -> Text | None:
    if isinstance(node, Text) and not node.empty:
        return node
    page.fault("F005", key, f"After {key.text}: its hours must stand.", _HOW)
    return None


def _day(page: Page, node: Text) -> date | None:
    try:
        return date.fromisoformat(node.text) if len(node.text) == 10 else date.fromisoformat("")
    except ValueError:
        page.fault("F006", node, f'"{node.text}" is not a day.', "Write year-month-day, as in 2026-11-23.")
        return None


def _holidays(page: Page, name: str, filled: Filled) -> BankHolidays:
    filled.text("source")
    named = filled.names("days")
    days = frozenset(day for node in named if (day := _day(page, node)) is not None)
    looked_at = filled.day("looked_at")
    if days and not filled.has("looked_at"):
        sentence = f'Bank holidays of "{name}" stand here, and nobody says when they were looked up.'
        page.fault("F005", filled.at, sentence, "Add looked_at: with the day on which they were.")
    spot = filled.at.spot
    return BankHolidays(name, days, looked_at, spot, page.lines[spot.line - 1])


def _ladder(page: Page, filled: Filled) -> Mapping[str, int]:
    """Each rung later than the one before it: else two would be tried at once, and one for nothing."""
    found: dict[str, int] = {}
    last = -1
    for rung in grammar.RUNGS:
        minutes = filled.count(rung, 0, grammar.LONGEST_LADDER)
        if minutes is None:
            continue
        if minutes <= last:
            sentence = f'"{rung}" would be tried before, or together with, the rung in front of it.'
            page.fault("F054", filled.key(rung), sentence, "Give each rung more minutes than the one before it.")
        last = found[rung] = minutes
    again = filled.count("again", grammar.SHORTEST_AGAIN, grammar.LONGEST_LADDER)
    return found if again is None else {**found, "again": again}
