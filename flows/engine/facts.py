"""A number, price, date or legal sentence, and who stands behind it until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flows.engine.model import Spot

KINDS = ("phone", "link", "money", "number", "date", "text", "place")
CONFIDENCE = ("A", "B", "C")
LONGEST_UNCHECKED = {"phone": 3}
"""Months between two checks; 6 for all kinds that are not named here."""

_UNKNOWN = Spot("facts.yaml", 1, 1)


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` is shown as it stands in every language; of kind text it is empty and `text` is the key to be translated.
    `cite` is the short human name of the source, `published` as the source gives it: 2021-05-06, 2026-04 or 2025."""

    name: str
    kind: str
    spot: Spot
    value: str
    text: str | None
    source: str
    cite: str
    published: str
    checked: date
    check_again: date
    checked_by: str
    confidence: str
    confirm: str | None = None  # text key: what must still be confirmed
    lines: tuple[str, ...] = ()  # of the collection of facts, as in 4.16
    changing: bool = False  # likely to have changed since it was published
    footer: bool = True
    desk: bool = False  # the desk works with it, or tells it in its report
    due: Spot = _UNKNOWN  # where check_again stands, and its line
    due_line: str = ""
    by: str = ""  # the answer that chooses among `variants`; what they show to all others stands in `value`
    variants: Mapping[str, str] = field(default_factory=dict)
    later: tuple[tuple[date, str], ...] = ()  # from a day on: another value, or of kind text the key of another text

    def on(self, day: date) -> str:
        """What holds on that day: a value, or of kind text a text key."""
        shown = self.text or self.value
        for since, instead in self.later:
            if since <= day:
                shown = instead
        return shown

    def shown_to(self, answer: object) -> str:
        return self.variants.get(answer, self.value) if isinstance(answer, str) else self.value

    @property
    def all_values(self) -> str:
        """To compare and to read: what everybody is shown, who is shown something else, and from when."""
        others = (f"{self.by} {one}: {shown}" for one, shown in self.variants.items() if shown != self.value)
        return "; ".join((self.value, *others, *(f"from {since}: {shown}" for since, shown in self.later)))

    def in_date(self, on: date) -> bool:
        return on < self.check_again


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        if last <= day.day:
            try:
                return date(year, month, last)
            except ValueError:
                continue  # this month is shorter
    raise AssertionError("every month has 28 days")
