"""What can be published of counts, so that no number says something of one person: not by itself, not together with all
others that were ever published, and not to somebody who knows these rules.

Everything published is a sum of the same pieces, whoever asks and for whichever time. A piece of time is as many whole
weeks as it takes until LEAST came to pass; it closes for good, and nothing is ever told of a part of it. A split is
told of as many pieces as it takes for SPLIT, as finely as one of its grades allows. Grades are chosen beforehand: to
put together whatever is rare in the data would say what is rare; and SPLIT waits for nothing else, for to go on until
a grade can be told would say that it could not be told before. Nothing that is kept back is part of a sum, so nothing
can be had by subtraction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

LEAST = 5
MERGED = 6  # of several values that are told as one: with LEAST, all of them would be sure to be small
SPLIT = 20

Weekly = Mapping[int, int]
"""Week -> how many."""


class Piece(NamedTuple):
    """Weeks, both inclusive."""

    since: int
    until: int
    total: int


class Group(NamedTuple):
    """Values that are told as one."""

    values: tuple[str, ...]
    many: int


Grade = Sequence[tuple[str, ...]]
"""All values of a split, some of them together."""


class Part(NamedTuple):
    """A time in which a split is told. `groups`: empty where no grade of it can be."""

    since: int
    until: int
    total: int
    groups: tuple[Group, ...]


def pieces(weekly: Weekly, begin: int, through: int) -> list[Piece]:
    """From the week `begin` to `through`, which must be over. What is still open at the end is not told."""
    found, since, total = list[Piece](), begin, 0
    for week in range(begin, through + 1):
        total += weekly.get(week, 0)
        if total >= LEAST:
            found.append(Piece(since, week, total))
            since, total = week + 1, 0
    return found


def parts(told: Sequence[Piece], split: Mapping[str, Weekly], grades: Sequence[Grade]) -> list[Part]:
    return [
        Part(run[0].since, run[-1].until, sum(one.total for one in run), _groups(run, split, grades))
        for run in _runs(told)
    ]


def _runs(told: Iterable[Piece]) -> Iterator[list[Piece]]:
    run: list[Piece] = []
    for piece in told:
        run.append(piece)
        if sum(one.total for one in run) >= SPLIT:
            yield run
            run = []


def _groups(run: Sequence[Piece], split: Mapping[str, Weekly], grades: Sequence[Grade]) -> tuple[Group, ...]:
    """None where the split does not hold all: what is missing could be had by subtraction."""
    weeks = range(run[0].since, run[-1].until + 1)
    counts = {value: sum(weekly.get(week, 0) for week in weeks) for value, weekly in split.items()}
    whole = sum(counts.values()) == sum(piece.total for piece in run)
    return groups(counts, grades) if whole else ()


def groups(counts: Mapping[str, int], grades: Sequence[Grade]) -> tuple[Group, ...]:
    """By the finest grade that says nothing small. What never came to pass is no secret."""
    for grade in grades:
        told = tuple(Group(values, sum(counts.get(value, 0) for value in values)) for values in grade)
        if all(one.many == 0 or one.many >= (LEAST if len(one.values) == 1 else MERGED) for one in told):
            return told
    return ()


# --- what is told of a time ---------------------------------------------------------------------------------------


class Line(NamedTuple):
    """One number that is published. `split` and `values` are empty for all of it."""

    what: str
    split: str
    since: int
    until: int
    values: tuple[str, ...]
    many: int


class Counted(NamedTuple):
    week: int
    what: str
    split: str
    value: str
    many: int


Measures = Mapping[str, Mapping[str, Sequence[Grade]]]
"""What is counted -> by what it is split -> its grades, the finest first. A grade holds every value there can be."""


def published(counted: Iterable[Counted], measures: Measures, through: int) -> list[Line]:
    """All there is to tell, from the beginning until the end of the week `through`."""
    rows = [row for row in counted if row.week <= through]
    begin = min((_year_of(row.week) for row in rows), default=through)
    found: list[Line] = []
    for what, splits in measures.items():
        told = pieces(_weekly(rows, what, "", ""), begin, through)
        found += [Line(what, "", one.since, one.until, (), one.total) for one in told]
        for split, grades in splits.items():
            by_value = {value: _weekly(rows, what, split, value) for values in grades[0] for value in values}
            found += [
                Line(what, split, part.since, part.until, group.values, group.many)
                for part in parts(told, by_value, grades)
                for group in part.groups
            ]
    return found


def within(lines: Iterable[Line], since: int, until: int) -> list[Line]:
    """Those whose weeks all lie there. Nothing is cut, and nothing is added up anew."""
    return [line for line in lines if since <= line.since and line.until <= until]


def _weekly(rows: Iterable[Counted], what: str, split: str, value: str) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in rows:
        if (row.what, row.split, row.value) == (what, split, value):
            found[row.week] = found.get(row.week, 0) + row.many
    return found


_WEEKS = 52


def _year_of(week: int) -> int:
    """Where counting begins: so early that it says nothing of the first one."""
    return week - week % _WEEKS
