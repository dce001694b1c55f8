"""What is published of counts: no number below five, none to be had from all others, and not by who knows the rules."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff import statistics
from handoff.referral.measures import measures
from handoff.statistics import LEAST, MERGED, Counted, Grade, Line, groups, pieces, published, within
from tests.handoff.attacker import Cell, Published, World, narrowed, played, solved, worlds

MORE = int(os.environ.get("COUNTED", "0"))  # of everything together, beyond what the suite plays
SMALL = range(1, LEAST)
MEASURES = measures(("en", "fil", "id", "am", "ta"))
THROUGH = 120


def synthetic(seed: int = 1, busy: float = 1.2) -> list[Counted]:
    """Two years of a small desk, full of singletons: most reasons, languages and steps came to pass once."""
    chance = random.Random(seed)
    rows: dict[tuple[int, str, str, str], int] = {}
    for week in range(10, THROUGH + 4):
        for what, splits in MEASURES.items():
            for _ in range(int(chance.expovariate(1 / busy))):
                chosen = {split: _often_the_first(chance, grades[0]) for split, grades in splits.items()}
                for split, value in {"": "", **chosen}.items():
                    rows[week, what, split, value] = rows.get((week, what, split, value), 0) + 1
    return [Counted(*key, count) for key, count in rows.items()]


def _often_the_first(chance: random.Random, grade: Grade) -> str:
    values = [value for values in grade for value in values]
    return chance.choices(values, [8.0, *(1.0 for _ in values[1:])])[0]


ROWS = synthetic()
LINES = published(ROWS, MEASURES, THROUGH)


def test_there_are_singletons_and_none_of_them_is_published() -> None:
    assert sum(row.many == 1 for row in ROWS) > len(ROWS) / 2
    assert LINES and not [line for line in LINES if line.many in SMALL]


def test_something_is_told_all_the_same() -> None:
    told = {(line.what, line.split) for line in LINES if line.split}
    assert {("accepted", "days"), ("not-accepted", "reason"), ("rg", "outcome"), ("sent", "hours")} <= told


# --- all that was ever published, together ------------------------------------------------------------------------


def as_sums(lines: Sequence[Line], what: str) -> list[Published]:
    """Cells are a week, a split and a value. A total is the sum of any one split, so it is published of each."""
    splits = MEASURES[what]
    found = []
    for line in lines:
        if line.what != what:
            continue
        for split in [line.split] if line.split else list(splits):
            values = line.values or [value for values in splits[split][0] for value in values]
            weeks = range(line.since, line.until + 1)
            found.append(Published(frozenset((week, split, value) for week in weeks for value in values), line.many))
    return found


def everything(rows: Sequence[Counted], publish: object = published) -> list[Line]:
    """Of each week's end and of each time that somebody can ask for."""
    assert callable(publish)
    lines: set[Line] = set()
    for through in range(THROUGH - 30, THROUGH + 1):
        told = publish(rows, MEASURES, through)
        for since in range(0, THROUGH, 13):
            lines |= set(within(told, since, through))
    return sorted(lines)


def true_cells(rows: Sequence[Counted], what: str) -> Mapping[Cell, int]:
    return {(row.week, row.split, row.value): row.many for row in rows if row.what == what and row.split}


def found_out(rows: Sequence[Counted], lines: Sequence[Line], what: str) -> Iterator[tuple[Cell, int]]:
    """Small cells that the two who only compute have found."""
    sums = as_sums(lines, what)
    for cell, value in solved(sums).items():
        if value in SMALL:
            yield cell, value
    for cell, (least, most) in narrowed(sums).items():
        if least == most and least in SMALL:
            yield cell, least


@pytest.mark.parametrize("what", MEASURES)
def test_no_small_cell_follows_from_all_that_was_ever_published(what: str) -> None:
    assert list(found_out(ROWS, everything(ROWS), what)) == []


def margins_and_all(rows: Sequence[Counted], measures: statistics.Measures, through: int) -> list[Line]:
    """Naive: small cells left out of the table, and true totals below it."""
    found = [Line(row.what, row.split, row.week, row.week, (row.value,) if row.split else (), row.many)
             for row in rows if row.week <= through and row.many >= LEAST]  # fmt: skip
    weeks = sorted({row.week for row in rows if row.week <= through})
    for what in measures:
        totals = {w: sum(row.many for row in rows if (row.what, row.split, row.week) == (what, "", w)) for w in weeks}
        found += [Line(what, "", week, week, (), total) for week, total in totals.items()]
    return [line for line in found if line.many not in SMALL]


def by_the_time_asked_for(rows: Sequence[Counted], measures: statistics.Measures, through: int) -> list[Line]:
    """Naive: each time that is asked for is added up anew, and small sums are left out."""
    found = []
    for what, splits in measures.items():
        for split, grades in {"": [[("",)]], **splits}.items():
            for value in (value for values in grades[0] for value in values):
                here = [row for row in rows if (row.what, row.split, row.value) == (what, split, value)]
                total = sum(row.many for row in here if row.week <= through)
                found.append(Line(what, split, 0, through, (value,) if split else (), total))
    return [line for line in found if line.many not in SMALL]


def test_totals_that_hold_what_is_left_out_are_caught() -> None:
    """Weeks in which one step is small and another is not."""
    rows = synthetic(2, busy=9.0)
    lines = [line for line in margins_and_all(rows, MEASURES, THROUGH) if not line.values or len(line.values) == 1]
    assert not [line for line in lines if line.many in SMALL], "it leaves out all small numbers, and yet:"
    assert any(list(found_out(rows, lines, what)) for what in MEASURES)


def test_sums_of_whatever_time_are_caught() -> None:
    lines = everything(ROWS, by_the_time_asked_for)
    found: dict[tuple[str, str, tuple[str, ...]], dict[int, int]] = {}
    for line in lines:
        found.setdefault((line.what, line.split, line.values), {})[line.until] = line.many
    steps = [
        later - sooner
        for by_end in found.values()
        for (_, sooner), (_, later) in zip(sorted(by_end.items())[:-1], sorted(by_end.items())[1:], strict=True)
    ]
    assert any(step in SMALL for step in steps), "the difference of two reports is one week, and small"


def test_two_reports_of_different_days_never_differ_by_something_small() -> None:
    """What was told stays as it was told; what comes to it is a piece of its own."""
    told: set[Line] = set()
    for through in range(THROUGH + 1):
        now = set(published(ROWS, MEASURES, through))
        assert told <= now
        assert not [line for line in now - told if line.many in SMALL]
        told = now


# --- somebody who knows the program -------------------------------------------------------------------------------


TWO: Sequence[Grade] = ([("a",), ("b",)],)
THREE: Sequence[Grade] = ([("a",), ("b",), ("c",)], [("a",), ("b", "c")])
OTHER_THREE: Sequence[Grade] = ([("a",), ("b",), ("c",)], [("a", "b"), ("c",)])
FOUR: Sequence[Grade] = ([("a",), ("b",), ("c",), ("d",)], [("a",), ("b", "c"), ("d",)], [("a",), ("b", "c", "d")])


@pytest.mark.parametrize(("grades", "most"), [(TWO, 60), (THREE, 34), (OTHER_THREE, 34), (FOUR, 20)])
def test_the_choice_of_a_grade_gives_no_small_number_away(grades: Sequence[Grade], most: int) -> None:
    """Played with every table that there can be, and the real limits."""
    values = [value for values in grades[0] for value in values]

    def publish(world: World) -> object:
        return sum(world), groups(dict(zip(values, world, strict=True)), grades)

    def targets(world: World) -> Mapping[str, int]:
        return dict(zip(values, world, strict=True))

    known = [world for world in worlds(len(values), most + MORE) if sum(world) >= 12]
    assert list(played(known, publish, targets, SMALL)) == []


def put_together_what_is_rare(counts: Mapping[str, int]) -> object:
    """Naive, and often done: what is rare is put together, with the smallest of the rest until it is enough."""
    shown = {value: count for value, count in counts.items() if count >= LEAST}
    rest = {value: count for value, count in counts.items() if count < LEAST}
    while shown and 0 < sum(rest.values()) < MERGED:
        smallest = min(shown, key=lambda value: shown[value])
        rest[smallest] = shown.pop(smallest)
    return tuple(shown.items()), tuple(sorted(rest)), sum(rest.values())


def test_to_put_together_what_is_rare_is_caught() -> None:
    """The program can be played backwards: which one it took says how few the other was."""

    def publish(world: World) -> object:
        return put_together_what_is_rare(dict(zip("abc", world, strict=True)))

    def targets(world: World) -> Mapping[str, int]:
        return dict(zip("abc", world, strict=True))

    assert list(played(worlds(3, 24), publish, targets, SMALL))


def in_small(monkeypatch: pytest.MonkeyPatch) -> range:
    """The same rules with smaller limits, so that all worlds can be played."""
    for name, value in (("LEAST", 3), ("MERGED", 4), ("SPLIT", 6)):
        monkeypatch.setattr(statistics, name, value)
    return range(1, 3)


def told_of(world: World, grades: Sequence[Grade], until_it_can_be_told: bool = False) -> tuple[Line, ...]:
    """Weeks with their values, as the report tells them. Naive: a split goes on until some grade of it can be told."""
    values = [value for values in grades[0] for value in values]
    rows, k = [], len(values)
    for week in range(len(world) // k):
        here = dict(zip(values, world[week * k :], strict=False))
        rows += [Counted(week, "x", "s", value, many) for value, many in here.items()]
        rows.append(Counted(week, "x", "", "", sum(here.values())))
    lines = published(rows, {"x": {"s": grades}}, len(world) // k - 1)
    return tuple(_waiting(lines, rows, grades) if until_it_can_be_told else lines)


def _waiting(lines: Sequence[Line], rows: Sequence[Counted], grades: Sequence[Grade]) -> Iterator[Line]:
    run: list[Line] = []
    for line in (line for line in lines if not line.split):
        yield line
        run.append(line)
        here = range(run[0].since, line.until + 1)
        values = [value for values in grades[0] for value in values]
        counts = {v: sum(row.many for row in rows if row.value == v and row.week in here) for v in values}
        if sum(counts.values()) >= statistics.SPLIT and (found := groups(counts, grades)):
            yield from (Line("x", "s", run[0].since, line.until, one.values, one.many) for one in found)
            run = []


def all_there_is(world: World, grades: Sequence[Grade], lines: Sequence[Line]) -> Mapping[str, int]:
    """Each week by each value, each value over each run of pieces, and each week."""
    k = sum(map(len, grades[0]))
    totals = [line for line in lines if not line.split]
    found = {f"cell {nth}": many for nth, many in enumerate(world)}
    found |= {f"week {week}": sum(world[week * k : week * k + k]) for week in range(len(world) // k)}
    for first, one in enumerate(totals):
        for other in totals[first:]:
            for nth in range(k):
                weeks = range(one.since, other.until + 1)
                found[f"{nth} from {one.since} to {other.until}"] = sum(world[week * k + nth] for week in weeks)
    return found


@pytest.mark.parametrize(("grades", "weeks", "most"), [(TWO, 3, 10), (THREE, 2, 11), (OTHER_THREE, 2, 11)])
def test_weeks_and_values_together_give_no_small_number_away(
    monkeypatch: pytest.MonkeyPatch, grades: Sequence[Grade], weeks: int, most: int
) -> None:
    small, known = in_small(monkeypatch), list(worlds(weeks * sum(map(len, grades[0])), most + MORE))

    def targets(world: World) -> Mapping[str, int]:
        return all_there_is(world, grades, told_of(world, grades))

    assert list(played(known, lambda world: told_of(world, grades), targets, small)) == []


def test_to_wait_until_a_split_can_be_told_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """That it was not told a week before is told as well."""
    small = in_small(monkeypatch)

    def targets(world: World) -> Mapping[str, int]:
        return all_there_is(world, TWO, told_of(world, TWO, until_it_can_be_told=True))

    assert list(played(worlds(6, 10), lambda world: told_of(world, TWO, until_it_can_be_told=True), targets, small))


# --- every set of counts ------------------------------------------------------------------------------------------


@given(st.dictionaries(st.integers(0, 60), st.integers(0, 9)), st.integers(0, 60), st.integers(0, 60))
def test_pieces_are_whole_and_large_enough_whatever_comes(weekly: dict[int, int], begin: int, through: int) -> None:
    told = pieces(weekly, begin, through)
    assert all(piece.total >= LEAST for piece in told)
    assert all(piece.total == sum(weekly.get(w, 0) for w in range(piece.since, piece.until + 1)) for piece in told)
    ends = [(piece.since, piece.until) for piece in told]
    assert all(since <= until for since, until in ends)
    assert [since for since, _ in ends[1:]] == [until + 1 for _, until in ends[:-1]]


SOME = [published(synthetic(seed, busy), MEASURES, THROUGH) for seed, busy in enumerate((0.3, 0.8, 2.0, 5.0))]


@given(st.sampled_from(range(len(SOME))), st.integers(0, 90), st.integers(0, 130))
def test_no_number_is_small_whatever_is_counted_and_asked_for(seed: int, since: int, until: int) -> None:
    lines = within(SOME[seed], since, until)
    assert not [line for line in lines if line.many in SMALL]
    assert all(since <= line.since <= line.until <= until for line in lines)
    assert all(line.many == 0 or line.many >= MERGED for line in lines if len(line.values) > 1)


def test_a_split_that_does_not_hold_all_is_not_told() -> None:
    """One whose language is not on the list any more: the total would give it away."""
    rows = [Counted(1, "accepted", "", "", 30), Counted(1, "accepted", "language", "en", 28)]
    gone = [*rows, Counted(1, "accepted", "language", "xx", 2)]
    assert not [line for line in published(gone, MEASURES, 2) if line.split == "language"]


def test_each_grade_of_each_split_holds_every_value() -> None:
    for splits in MEASURES.values():
        for grades in splits.values():
            finest = sorted(value for values in grades[0] for value in values)
            assert all(sorted(value for values in grade for value in values) == finest for grade in grades)
            assert all(len(values) == 1 for values in grades[0])
