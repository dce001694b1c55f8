"""The report on capacity: what the desk has counted, as far as it can be published, in words and as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from bot.to_staff import language_name
from bot.words import Words
from flows.engine.bundle import Bundle
from handoff.referral.measures import NOT_KNOWN, measures
from handoff.statistics import Counted, Line, published, within

_FIRST_MONDAY = date(1969, 12, 29)  # of week 0


def monday(week: int) -> date:
    return _FIRST_MONDAY + timedelta(weeks=week)


def week(day: date) -> int:
    return (day - _FIRST_MONDAY).days // 7


WHAT: Mapping[str, str] = {
    "accepted": "A First Responder said yes",
    "not-accepted": "A First Responder was asked, and no yes came of it",
    "sent": "Referrals sent",
    "rg": "Reasonable-grounds decisions",
    "cg": "Conclusive-grounds decisions",
    "asked-again": "Reconsiderations asked for",
    "looked-again": "Decisions looked at again",
}
SPLITS: Mapping[tuple[str, str], str] = {
    ("accepted", "days"): "days from the first contact until the yes",
    ("accepted", "tries"): "First Responders asked for one person",
    ("accepted", "language"): "language of the person",
    ("not-accepted", "reason"): "what they said",
    ("sent", "days"): "days from the yes until it was sent",
    ("sent", "hours"): "hours of work until it was sent",
    ("rg", "outcome"): "outcome",
    ("rg", "days"): "days from sending until the decision",
    ("rg", "target"): "within the time that is aimed at",
    ("cg", "outcome"): "outcome",
    ("cg", "days"): "days from the first decision until this one",
    ("asked-again", "in-time"): "within the time for it",
    ("asked-again", "ground"): "ground",
    ("looked-again", "outcome"): "outcome",
}
_VALUES: Mapping[str, str] = {
    NOT_KNOWN: "not known", "closed-intake": "nobody is taken now", "waiting-list": "waiting list",
    "outside-remit": "outside the remit", "no-interpreter": "no interpreter", "told-elsewhere": "told to go elsewhere",
    "other": "another reason", "no-answer": "no answer", "withdrawn": "taken back by the desk", "in-time": "in time",
    "same": "not changed", "evidence": "new evidence", "guidance": "guidance not followed",
}  # fmt: skip


def in_words(line: Line) -> str:
    """The values of a line as people read them; of several, all."""
    if not line.split:
        return "all"
    if line.split == "language":
        named = [language_name(each) for each in line.values]
    else:
        named = _joined([_VALUES.get(each, each) for each in line.values])
    return " or ".join(named) if len(named) < MOST_NAMED else "all others"


MOST_NAMED = 6
_STEP = re.compile(r"(\d+)(?:-(\d+)|(\+))?\Z")


def _joined(values: Sequence[str]) -> list[str]:
    """Steps that follow each other, as one: 0-6, 7-13 and 14-27 are 0-27."""
    found: list[str] = []
    for value in values:
        before = _STEP.match(found[-1]) if found else None
        step = _STEP.match(value)
        if before and step and int(before[2] or before[1]) + 1 == int(step[1]):
            found[-1] = f"{before[1]}+" if step[3] else f"{before[1]}-{step[2] or step[1]}"
        else:
            found.append(value)
    return found


@dataclass(frozen=True, slots=True)
class Report:
    """`asked`: the time that was asked for. `lines`: only whole pieces of time that lie in it."""

    asked: tuple[date, date]
    lines: Sequence[Line]
    context: Sequence[Context]

    def of(self, what: str, split: str = "") -> list[Line]:
        return [line for line in self.lines if (line.what, line.split) == (what, split)]


class Context(NamedTuple):
    """A figure that somebody else has published, with where and when."""

    what: str
    sentence: str
    cite: str
    published: str


def report(rows: Iterable[Counted], bundle: Bundle, words: Words, since: date, until: date, today: date) -> Report:
    """Weeks that are over only; those that lie in the time whole."""
    languages = tuple(dict.fromkeys(("en", *bundle.spoken)))
    lines = published(rows, measures(languages), week(today) - 1)
    first = week(since + timedelta(days=6))
    last = week(until + timedelta(days=1)) - 1
    return Report((since, until), within(lines, first, last), tuple(_context(bundle, words, today)))


_CONTEXT: Sequence[tuple[str, str, str]] = (
    ("rg", "first_decision_late", "{}"),
    ("rg", "rg_negative_quarter", "Of all reasonable-grounds decisions of October to December 2025, {} were negative."),
    ("rg", "rg_negative_year", "Of all reasonable-grounds decisions of 2024, {} were negative."),
    ("cg", "second_decision_late", "{}"),
    ("looked-again", "look_again_works", "{}"),
    ("sent", "kalayaan_referrals", "Kalayaan made {} referrals in 2023."),
)


def _context(bundle: Bundle, words: Words, today: date) -> Iterator[Context]:
    for what, name, sentence in _CONTEXT:
        fact = bundle.facts.get(name)
        if fact is not None:
            said = sentence.replace("{}", words.fact(name, today))
            yield Context(what, said, fact.cite, fact.published or str(fact.checked))


# --- a set of figures ---------------------------------------------------------------------------------------------


class Figure(NamedTuple):
    """`share`: in whole per cent of `of`, which could be told apart, among `all`; None where it is a plain number."""

    what: str
    number: int
    share: int | None = None
    of: int = 0
    all: int = 0

    @property
    def told(self) -> str:
        if self.share is None:
            return str(self.number)
        apart = "" if self.of == self.all else f", {self.of} of {self.all} told apart"
        return f"{self.share}% ({self.number} of {self.of}{apart})"


_SHARES: Sequence[tuple[str, str, frozenset[str], str]] = (
    ("accepted", "days", frozenset({"0-6", "7-13", "14-27"}), "found a First Responder in less than 28 days"),
    ("accepted", "tries", frozenset({"1"}), "had to ask one First Responder only"),
    ("not-accepted", "reason", frozenset({"closed-intake", "waiting-list"}), "no yes for want of room"),
    ("rg", "outcome", frozenset({"negative"}), "reasonable-grounds decisions negative"),
    ("rg", "target", frozenset({"in-time"}), "reasonable-grounds decisions within the time that is aimed at"),
    ("cg", "outcome", frozenset({"negative"}), "conclusive-grounds decisions negative"),
    ("asked-again", "in-time", frozenset({"yes"}), "reconsiderations asked for in time"),
    ("looked-again", "outcome", frozenset({"changed"}), "decisions changed when looked at again"),
)


def figures(told: Report) -> list[Figure]:
    """For a leaflet: totals, and shares of what is told apart. All of it worked out from published numbers alone."""
    totals = {what: sum(it.many for it in told.of(what)) for what in WHAT if told.of(what)}
    found = [Figure(WHAT[what], total) for what, total in totals.items()]
    for what, split, values, words in _SHARES:
        lines = told.of(what, split)
        of = sum(line.many for line in lines)
        if of:
            those = sum(line.many for line in lines if set(line.values) <= values)
            found.append(Figure(words, those, round(100 * those / of), of, totals[what]))
    return found


# --- CSV ----------------------------------------------------------------------------------------------------------

HEAD = ("what", "by", "from", "until", "value", "count")


def rows(told: Report) -> Iterator[tuple[str, ...]]:
    for line in told.lines:
        until = monday(line.until) + timedelta(days=6)
        by = SPLITS[line.what, line.split] if line.split else ""
        yield WHAT[line.what], by, str(monday(line.since)), str(until), in_words(line), str(line.many)


def as_csv(told: Report) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(rows(told))
    return out.getvalue()
