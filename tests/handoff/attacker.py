"""Somebody who has everything that was published, all of it together, and wants to know a small number.

Three of them: one who solves the equations, one who also knows that nothing is less than none and narrows what is left,
and one who knows the program and plays it with every set of numbers there can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

Cell = tuple[object, ...]


class Published(NamedTuple):
    """The sum of these cells."""

    cells: frozenset[Cell]
    many: int


def solved(published: Iterable[Published]) -> dict[Cell, int]:
    """Every cell that the equations leave one value for."""
    rows = [({cell: Fraction(1) for cell in cells}, Fraction(many)) for cells, many in published]
    return {next(iter(row)): int(count) for row, count in _reduced(rows) if len(row) == 1}


def _reduced(rows: list[tuple[dict[Cell, Fraction], Fraction]]) -> list[tuple[dict[Cell, Fraction], Fraction]]:
    done: list[tuple[Cell, dict[Cell, Fraction], Fraction]] = []
    for row, count in rows:
        for pivot, other, its in done:
            if pivot in row:
                row, count = _less(row, count, other, its, row[pivot])
        if not row:
            continue
        pivot = min(row, key=str)
        scale = row[pivot]
        row, count = {cell: value / scale for cell, value in row.items()}, count / scale
        done = [
            (p, *_less(r, c, row, count, r[pivot])) if pivot in r else (p, r, c) for p, r, c in done
        ]  # fmt: skip
        done.append((pivot, row, count))
    return [(row, count) for _, row, count in done]


def _less(
    row: Mapping[Cell, Fraction], count: Fraction, other: Mapping[Cell, Fraction], its: Fraction, times: Fraction
) -> tuple[dict[Cell, Fraction], Fraction]:
    found = dict(row)
    for cell, value in other.items():
        found[cell] = found.get(cell, Fraction(0)) - times * value
        if not found[cell]:
            del found[cell]
    return found, count - times * its


def narrowed(published: Sequence[Published], rounds: int = 50) -> dict[Cell, tuple[int, int]]:
    """How little and how much each cell can be, when none is less than none."""
    low: dict[Cell, int] = {cell: 0 for one in published for cell in one.cells}
    high: dict[Cell, int] = {cell: one.many for one in published for cell in one.cells}
    for _ in range(rounds):
        before = (dict(low), dict(high))
        for cells, count in published:
            least, most = sum(low[cell] for cell in cells), sum(high[cell] for cell in cells)
            for cell in cells:
                high[cell] = min(high[cell], count - least + low[cell])
                low[cell] = max(low[cell], count - most + high[cell])
        if (low, high) == before:
            break
    return {cell: (low[cell], high[cell]) for cell in low}


World = tuple[int, ...]


def worlds(cells: int, all_together: int) -> Iterator[World]:
    """Every way in which so many, or fewer, can have come to pass."""
    if cells == 0:
        yield ()
        return
    for first in range(all_together + 1):
        for rest in worlds(cells - 1, all_together - first):
            yield (first, *rest)


def played(
    known: Iterable[World],
    publish: Callable[[World], object],
    targets: Callable[[World], Mapping[str, int]],
    small: range,
) -> Iterator[tuple[World, str, set[int]]]:
    """Yields what is sure to be small in every world that the same publication can come from."""
    seen: dict[object, list[World]] = {}
    for world in known:
        seen.setdefault(publish(world), []).append(world)
    for same in seen.values():
        found = [targets(world) for world in same]
        for name in found[0]:
            values = {each[name] for each in found}
            if values <= set(small):
                yield same[0], name, values
