"""Which box stands above which: every way leads down, but for those that lead back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ROUNDS = 40


def ranks(order: Sequence[str], ways: Sequence[tuple[str, str]]) -> Mapping[str, int]:
    """`ways` have no circle. First each box as far up as it can be, then as near to its neighbours as it can be."""
    above: dict[str, list[str]] = {name: [] for name in order}
    below: dict[str, list[str]] = {name: [] for name in order}
    for source, target in ways:
        above[target].append(source)
        below[source].append(target)
    rank = _longest(order, above, below)
    for _ in range(_ROUNDS):
        moved = [_nearer(name, rank, above[name], below[name]) for name in order[1:]]
        if not any(moved):
            break
    return rank


def _longest(order: Sequence[str], above: Mapping[str, list[str]], below: Mapping[str, list[str]]) -> dict[str, int]:
    waiting = {name: len(above[name]) for name in order}
    rank = dict.fromkeys(order, 0)
    ready = [name for name in order if not waiting[name]]
    for name in ready:
        for target in below[name]:
            rank[target] = max(rank[target], rank[name] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return rank


def _nearer(name: str, rank: dict[str, int], above: Sequence[str], below: Sequence[str]) -> bool:
    """Move one box to where its ways are shorter all together. True if it moved."""
    highest = max((rank[it] + 1 for it in above), default=0)
    lowest = min((rank[it] - 1 for it in below), default=highest)
    if len(below) > len(above):
        best = max(lowest, highest)
    else:
        best = highest if len(above) > len(below) else min(rank[name], max(lowest, highest))
    moved, rank[name] = best != rank[name], best
    return moved
